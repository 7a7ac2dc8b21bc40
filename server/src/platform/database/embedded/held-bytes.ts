// How much memory connections may take: what they have sent and what they have not fetched is counted together, and
// large messages take turns. So neither one client nor a thousand can fill the store's memory (rule E9).

/** A connection as something that holds memory. */
export interface Holder {
  /** Is the store itself at work on what is held? Then it is soon given back. */
  readonly isBusy: boolean;
  close(): void;
}

/** Counts what all connections hold; above the limit it closes the one that has been holding something for longest. */
export class HeldBytes {
  /** In the order in which they began to hold something. */
  readonly #held = new Map<Holder, number>();
  readonly #limit: number;
  #total = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Says how many bytes a connection holds now; 0 for none. */
  hold(holder: Holder, bytes: number): void {
    this.#total += bytes - (this.#held.get(holder) ?? 0);
    if (bytes === 0) this.#held.delete(holder);
    else this.#held.set(holder, bytes);
    if (this.#total <= this.#limit) return;
    for (const [one, its] of this.#held) {
      if (one.isBusy) continue;
      this.#held.delete(one);
      this.#total -= its;
      one.close();
      if (this.#total <= this.#limit) return;
    }
  }
}

/**
 * Lets so many bytes of messages be answered at the same time; the others wait in the order they came. Small ones are let
 * through: a large one that waits holds nobody else up.
 */
export class Turns {
  readonly #waiting: { readonly bytes: number; readonly begin: () => void }[] = [];
  readonly #smallBytes: number;
  #free: number;

  constructor(bytes: number, smallBytes = 0) {
    this.#free = bytes;
    this.#smallBytes = smallBytes;
  }

  /** Undefined when there is room at once, or resolves when there is; whoever has had a turn ends it. */
  begin(bytes: number): Promise<void> | undefined {
    if (bytes <= this.#smallBytes) return undefined;
    if (this.#waiting.length === 0 && bytes <= this.#free) {
      this.#free -= bytes;
      return undefined;
    }
    return new Promise<void>((begin) => this.#waiting.push({ bytes, begin }));
  }

  end(bytes: number): void {
    if (bytes <= this.#smallBytes) return;
    this.#free += bytes;
    for (
      let next = this.#waiting[0];
      next !== undefined && next.bytes <= this.#free;
      next = this.#waiting[0]
    ) {
      this.#waiting.shift();
      this.#free -= next.bytes;
      next.begin();
    }
  }
}
