// How many documents a collection holds and how many bytes they are, kept as they come and go, so that counting a
// million documents is reading one key.
import { tallyKey } from "./layout.ts";

/** Documents and their bytes, or how these change. */
export interface Tally {
  readonly documents: number;
  readonly bytes: number;
}

interface Readable {
  get(key: Buffer): Buffer | undefined;
}

const NOTHING: Tally = { documents: 0, bytes: 0 };

/** The tally of a collection as a view has it. */
export function tallyOf(view: Readable, collection: number): Tally {
  const bytes = view.get(tallyKey(collection));
  if (bytes === undefined) return NOTHING;
  return { documents: bytes.readDoubleBE(0), bytes: bytes.readDoubleBE(8) };
}

function bytesOf({ documents, bytes }: Tally): Buffer {
  const held = Buffer.allocUnsafe(16);
  held.writeDoubleBE(documents, 0);
  held.writeDoubleBE(bytes, 8);
  return held;
}

/** Changes of tallies, added up so that each collection's is written once. */
export class Tallies {
  readonly #changes = new Map<number, Tally>();

  add(collection: number, { documents, bytes }: Tally): void {
    const held = this.#changes.get(collection) ?? NOTHING;
    this.#changes.set(collection, { documents: held.documents + documents, bytes: held.bytes + bytes });
  }

  /** Each collection's number and change. */
  changes(): Iterable<readonly [number, Tally]> {
    return this.#changes;
  }

  /** Writes the new tallies; `now` is what the changes are to. */
  applyTo(now: Readable, put: (key: Buffer, value: Buffer) => void): void {
    for (const [collection, { documents, bytes }] of this.#changes) {
      const held = tallyOf(now, collection);
      put(
        tallyKey(collection),
        bytesOf({ documents: held.documents + documents, bytes: held.bytes + bytes }),
      );
    }
  }
}
