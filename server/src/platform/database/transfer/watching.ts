// What the person at the terminal sees and may do while documents pass: how far it is, and Ctrl+C between batches.
import type { Failpoint } from "../../failpoints.ts";
import type { Done } from "./moment.ts";
import type { Part } from "./parts.ts";

export interface Watch {
  /** Aborted when the person wants it to stop; the work ends between two batches. */
  readonly signal: AbortSignal;
  readonly failpoint: Failpoint;
  /** Milliseconds, for speed only. */
  readonly now: () => number;
  /** A sentence that stays. */
  readonly say: (sentence: string) => void;
  /** How far it is, at most every `everyMs`; a new line may take the place of the one before. */
  readonly show: (line: string) => void;
  readonly everyMs: number;
}

export class Cancelled extends Error {
  constructor() {
    super("Stopped.");
    this.name = "Cancelled";
  }
}

/**
 * Lets parts pass, shows how far they are and at the end how many there were, and throws Cancelled between two when the
 * person wants it. `done`: what had passed before.
 */
export async function* watched<End>(
  parts: AsyncGenerator<Part, End>,
  doing: string,
  expected: number | undefined,
  watch: Watch,
  done?: Done,
): AsyncGenerator<Part, End> {
  const begun = watch.now();
  let shownAt = -Infinity;
  let isShown = false;
  let collection = done?.current?.definition.name ?? "";
  let documents = done === undefined ? 0 : countedIn(done);
  let bytes = 0;
  const show = (now: number) => {
    [shownAt, isShown] = [now, true];
    watch.show(progressLine({ doing, collection, documents, expected, bytes, ms: now - begun }));
  };
  try {
    for (;;) {
      if (watch.signal.aborted) throw new Cancelled();
      const next = await parts.next();
      if (next.done === true) {
        if (!isShown) show(watch.now());
        return next.value;
      }
      const part = next.value;
      isShown = false;
      if (part.kind === "collection") collection = part.definition.name;
      if (part.kind === "documents") {
        documents += part.documents.length;
        bytes += part.documents.reduce((sum, one) => sum + one.length, 0);
      }
      const now = watch.now();
      if (now - shownAt >= watch.everyMs) show(now);
      yield part;
    }
  } finally {
    await parts.return(undefined as never);
  }
}

const countedIn = ({ sealed, current }: Done): number =>
  sealed.reduce((sum, { seal }) => sum + seal.documents, current?.sealer.counted() ?? 0);

/** "Backing up suggestions: 12,000 of about 40,000 documents, 12.3 MB/s" */
export function progressLine(at: {
  readonly doing: string;
  readonly collection: string;
  readonly documents: number;
  readonly expected: number | undefined;
  readonly bytes: number;
  readonly ms: number;
}): string {
  const count = (n: number) => n.toLocaleString("en-US");
  const of = at.expected === undefined ? "" : ` of about ${count(Math.max(at.expected, at.documents))}`;
  const speed = at.ms > 0 ? at.bytes / 1e6 / (at.ms / 1000) : 0;
  const doing = at.collection === "" ? at.doing : `${at.doing} ${at.collection}`;
  return `${doing}: ${count(at.documents)}${of} documents, ${speed.toFixed(1)} MB/s`;
}
