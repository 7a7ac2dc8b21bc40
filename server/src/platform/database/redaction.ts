// Keeps credentials out of what is printed, logged or thrown. Rule O11.

const addressUser = /(mongodb(?:\+srv)?:\/\/)\S*@/gi;
const secretOption = /\b(tlsCertificateKeyFilePassword|proxyPassword|authMechanismProperties)=[^&\s"']*/gi;
/** Shorter passwords would blank out innocent words; in an address they go with the address. */
const findablePassword = 4;

/** The text without the credentials of any database address in it, nor the password of this one wherever it stands. */
export function redact(text: string, uri?: string): string {
  let clean = text.replace(addressUser, "$1[redacted]@").replace(secretOption, "$1=[redacted]");
  for (const secret of secretsOf(uri)) clean = clean.replaceAll(secret, "[redacted]");
  return clean;
}

function secretsOf(uri: string | undefined): readonly string[] {
  const raw = /^[^/]*\/\/[^@]*?:(.*)@/.exec(uri ?? "")?.[1];
  if (raw === undefined || raw.length < findablePassword) return [];
  try {
    return [raw, decodeURIComponent(raw)];
  } catch {
    return [raw];
  }
}
