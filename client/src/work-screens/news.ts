// What has happened since a work screen was shown: which cases are new to its list, and whether somebody else has dealt
// with the one that is open. Pure.
import type { News } from "@pliego/shared/live/announcements.ts";
import type { WorkFacts } from "./facts.ts";

export interface Arrived {
  /** Folios that are not in the list. */
  readonly fresh: ReadonlySet<string>;
  readonly taken: boolean;
}

/** What brings a case to a screen, and what takes it away. */
const brings = { queue: "queue", desk: "suggestion" } as const;
const takes = { queue: "suggestion", desk: "decision" } as const;

export function arrived(before: Arrived, news: News, { desk, current, listed }: WorkFacts): Arrived {
  if (news.kind === "revision") return before;
  const { folio, kind } = news;
  if (kind === brings[desk] && !listed.includes(folio))
    return { ...before, fresh: new Set([...before.fresh, folio]) };
  if (kind !== takes[desk]) return before;
  const fresh = new Set([...before.fresh].filter((other) => other !== folio));
  return { fresh, taken: before.taken || folio === current };
}
