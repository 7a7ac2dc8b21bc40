// Where the official text changed while the writers were changing the same words: both wordings, side by side as one
// change, until somebody says that it has been looked at. Rule L9.
import type { FollowConflict } from "@pliego/shared/live/rooms.ts";
import { piecesBetween } from "@pliego/shared/text/word-changes.ts";
import { Pieces } from "../../suggestions/change.tsx";
import type { Words } from "../../words.ts";

export interface KnownConflict extends FollowConflict {
  readonly block: string;
}

/** A conflict as the room keeps it; undefined for what is none. */
export function readConflict(block: string, kept: unknown): KnownConflict | undefined {
  const { revision, before, after } = (parsed(kept) ?? {}) as Partial<Record<keyof FollowConflict, unknown>>;
  if (typeof revision !== "number" || typeof before !== "string" || typeof after !== "string")
    return undefined;
  return { block, revision, before, after };
}

function parsed(kept: unknown): unknown {
  if (typeof kept !== "string") return kept;
  try {
    return JSON.parse(kept);
  } catch {
    return undefined;
  }
}

interface ConflictsProps {
  readonly conflicts: readonly KnownConflict[];
  /** The block is in the room's text. */
  readonly stands: (block: string) => boolean;
  readonly onSeen: (block: string) => void;
  readonly words: Words;
}

export function Conflicts({ conflicts, stands, onSeen, words }: ConflictsProps) {
  const { t } = words;
  if (conflicts.length === 0) return null;
  return (
    <section class="notice needs follow-conflicts" aria-labelledby="conflicts-title">
      <h2 id="conflicts-title" tabIndex={-1}>
        {t("drafting.conflicts", { count: conflicts.length })}
      </h2>
      <ul class="change">
        {conflicts.map((conflict) => (
          <li key={conflict.block}>
            <p>{t("drafting.conflict", { number: conflict.revision })}</p>
            <Pieces pieces={piecesBetween(conflict.before, conflict.after)} words={words} />
            <p class="acts">
              {stands(conflict.block) ? (
                <a class="go" href={`#p-${conflict.block}`} data-place={conflict.block}>
                  {t("drafting.conflictPlace")}
                </a>
              ) : (
                <span class="small">{t("drafting.conflictGone")}</span>
              )}
              <button type="button" class="button inside" onClick={() => onSeen(conflict.block)}>
                {t("drafting.conflictSeen")}
              </button>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
