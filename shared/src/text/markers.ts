// How the numbers of items are written and read: 4.  b)  IV.  The same letters may be read in two ways
// (i. is the ninth letter and the first roman number): `readings` gives both, the list decides.

import type { Delimiter, ListType } from "./types.ts";

export type OrderedType = Exclude<ListType, "none" | "bullet">;
export interface Reading {
  readonly list: OrderedType;
  readonly number: number;
}

const romanDigits: readonly (readonly [number, string])[] = [
  [1000, "m"],
  [900, "cm"],
  [500, "d"],
  [400, "cd"],
  [100, "c"],
  [90, "xc"],
  [50, "l"],
  [40, "xl"],
  [10, "x"],
  [9, "ix"],
  [5, "v"],
  [4, "iv"],
  [1, "i"],
];
const largestRoman = 3999;
const largestAlpha = 26 + 26 * 26;

function toRoman(number: number): string {
  let rest = number;
  let text = "";
  for (const [value, digits] of romanDigits) {
    while (rest >= value) {
      text += digits;
      rest -= value;
    }
  }
  return text;
}

function fromRoman(letters: string): number {
  let rest = letters;
  let number = 0;
  for (const [value, digits] of romanDigits) {
    while (rest.startsWith(digits)) {
      number += value;
      rest = rest.slice(digits.length);
    }
  }
  return rest === "" && number <= largestRoman && toRoman(number) === letters ? number : 0;
}

const letter = (index: number): string => String.fromCharCode(96 + index);
const toAlpha = (number: number): string =>
  number <= 26 ? letter(number) : letter(Math.floor((number - 1) / 26)) + letter(((number - 1) % 26) + 1);
const fromAlpha = (letters: string): number =>
  letters.length > 2 ? 0 : [...letters].reduce((sum, one) => sum * 26 + one.charCodeAt(0) - 96, 0);

/** The letters or digits of a number; a number the type cannot write is written in digits. */
export function numeral(list: ListType, number: number): string {
  if (number >= 1) {
    if (list.endsWith("alpha") && number <= largestAlpha) return cased(list, toAlpha(number));
    if (list.endsWith("roman") && number <= largestRoman) return cased(list, toRoman(number));
  }
  return String(number);
}

const cased = (list: ListType, letters: string): string =>
  list.startsWith("upper") ? letters.toUpperCase() : letters;

/** The marker as it stands before the item: "4.", "b)", "IV."; a bullet has none. */
export const markerOf = (list: ListType, number: number, delimiter: Delimiter): string =>
  list === "none" || list === "bullet" ? "" : numeral(list, number) + delimiter;

/** All ways to read the letters or digits of a marker; most plausible first: i and I are roman, c is a letter. */
export function readings(text: string): readonly Reading[] {
  if (/^[1-9][0-9]{0,8}$/.test(text)) return [{ list: "decimal", number: Number(text) }];
  if (!/^(?:[a-z]{1,15}|[A-Z]{1,15})$/.test(text)) return [];
  const small = text.toLowerCase();
  const prefix = small === text ? "lower" : "upper";
  const alpha = fromAlpha(small);
  const roman = fromRoman(small);
  const found: Reading[] = [];
  if (alpha > 0 && small.length === 1) found.push({ list: `${prefix}-alpha`, number: alpha });
  if (roman > 0) found.push({ list: `${prefix}-roman`, number: roman });
  if (roman === 1) found.reverse();
  if (alpha > 0 && small.length === 2) found.push({ list: `${prefix}-alpha`, number: alpha });
  return found;
}

/** A line that begins as an ordered item does: indentation, letters or digits, delimiter, then a blank or the end. */
export const orderedStart = /^([0-9]{1,9}|[a-z]{1,15}|[A-Z]{1,15})([.)])(-?)(?=[ \t]|$)/;
