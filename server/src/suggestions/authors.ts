// Who wrote a suggestion: its author, and those who wrote it together with her.
import type { Suggestion } from "./model.ts";

type Written = Pick<Suggestion, "author" | "authorName" | "coauthors">;

/** For permissions and notices: everybody who wrote it. */
export const authorIdsOf = ({ author, coauthors = [] }: Written): readonly string[] => [
  author,
  ...coauthors.map(({ id }) => id),
];

/** As pages show them: whoever began it, and the others by their public names. */
export const namesOf = ({
  authorName,
  coauthors = [],
}: Written): { readonly authorName: string; readonly coauthors: readonly string[] } => ({
  authorName,
  coauthors: coauthors.map(({ name }) => name),
});
