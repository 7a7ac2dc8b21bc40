// What identity is given to: a token is a word, a run of blanks, one mark, one line break or one image. Two wordings
// are compared, and words are credited, by these and nothing smaller.

const tokenPattern = /[\p{L}\p{N}\p{M}]+(?:['’-][\p{L}\p{N}\p{M}]+)*|[^\S\n]+|\n|\P{M}\p{M}*/gu;
const wordPattern = /^[\p{L}\p{N}\p{M}]/u;

/** The tokens of a text in order; joined they are the text again. */
export const tokensOf = (text: string): readonly string[] => text.match(tokenPattern) ?? [];

export const isWord = (token: string): boolean => wordPattern.test(token);
export const isBlank = (token: string): boolean => token.trim() === "";
/** A sign of punctuation, or an image. */
export const isMark = (token: string): boolean => !isWord(token) && !isBlank(token);

/** Where each token begins, in UTF-16 units, and after the last where the text ends. */
export function offsetsOf(tokens: readonly string[]): readonly number[] {
  const offsets = [0];
  for (const token of tokens) offsets.push((offsets.at(-1) ?? 0) + token.length);
  return offsets;
}
