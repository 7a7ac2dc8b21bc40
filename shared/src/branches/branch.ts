// A branch: what several people write together before it is one suggestion. Who may join, in which states it is, and how an
// invitation is read from what a person pastes. Rules L40 to L44.
import { refuse } from "../errors.ts";

/**
 * `sending` lasts while the room is closed and read; when sending is refused it is written again. `abandoned`: nobody is left
 * who writes it.
 */
export const branchStates = ["writing", "sending", "sent", "abandoned"] as const;
export type BranchState = (typeof branchStates)[number];

/** May somebody join or leave? Also while it is being sent, which may yet be refused. */
export const writtenStates = ["writing", "sending"] as const satisfies readonly BranchState[];
export const isWritten = (state: BranchState): boolean => writtenStates.some((one) => one === state);

/** One who writes a branch, with her public name when she joined. */
export interface BranchAuthor {
  readonly id: string;
  readonly name: string;
}

export const branchQuotas = {
  authors: 20,
  /** What one person may have begun and not sent yet, in all consultations. */
  begun: 20,
} as const;

/** Those who write it once this person has joined; who has joined already stays as she is. Refuses one too many. */
export function withAuthor(
  authors: readonly BranchAuthor[],
  author: BranchAuthor,
): readonly [BranchAuthor, ...BranchAuthor[]] {
  const [first = author, ...others] = authors;
  if (authors.length === 0 || authors.some(({ id }) => id === author.id)) return [first, ...others];
  if (authors.length >= branchQuotas.authors) refuse("branch-full", { count: branchQuotas.authors });
  return [first, ...others, author];
}

export const isAuthor = (authors: readonly BranchAuthor[], person: string): boolean =>
  authors.some(({ id }) => id === person);

/** The code of an invitation: what stands behind the # of a link, or the code by itself. */
export const codeIn = (pasted: string): string => pasted.slice(pasted.lastIndexOf("#") + 1).trim();
