// What of a room is in the database, as bytes: one state and what came after it. Whoever joins gets these bytes as they
// are, so that a reader costs no encoding; a failed trial is made anew from them.
import * as Y from "yjs";
import { answerFrame, updateFrame } from "./frames.ts";
import { framed } from "./wire.ts";

/** More than this after the state, and it is worth writing a new state. */
const mostTailUpdates = 256;
const tailShare = 0.25;
const leastTailBytes = 16 * 1024;
/** Different answers kept for those who come back; most of them come back from the same place. */
const mostAnswers = 16;

const nothing = Uint8Array.of(0, 0);

export class StoredState {
  #state: Uint8Array;
  #tail: Uint8Array[] = [];
  #tailBytes = 0;
  #joining: Buffer | undefined;
  readonly #answers = new Map<string, Buffer>();

  constructor(state: Uint8Array) {
    this.#state = state;
  }

  updates(): readonly Uint8Array[] {
    return [this.#state, ...this.#tail];
  }

  get bytes(): number {
    return this.#state.length + this.#tailBytes;
  }

  append(update: Uint8Array): void {
    this.#tail.push(update);
    this.#tailBytes += update.length;
    this.#forget();
  }

  /** The bytes after the state have grown so much that a new state should take their place. */
  get isLong(): boolean {
    return (
      this.#tail.length > mostTailUpdates ||
      this.#tailBytes > Math.max(leastTailBytes, this.#state.length * tailShare)
    );
  }

  /** `state` holds all that was appended so far. */
  renew(state: Uint8Array): void {
    this.#state = state;
    this.#tail = [];
    this.#tailBytes = 0;
    this.#forget();
  }

  /** Frames for somebody who has nothing. The one that says *that is all* comes last. */
  joining(): Buffer {
    this.#joining ??= Buffer.concat(
      [updateFrame(this.#state), ...this.#merged().map(updateFrame), answerFrame(nothing)].map(framed),
    );
    return this.#joining;
  }

  /** The frame for somebody who has `vector`; `lacked` is asked once for each vector until the state changes. */
  answer(vector: Uint8Array, lacked: () => Uint8Array): Buffer {
    const key = Buffer.from(vector).toString("base64");
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const made = framed(answerFrame(lacked()));
    if (this.#answers.size >= mostAnswers) this.#answers.clear();
    this.#answers.set(key, made);
    return made;
  }

  #merged(): readonly Uint8Array[] {
    return this.#tail.length < 2 ? this.#tail : [Y.mergeUpdates(this.#tail)];
  }

  #forget(): void {
    this.#joining = undefined;
    this.#answers.clear();
  }
}
