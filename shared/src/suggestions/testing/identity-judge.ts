// The identity oracle at one moment of a history: is the text the engine follows the very text, with the right credits;
// and what does it make of a suggestion, held against what truly became of its characters.
import type { applyHunks } from "../../decisions/deciding.ts";
import type { carry, track } from "../../text/carry.ts";
import { isWord, tokensOf } from "../../text/tokens.ts";
import type { creditOf, TrackedText } from "../../text/tracked-text.ts";
import type { DocJSON } from "../../text/types.ts";
import { blockWords } from "../block-words.ts";
import type { fitOf } from "../fit.ts";
import type { revertingHunks } from "../../decisions/reverting.ts";
import type { patchBetween } from "../patch.ts";
import type { Fit, Hunk } from "../suggestion.ts";
import { besideEqual } from "./identity-acts.ts";
import {
  type IdentityFigures,
  linesOf,
  tell,
  toldCase,
  toldHunk,
  toldSuggestion,
} from "./identity-figures.ts";
import { type Author, creditsOf, docOf, type ModelBlock, type ModelText, textOf } from "./identity-text.ts";
import { judge, type ModelHunk, type ModelSuggestion, type Truth } from "./identity-truth.ts";

export interface IdentityEngine {
  readonly track: typeof track;
  readonly carry: typeof carry;
  readonly patchBetween: typeof patchBetween;
  readonly revertingHunks: typeof revertingHunks;
  readonly fitOf: typeof fitOf;
  readonly applyHunks: typeof applyHunks;
  readonly creditOf: typeof creditOf;
}

/** The text twice: as the model knows it and as the engine follows it. */
export interface Moment {
  readonly model: ModelText;
  readonly tracked: TrackedText;
  /** What was done so far, for people. */
  readonly acts: readonly string[];
}

export interface Pending {
  readonly name: string;
  readonly base: TrackedText;
  readonly suggested: ModelSuggestion;
  readonly hunks: readonly Hunk[];
  /** How many acts had been done when it was made. */
  readonly acts: number;
}

export interface Court {
  /** Which history this is, so that it can be run again. */
  readonly title: string;
  readonly uniqueWords: boolean;
  readonly engine: IdentityEngine;
  readonly figures: IdentityFigures;
}

const same = (one: DocJSON, other: DocJSON): boolean => linesOf(one).join("\n") === linesOf(other).join("\n");

function breaks(court: Court, promise: string, now: Moment): void {
  court.figures.brokenCount++;
  tell(court.figures.broken, () =>
    [`--- ${court.title}: ${promise}`, ...now.acts, ...linesOf(now.tracked.doc)].join("\n"),
  );
}

/** Text, numbers and credits of a revision. */
export function lookAt(court: Court, now: Moment): void {
  const { figures, engine } = court;
  figures.revisions++;
  if (!same(now.tracked.doc, docOf(now.model))) return breaks(court, "the text is another", now);
  if ([...now.tracked.blocks.keys()].join(" ") !== now.model.map((block) => block.id).join(" "))
    return breaks(court, "other blocks are tracked than the text has", now);
  const seen = new Set<number>();
  const words = new Set<string>();
  const credited = new Map<string, number>();
  let wordsInText = 0;
  for (const block of now.model) {
    const tracked = now.tracked.blocks.get(block.id);
    const truth = trueCredits(block);
    if (
      tracked === undefined ||
      tracked.ids.length !== truth.length ||
      tracked.tokens.join("") !== blockWords(tracked.block)
    )
      return breaks(court, `the tokens of ${block.id} are not its text`, now);
    wordsInText += tokensOf(blockWords(tracked.block)).filter(isWord).length;
    truth.forEach(({ token, credit }, at) => {
      const id = tracked.ids[at] ?? 0;
      if (seen.has(id) || id < 1 || id >= now.tracked.nextId)
        breaks(court, `the number ${id} of «${token}» is used twice or was never given`, now);
      seen.add(id);
      const given = engine.creditOf(now.tracked, id);
      figures.tokens++;
      if (given === credit) figures.tokensCredited++;
      if (!isWord(token)) return;
      if (court.uniqueWords && words.has(token)) breaks(court, `«${token}» is there twice`, now);
      words.add(token);
      if (given !== "") credited.set(given, (credited.get(given) ?? 0) + 1);
      figures.words++;
      if (given === credit) figures.wordsCredited++;
      else
        tell(
          figures.miscredited,
          () => `${court.title}: «${token}» in ${block.id} is of ${credit}, not of ${given}`,
        );
    });
  }
  if ([...credited.values()].reduce((sum, count) => sum + count, 0) !== wordsInText)
    breaks(court, "the credited words are not as many as the text has", now);
}

const known = new WeakMap<ModelBlock, ReturnType<typeof creditsOf>>();
function trueCredits(block: ModelBlock): ReturnType<typeof creditsOf> {
  const credits = known.get(block) ?? creditsOf(block);
  known.set(block, credits);
  return credits;
}

/** Bulk acceptance takes the first two; "relocated" takes a look, and counts as put in. */
const calm: ReadonlySet<Fit> = new Set<Fit>(["absorbed", "clean", "relocated"]);

/** Tries to accept a suggestion. The next moment, or undefined when engine and truth part and the history ends. */
export function decide(court: Court, now: Moment, pending: Pending, author: Author): Moment | undefined {
  const { engine, figures } = court;
  const { hunks } = pending;
  const { truth, truths, expected } = judge(pending.suggested, now.model, author);
  const kept = JSON.stringify(now.tracked.doc);
  const fits = engine.fitOf(hunks, now.tracked).hunks;
  const confirmed = fits.every((fit) => calm.has(fit));
  const applied = engine.applyHunks(now.tracked, hunks, author.credit, { confirmed });
  if (JSON.stringify(now.tracked.doc) !== kept) breaks(court, "the text itself was changed", now);
  if (confirmed !== (applied.kind === "applied"))
    breaks(court, `${pending.name} fits as ${fits.join(", ")} and is ${applied.kind}`, now);
  const result = applied.kind === "applied" ? applied.text.doc : undefined;
  const told = (outcome: string): string =>
    toldCase({
      title: `${court.title}, ${pending.name}: ${truth}, ${outcome}`,
      base: pending.base.doc,
      before: now.tracked.doc,
      acts: now.acts.slice(pending.acts),
      suggested: pending.suggested,
      truths,
      hunks,
      fits,
      expected: expected.map(docOf),
      result,
    });

  if (applied.kind === "refused") {
    countFlagged(figures, truth);
    if (truth === "clean") {
      const worst = fits.find((fit) => !calm.has(fit)) ?? "absorbed";
      figures.flaggedAs[worst] = (figures.flaggedAs[worst] ?? 0) + 1;
      tell(figures.flagged, () => told("flagged"));
    }
    return now;
  }
  if (!keepsWords(now.model, applied.text.doc, pending.suggested.hunks))
    breaks(court, `${pending.name} loses or doubles words`, now);
  const right = expected.find((each) => same(applied.text.doc, docOf(each)));
  if (right === undefined) {
    const explained = told("applied");
    if (explained.includes(besideEqual)) figures.besideEqual++;
    if (truth === "clean") figures.cleanWrong++;
    else figures.conflictSilent++;
    figures.surprises.push(explained);
    return undefined;
  }
  if (truth === "clean") figures.cleanRight++;
  else if (truth === "said") figures.saidAbsorbed++;
  else figures.eitherRight++;
  const acts = [...now.acts, `${author.credit} accepted: ${toldSuggestion(pending.suggested)}`];
  const next: Moment = { model: right, tracked: applied.text, acts };
  if (truth === "clean") {
    revertAndAcceptAgain(court, now, next, hunks, author.credit);
    acceptInParts(court, now, hunks, applied.text.doc);
  }
  lookAt(court, next);
  return next;
}

function countFlagged(figures: IdentityFigures, truth: Truth): void {
  if (truth === "clean") figures.cleanFlagged++;
  else if (truth === "said") figures.saidFlagged++;
  else if (truth === "either") figures.eitherFlagged++;
  else figures.conflictFlagged++;
}

/** No word is lost but those taken out, and none comes more often than it was there and was put in. */
function keepsWords(before: ModelText, after: DocJSON, suggested: readonly ModelHunk[]): boolean {
  const had = countWords(before.map(textOf));
  const has = countWords(linesOf(after).map((line) => line.slice(line.indexOf(": ") + 2)));
  const out = countWords(suggested.map(({ removed }) => removed.map((char) => char.unit).join("")));
  const put = countWords(suggested.map((hunk) => hunk.put));
  const times = (words: ReadonlyMap<string, number>, word: string): number => words.get(word) ?? 0;
  return [...new Set([...had.keys(), ...has.keys()])].every(
    (word) =>
      times(has, word) >= times(had, word) - times(out, word) &&
      times(has, word) <= times(had, word) + times(put, word),
  );
}

function countWords(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const token of texts.flatMap(tokensOf))
    if (isWord(token)) counts.set(token, (counts.get(token) ?? 0) + 1);
  return counts;
}

/** Accept, revert, accept again is accept. */
function revertAndAcceptAgain(
  court: Court,
  before: Moment,
  after: Moment,
  hunks: readonly Hunk[],
  credit: string,
): void {
  const { engine, figures, title } = court;
  figures.reverts++;
  const inverse = engine.revertingHunks(before.tracked, after.tracked);
  const back = engine.applyHunks(after.tracked, inverse, "institution:revert", { confirmed: true });
  const reverted = back.kind === "applied" ? back.text : after.tracked;
  if (!same(reverted.doc, before.tracked.doc))
    breaks(court, "the inverse of an accepted suggestion does not give the text before it", after);
  const again = engine.applyHunks(reverted, hunks, credit, { confirmed: true });
  if (again.kind === "applied" && same(again.text.doc, after.tracked.doc)) figures.revertsRight++;
  else {
    if (again.kind === "refused") figures.revertsFlagged++;
    const outcome = again.kind === "applied" ? "another text" : again.hunks.join(", ");
    const result = again.kind === "applied" ? again.text.doc : reverted.doc;
    tell(figures.unrepeated, () =>
      [
        `--- ${title}: accepted, reverted, then ${outcome}`,
        ...hunks.map((hunk, at) => `hunk: ${engine.fitOf(hunks, reverted).hunks[at]} ${toldHunk(hunk)}`),
        ...after.acts.map((act) => `then      ${act}`),
        ...without(before.tracked.doc, after.tracked.doc).map((line) => `before    ${line}`),
        ...without(after.tracked.doc, result).map((line) => `expected  ${line}`),
        ...without(result, after.tracked.doc).map((line) => `result    ${line}`),
      ].join("\n"),
    );
  }
}

/** The lines that only the first of two texts has. */
function without(one: DocJSON, other: DocJSON): readonly string[] {
  const others = new Set(linesOf(other));
  return linesOf(one).filter((line) => !others.has(line));
}

/** Hunks accepted one by one, in the orders given by `orders` or from either end, are all of them accepted. */
export function acceptInParts(
  { engine, figures, title }: Court,
  now: Moment,
  hunks: readonly Hunk[],
  whole: DocJSON,
  orders: readonly (readonly Hunk[])[] = [hunks, hunks.toReversed()],
): void {
  if (hunks.length < 2) return;
  for (const order of orders) {
    figures.partials++;
    let text = now.tracked;
    let refused: readonly Fit[] = [];
    for (const hunk of order) {
      const applied = engine.applyHunks(text, [hunk], "suggestion:part", { confirmed: true });
      if (applied.kind === "applied") ({ text } = applied);
      else refused = applied.hunks;
    }
    if (refused.length === 0 && same(text.doc, whole)) figures.partialsRight++;
    else
      tell(figures.unrepeated, () =>
        [
          `--- ${title}: in parts, ${refused.join(", ") || "another text"}`,
          ...order.map((hunk) => `hunk: ${toldHunk(hunk)}`),
          ...now.acts.map((act) => `then      ${act}`),
          ...without(now.tracked.doc, whole).map((line) => `before    ${line}`),
          ...without(whole, text.doc).map((line) => `expected  ${line}`),
          ...without(text.doc, whole).map((line) => `result    ${line}`),
        ].join("\n"),
      );
  }
}
