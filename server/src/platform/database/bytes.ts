// Binary data as the database's driver gives it.

/** Plain bytes of their own. */
export const bytesOf = (value: unknown): Uint8Array =>
  value instanceof Uint8Array
    ? new Uint8Array(value)
    : new Uint8Array((value as { readonly value: () => Uint8Array }).value());
