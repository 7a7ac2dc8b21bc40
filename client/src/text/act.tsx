// The one quiet control of a block: how many people spoke there, and the way to propose a change. A real link; the
// page's script opens the block's sheet instead.
import type { BlockCounts } from "@pliego/shared/pages.ts";
import { routes } from "@pliego/shared/routes.ts";
import { blockText } from "@pliego/shared/text/blocks.ts";
import type { BlockJSON } from "@pliego/shared/text/types.ts";
import type { Words } from "../words.ts";

/** What the controls of a text need to know; a text without it is only read. */
export interface Acting {
  readonly consultation: string;
  readonly open: boolean;
  readonly margin: Readonly<Record<string, BlockCounts>>;
}

interface ActProps {
  readonly block: BlockJSON;
  /** The number that people cite it by; 0 where it has none. */
  readonly paragraph: number;
  readonly acting: Acting | undefined;
  readonly words: Words;
}

export function Act({ block, paragraph, acting, words }: ActProps) {
  const { id, kind } = block.attrs;
  if (acting === undefined || kind === "rule") return null;
  const count = spokenOf(acting, id);
  if (!acting.open && count === 0) return null;
  const { t, href, locale } = words;
  const place = paragraph > 0 ? t("reading.paragraph", { number: paragraph }) : `«${beginningOf(block)}»`;
  const label =
    count === 0
      ? t("act.propose", { place })
      : t("act.spoken", { place, suggestions: t("act.suggestions", { count }) });
  const path = acting.open
    ? routes.propose(acting.consultation, id)
    : routes.suggestions(acting.consultation);
  return (
    <a
      class={count === 0 ? "act" : "act spoken"}
      href={href(path)}
      data-act={id}
      aria-label={label}
      lang={locale}
    >
      {count > 0 && count}
    </a>
  );
}

/** The class that gives a block its rule in the margin: its weight says how many spoke there. */
export function spokenClass(acting: Acting | undefined, id: string): string {
  const count = acting === undefined ? 0 : spokenOf(acting, id);
  return count === 0 ? "" : ` ${spokenMark(count)}`;
}

/** The class for this many, from one on. */
export const spokenMark = (count: number): string =>
  count === 1 ? "spoken-1" : count < 5 ? "spoken-2" : "spoken-3";

function spokenOf({ margin }: Acting, id: string): number {
  const counts = Object.hasOwn(margin, id) ? margin[id] : undefined;
  return counts === undefined ? 0 : counts.waiting + counts.decided;
}

const shownLength = 40;

function beginningOf(block: BlockJSON): string {
  const text = blockText(block).trim();
  return text.length <= shownLength ? text : `${text.slice(0, shownLength).trimEnd()}…`;
}
