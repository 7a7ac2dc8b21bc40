// What was found in each folder, counted; the figures and bars of the report.
import type { Bar } from "../report.ts";
import type { CaseOutcome } from "./merge-case.ts";

export interface Found {
  readonly name: string;
  /** The names of the files that are missing, when there is nothing to merge. */
  readonly outcome: CaseOutcome | { readonly missing: readonly string[] };
}

export interface Tally {
  readonly folder: string;
  readonly cases: number;
  readonly joined: number;
  readonly equal: number;
  readonly wrong: number;
  readonly flagged: number;
  readonly notText: number;
  readonly crashed: number;
  readonly incomplete: number;
  readonly lineJoined: number;
  readonly lineEqual: number;
  readonly wordJoined: number;
  readonly wordEqual: number;
  /** Files that import and export do not give back letter by letter. */
  readonly losses: number;
  /** Cases where only the contribution changed the text, and those of them that are not what people published. */
  readonly oneSided: number;
  readonly oneSidedMissed: number;
}

export function tallyOf(folder: string, found: readonly Found[]): Tally {
  const outcomes = found.flatMap(({ outcome }) => ("missing" in outcome ? [] : [outcome]));
  const count = (holds: (outcome: CaseOutcome) => boolean) => outcomes.filter(holds).length;
  return {
    folder,
    cases: found.length,
    joined: count(({ engine }) => engine.kind === "joined"),
    equal: count(({ engine }) => engine.kind === "joined" && engine.equal),
    wrong: count(({ engine }) => engine.kind === "joined" && engine.faults.length > 0),
    flagged: count(({ engine }) => engine.kind === "flagged"),
    notText: count(({ engine }) => engine.kind === "not-text"),
    crashed: count(({ engine }) => engine.kind === "crashed"),
    incomplete: found.length - outcomes.length,
    lineJoined: count(({ byLines }) => byLines.joined),
    lineEqual: count(({ byLines }) => byLines.equal),
    wordJoined: count(({ byWords }) => byWords.joined),
    wordEqual: count(({ byWords }) => byWords.equal),
    losses: outcomes.reduce((sum, { losses }) => sum + losses.length, 0),
    oneSided: count(({ oneSided }) => oneSided),
    oneSidedMissed: count(({ oneSided, engine }) => oneSided && !(engine.kind === "joined" && engine.equal)),
  };
}

const columns = [
  ["folder", "folder"],
  ["cases", "cases"],
  ["joined", "joined"],
  ["equal", "equal"],
  ["wrong", "wrong"],
  ["flagged", "flagged"],
  ["no text", "notText"],
  ["crashed", "crashed"],
  ["incomplete", "incomplete"],
  ["git lines", "lineJoined"],
  ["equal", "lineEqual"],
  ["git words", "wordJoined"],
  ["equal", "wordEqual"],
  ["letters lost", "losses"],
] as const;

/** The tallies as lines of a table, the head first. */
export function tableOf(tallies: readonly Tally[]): readonly string[] {
  const rows = [
    columns.map(([title]) => title),
    ...tallies.map((tally) => columns.map(([, key]) => String(tally[key]))),
  ];
  const widths = columns.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join("  "),
  );
}

export function figuresOf(tallies: readonly Tally[]): Readonly<Record<string, number>> {
  const figures = tallies.flatMap((tally) =>
    Object.entries({
      cases: tally.cases,
      "joined without a person": tally.joined,
      "joined and equal to what was published": tally.equal,
      "joined wrongly": tally.wrong,
      flagged: tally.flagged,
      "not a text": tally.notText,
      crashed: tally.crashed,
      incomplete: tally.incomplete,
      "joined by git's line merge": tally.lineJoined,
      "equal by git's line merge": tally.lineEqual,
      "joined by git's word merge": tally.wordJoined,
      "equal by git's word merge": tally.wordEqual,
      "files whose letters import lost": tally.losses,
    }).map(([name, value]) => [`${tally.folder}: ${name}`, value] as const),
  );
  return Object.fromEntries(figures);
}

/** Where both sides changed the text we must join more than git does by words; where one did, all. */
export function barsOf(tally: Tally): readonly Bar[] {
  const { folder } = tally;
  const isOneSided = tally.oneSided > 0 && tally.oneSided === tally.cases - tally.incomplete;
  const isKnown = folder === "concurrent";
  return [
    { name: `${folder}: wrong`, value: tally.wrong, limit: 0 },
    { name: `${folder}: files whose letters import lost`, value: tally.losses, limit: 0 },
    { name: `${folder}: crashed`, value: tally.crashed, limit: 0 },
    isOneSided
      ? { name: `${folder}: not joined or not equal`, value: tally.oneSidedMissed, limit: 0 }
      : {
          name: `${folder}: joins of git's word merge minus ours`,
          value: tally.wordJoined - tally.joined,
          limit: isKnown ? -1 : 0,
        },
  ];
}
