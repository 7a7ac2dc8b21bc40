// The text of one room and its log: what may come in, what is in the database, and under which numbers. Whoever uses it
// takes care that one thing happens after the other (room.ts). Rules L21, L22, L24, L75.
import type * as Y from "yjs";
import type { DocJSON } from "@pliego/shared/text/types.ts";
import { examine, Inadmissible } from "./admission.ts";
import type { Change } from "./room-log.model.ts";
import type { Reading, Snapshot } from "./snapshots.ts";
import { StoredState } from "./stored-state.ts";
import { Trial } from "./trial.ts";

/** An update that was taken in, on trial: not stored yet. */
export interface Admitted {
  readonly by: string;
  /** Client ids that are hers from here on. */
  readonly claims: readonly number[];
  /** What of it is new, in our own encoding; undefined when nothing is. */
  readonly news: Uint8Array | undefined;
  /** The news holds more than was sent: whoever sent it must be told too. */
  readonly isMore: boolean;
}

export type NotAdmitted = "malformed" | "not-yours" | "too-big";

interface Kept {
  readonly state: Uint8Array;
  readonly owners: Map<number, string>;
  /** Number of the last entry of the log. */
  readonly seq: number;
  /** What the log has grown by since the last snapshot. */
  readonly sinceSnapshot: { readonly entries: number; readonly bytes: number };
}

export class RoomText {
  readonly #stored: StoredState;
  readonly #trial: Trial;
  readonly #owners: Map<number, string>;
  /** Who spoke first for a client id that owns no words yet. */
  readonly #speakers = new Map<number, string>();
  readonly #mostBytes: number;
  #seq: number;
  #since: { entries: number; bytes: number };

  constructor(kept: Kept, mostBytes: number) {
    this.#stored = new StoredState(kept.state);
    this.#trial = new Trial([kept.state]);
    this.#owners = kept.owners;
    this.#seq = kept.seq;
    this.#since = { ...kept.sinceSnapshot };
    this.#mostBytes = mostBytes;
  }

  get sinceSnapshot(): { readonly entries: number; readonly bytes: number } {
    return this.#since;
  }

  /** The number of the log's next entry. */
  get next(): number {
    return this.#seq + 1;
  }

  text(): DocJSON {
    return this.#trial.text();
  }

  vector(): Uint8Array {
    return this.#trial.vector();
  }

  /** Frames for somebody who has nothing: stored bytes, at any moment. */
  joining(): Buffer {
    return this.#stored.joining();
  }

  /** The frame for somebody who has this much, while nothing is on trial. Throws on what is no state vector. */
  answer(vector: Uint8Array): Buffer {
    return this.#stored.answer(vector, () => this.#trial.lackedBy(vector));
  }

  /** Takes an update in, on trial; `before` are those on trial already. What is not admitted leaves nothing behind. */
  admit(update: Uint8Array, by: string, before: readonly Admitted[]): Admitted | NotAdmitted {
    let claims: readonly number[];
    try {
      const examined = examine(update, by, {
        clockOf: (client) => this.#trial.clockOf(client),
        ownerOf: (client) => this.#owners.get(client) ?? this.#otherSpeaker(client, by),
      });
      if (examined.isEmpty) return { by, claims: [], news: undefined, isMore: false };
      ({ claims } = examined);
    } catch (error) {
      if (error instanceof Inadmissible) return error.reason;
      throw error;
    }
    if (this.#stored.bytes + update.length > this.#mostBytes) return "too-big";
    const news = this.#trial.admits(update);
    if (news === false) {
      this.#trial.restore([...this.#stored.updates(), ...before.flatMap((other) => other.news ?? [])]);
      return "malformed";
    }
    for (const client of claims) {
      this.#owners.set(client, by);
      this.#speakers.delete(client);
    }
    return { by, claims, news, isMore: this.#trial.hasTidied };
  }

  /** A person speaks for a client id; false when it is somebody else's. From then on nobody else may claim it. */
  speaksFor(client: number, by: string): boolean {
    const owner = this.#owners.get(client);
    if ((owner ?? this.#otherSpeaker(client, by) ?? by) !== by) return false;
    if (owner === undefined) this.#speakers.set(client, by);
    return true;
  }

  /** Who spoke for this client id, where that is somebody else: it is not free to be claimed. */
  #otherSpeaker(client: number, by: string): string | undefined {
    const speaker = this.#speakers.get(client);
    return speaker === by ? undefined : speaker;
  }

  /** The server's own edit, on trial; undefined when it changed nothing. */
  edit(change: (doc: Y.Doc) => void): Change | undefined {
    const update = this.#trial.edit(change);
    if (update === undefined) return undefined;
    this.#owners.set(this.#trial.client, "");
    return { by: "", claims: [this.#trial.client], update };
  }

  /** These changes are in the database now, as the next entry. Nothing but them may be on trial. */
  stored(changes: readonly Change[]): void {
    this.#seq += 1;
    this.#since.entries += 1;
    for (const { update } of changes) {
      this.#since.bytes += update.length;
      this.#stored.append(update);
    }
    if (this.#stored.isLong) this.#stored.renew(this.#trial.state());
  }

  /** The state with the number that it holds, while nothing is on trial. */
  snapshot(): Snapshot & Reading {
    const state = this.#trial.state();
    this.#stored.renew(state);
    this.#since = { entries: 0, bytes: 0 };
    const reading = { vector: this.#trial.vector(), text: this.#trial.text() };
    return { seq: this.#seq, state, owners: new Map(this.#owners), ...reading };
  }

  destroy(): void {
    this.#trial.destroy();
  }
}
