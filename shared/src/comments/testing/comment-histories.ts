// The fixed corpus: comments on real policies, and seeded histories of what happens to a text during a consultation. After
// every change the standing of each comment is held against the truth.
import { type Chance, chanceOf } from "../../suggestions/testing/identity-words.ts";
import { carry, track } from "../../text/carry.ts";
import { importMarkdown } from "../../text/import-markdown.ts";
import type { TrackedText } from "../../text/tracked-text.ts";
import { anchorTo, anchorToCharacters } from "../anchor.ts";
import { type Comment, finderOf, isTouched, judge, keysOf, type Verdict } from "./comment-truth.ts";
import { editNear, type Hand } from "./lettered-edits.ts";
import { readAgain } from "./lettered-import.ts";
import { letteredText, type LetteredText, spansOf, wordsIn } from "./lettered-text.ts";

export interface Corpus {
  comments: number;
  changes: number;
  /** How often each thing was done. */
  readonly acts: Map<string, number>;
  /** Of comments in whose block somebody wrote: the verdict after every change. */
  readonly touched: Map<Verdict, number>;
  /** Of all comments, when the histories end. */
  readonly atEnd: Map<Verdict, number>;
  /** What was not right, for who looks into it. */
  readonly told: string[];
}

export const noCorpus = (): Corpus => ({
  comments: 0,
  changes: 0,
  acts: new Map(),
  touched: new Map(),
  atEnd: new Map(),
  told: [],
});

export interface HistoryOptions {
  readonly comments: number;
  readonly changes: number;
  readonly seed: number;
}

/** One history of a policy in Markdown, counted into `corpus`. */
export function runCommentHistory(source: string, options: HistoryOptions, corpus: Corpus): void {
  const chance = chanceOf(options.seed);
  let ids = 0;
  const freshId = () => `b${(ids += 1)}`;
  const { doc } = importMarkdown(source, freshId);
  let course: Course = { text: letteredText(doc), before: [], undone: [] };
  let tracked = track(doc, "institution:1");
  const comments = Array.from({ length: options.comments }, () => commentOn(course.text, tracked, chance));
  const placesIn = finderOf(comments);
  const did = (act: string) => count(corpus.acts, act);
  const hand = { chance, freshId, did, comments, words: vocabularyOf(course.text) };
  let verdicts: readonly Verdict[] = [];
  for (let change = 1; change <= options.changes; change += 1) {
    course = nextOf(course, hand);
    tracked = carry(tracked, course.text.doc, `institution:${change + 1}`);
    const places = placesIn(course.text);
    verdicts = comments.map((comment) => judge(comment, places, tracked));
    comments.forEach((comment, at) => {
      const verdict = verdicts[at] ?? "missing";
      if (isTouched(comment, course.text)) count(corpus.touched, verdict);
      if (verdict !== "right" && verdict !== "rightly on an earlier text")
        corpus.told.push(`seed ${options.seed}, change ${change}: ${verdict}: ${tellOf(comment)}`);
    });
  }
  corpus.comments += comments.length;
  corpus.changes += options.changes;
  for (const verdict of verdicts) count(corpus.atEnd, verdict);
}

const count = <Key>(counts: Map<Key, number>, key: Key) => counts.set(key, (counts.get(key) ?? 0) + 1);

const tellOf = ({ anchor }: Comment): string => `${anchor.block} «${anchor.quote || anchor.sentence}»`;

/** The words of a text, each as often as it stands there. */
const vocabularyOf = ({ letters }: LetteredText): readonly string[] =>
  [...letters.values()].flatMap((own) => spansOf(own).map(({ from, to }) => wordsIn(own.slice(from, to))));

/** On one to twelve words, or one time in five on a whole block. */
function commentOn(text: LetteredText, tracked: TrackedText, chance: Chance): Comment {
  const [block, letters] = chance.pick([...text.letters].filter(([, own]) => keysOf(own).length > 0));
  const all = keysOf(letters);
  if (chance.is(0.2)) {
    const anchor = anchorTo(tracked, 1, block, { kind: "block" });
    return { anchor, words: all.map(({ key }) => key), home: letters };
  }
  const length = chance.between(1, Math.min(12, all.length));
  const first = chance.between(0, all.length - length);
  const chosen = all.slice(first, first + length);
  const anchor = anchorToCharacters(tracked, 1, block, chosen[0]?.from ?? 0, chosen.at(-1)?.to ?? 0);
  return { anchor, words: chosen.map(({ key }) => key), home: letters };
}

/** A text with those that it can be put back to, the last one first to be. */
interface Course {
  readonly text: LetteredText;
  readonly before: readonly LetteredText[];
  readonly undone: readonly LetteredText[];
}

interface Writer extends Hand {
  readonly comments: readonly Comment[];
}

const mostUndone = 3;

/** What comes next: of 100 changes 14 are undone, 12 done again, 6 are a new version that is imported. */
function nextOf(course: Course, writer: Writer): Course {
  const { chance, did } = writer;
  const { text, before, undone } = course;
  const draw = chance.between(1, 100);
  if (draw <= 14 && before.length > 0) {
    const steps = Math.min(chance.between(1, mostUndone), before.length);
    did("undo");
    const put = before.slice(before.length - steps);
    return {
      text: put[0] ?? text,
      before: before.slice(0, -steps),
      undone: [...undone, text, ...put.slice(1).toReversed()],
    };
  }
  if (draw <= 26 && undone.length > 0) {
    did("redo");
    return { text: undone.at(-1) ?? text, before: [...before, text], undone: undone.slice(0, -1) };
  }
  const next = draw > 94 ? importOf(text, writer) : withEdits(text, chance.is(0.15) ? 2 : 1, writer);
  return { text: next, before: [...before, text], undone: [] };
}

/** The text as somebody edited it elsewhere and sent it in as Markdown. */
function importOf(text: LetteredText, writer: Writer): LetteredText {
  const edited = withEdits(text, writer.chance.between(0, 6), writer);
  writer.did("import");
  return readAgain(text, edited, writer.freshId);
}

/** Half of the edits are made where a comment is. */
function withEdits(text: LetteredText, edits: number, writer: Writer): LetteredText {
  const { chance, comments } = writer;
  let next = text;
  for (let made = 0; made < edits; made += 1) {
    const commented = chance.pick(comments).anchor.block;
    const isThere = chance.is(0.5) && next.letters.has(commented);
    next = editNear(next, isThere ? commented : chance.pick([...next.letters.keys()]), writer) ?? next;
  }
  return next;
}
