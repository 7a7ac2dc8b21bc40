// The identity oracle: random histories of a text whose characters are known one by one, and beside them the engine, which
// is given nothing but the texts. Suggestions are made, officials go on writing, suggestions are accepted, and the engine's
// answer is held against what truly became of the characters. Rules S30 to S33.
import { applyHunks } from "../../decisions/deciding.ts";
import { carry, track } from "../../text/carry.ts";
import { creditOf } from "../../text/tracked-text.ts";
import { fitOf } from "../fit.ts";
import { revertingHunks } from "../../decisions/reverting.ts";
import { patchBetween } from "../patch.ts";
import { actOn, type ActsOptions, newBlock, type Taken } from "./identity-acts.ts";
import { type IdentityFigures, linesOf, noFigures, tell } from "./identity-figures.ts";
import {
  acceptInParts,
  type Court,
  decide,
  type IdentityEngine,
  lookAt,
  type Moment,
  type Pending,
} from "./identity-judge.ts";
import { type Author, docOf } from "./identity-text.ts";
import { suggestEdits } from "./identity-truth.ts";
import { type Chance, chanceOf, type Vocabulary, wordsOf } from "./identity-words.ts";

export interface IdentityOptions {
  readonly vocabulary: Vocabulary;
  readonly histories: number;
  readonly seed: number;
  /** The first history to run, so that one can be run alone. */
  readonly from?: number;
  /** False: officials only insert, delete and replace words. */
  readonly structural?: boolean;
  readonly engine?: IdentityEngine;
}

const theEngine: IdentityEngine = { track, carry, patchBetween, revertingHunks, fitOf, applyHunks, creditOf };

/** Runs the histories `from`, `from + 1` ... of a seed: the same ones each time. */
export function runIdentity(options: IdentityOptions): IdentityFigures {
  const { vocabulary, histories, seed, from = 0, structural = true, engine = theEngine } = options;
  const figures = noFigures(vocabulary, seed);
  for (let index = from; index < from + histories; index++) {
    figures.histories++;
    const title = `${vocabulary}, seed ${seed}, history ${index}`;
    const court: Court = { title, uniqueWords: vocabulary === "unique", engine, figures };
    try {
      runHistory(court, chanceOf(Math.imul(seed, seedStride) + index), vocabulary, structural);
    } catch (error) {
      figures.brokenCount++;
      tell(figures.broken, () => `--- ${title}: ${error instanceof Error ? error.stack : String(error)}`);
    }
  }
  return figures;
}

/** Neighbouring seeds have no history in common; the golden ratio's fraction spreads them best. */
const seedStride = 0x9e3779b1;
const blocksEach = 12;
const suggestionsEach = 5;
/** An undo is of one of this many last acts. */
const undoable = 3;

interface Planned extends Pending {
  readonly decidedAt: number;
}

function runHistory(court: Court, chance: Chance, vocabulary: Vocabulary, structural: boolean): void {
  const { engine } = court;
  const words = wordsOf(vocabulary, chance);
  let numbers = 0;
  let blocks = 0;
  let changes = 0;
  const freshNumber = (): number => ++numbers;
  const freshBlock = (): string => `b${++blocks}`;
  const authorOf = (credit: string): Author => ({ credit, change: changes++, freshNumber });
  const options: ActsOptions = { words, chance, freshBlock, structural };

  const first = authorOf("institution:1");
  const model = Array.from({ length: blocksEach }, () => newBlock(freshBlock(), first, words, chance));
  let now: Moment = { model, tracked: engine.track(docOf(model), first.credit), acts: [] };
  lookAt(court, now);

  const sizes = changeSizes(chance);
  const plans = Array.from({ length: suggestionsEach }, (_, at) => {
    const madeAt = chance.between(0, sizes.length - 1);
    return { name: `s${at + 1}`, madeAt, decidedAt: chance.between(madeAt + 1, sizes.length) };
  });
  const taken: Taken[] = [];
  const pending: Planned[] = [];
  for (let moment = 0; moment <= sizes.length; moment++) {
    const due = pending.filter((each) => each.decidedAt === moment);
    for (const each of shuffled(due, chance)) {
      const next = decide(court, now, each, authorOf(`suggestion:${each.name}`));
      if (next === undefined) return;
      now = next;
    }
    for (const { name, decidedAt } of plans.filter((plan) => plan.madeAt === moment)) {
      const { suggested, wording } = suggestEdits(now.model, chance.between(1, 2), words, chance);
      const hunks = engine.patchBetween(now.tracked, docOf(wording));
      pending.push({ name, decidedAt, base: now.tracked, suggested, hunks, acts: now.acts.length });
    }
    const author = authorOf(`institution:${moment + 2}`);
    let { model: text, acts } = now;
    for (let left = sizes[moment] ?? 0; left > 0; left--) {
      const acted = actOn(text, taken.slice(-undoable), author, options);
      ({ text } = acted);
      acts = [...acts, `${author.credit}: ${acted.told}`];
      if (acted.taken !== undefined) taken.push(acted.taken);
    }
    if (text === now.model) continue;
    now = { model: text, tracked: engine.carry(now.tracked, docOf(text), author.credit), acts };
    lookAt(court, now);
  }
  acceptAtOnceAndInParts(
    court,
    now,
    suggestEdits(now.model, chance.between(3, 5), words, chance).wording,
    chance,
  );
}

/** What is put into the text it was made for is what its author wrote, at once or hunk by hunk in any order. */
function acceptAtOnceAndInParts(court: Court, now: Moment, wording: Moment["model"], chance: Chance): void {
  const { engine, figures, title } = court;
  const wanted = docOf(wording);
  const hunks = engine.patchBetween(now.tracked, wanted);
  const applied = engine.applyHunks(now.tracked, hunks, "suggestion:whole");
  if (applied.kind === "refused" || linesOf(applied.text.doc).join("\n") !== linesOf(wanted).join("\n")) {
    figures.brokenCount++;
    const hunkList = JSON.stringify(hunks);
    tell(figures.broken, () =>
      [`--- ${title}: not what its author wrote`, ...linesOf(now.tracked.doc), hunkList].join("\n"),
    );
    return;
  }
  const orders = [hunks.toReversed(), shuffled(hunks, chance), shuffled(hunks, chance)];
  acceptInParts(court, now, hunks, applied.text.doc, orders);
}

/** 6 to 14 acts in changes of one, and in 15 of 100 of two. */
function changeSizes(chance: Chance): readonly number[] {
  const sizes: number[] = [];
  for (let left = chance.between(6, 14); left > 0; left -= sizes.at(-1) ?? 1)
    sizes.push(left > 1 && chance.is(0.15) ? 2 : 1);
  return sizes;
}

function shuffled<Item>(list: readonly Item[], chance: Chance): readonly Item[] {
  const out = [...list];
  for (let at = out.length - 1; at > 0; at--) {
    const other = chance.between(0, at);
    [out[at], out[other]] = [out[other] as Item, out[at] as Item];
  }
  return out;
}
