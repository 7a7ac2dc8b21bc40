// What has happened since a work screen was shown: which cases are new to its list, and whether somebody else has dealt
// with the one that is open. Pure.
import type { News } from "@pliego/shared/live/announcements.ts";
import type { WorkFacts } from "./facts.ts";

export interface Arrived {
  /** Folios that are not in the list. */
  readonly fresh: ReadonlySet<string>;
  readonly taken: boolean;
}

/** Of announcements in order: those of the queue's stream, or the public ones at the desk. */
export function arrived(before: Arrived, news: News, { desk, current, listed }: WorkFacts): Arrived {
  const folio = concerned(news, desk);
  if (folio === undefined) return before;
  if ("change" in news && news.change === "arrived")
    return listed.includes(folio) ? before : { ...before, fresh: new Set([...before.fresh, folio]) };
  const fresh = new Set([...before.fresh].filter((other) => other !== folio));
  return { fresh, taken: before.taken || folio === current };
}

/** The case that came to this screen or left it. */
function concerned(news: News, desk: WorkFacts["desk"]): string | undefined {
  const own =
    desk === "queue" ? news.kind === "queue" : news.kind === "suggestion" || news.kind === "decision";
  return own && "folio" in news ? news.folio : undefined;
}
