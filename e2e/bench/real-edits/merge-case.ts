// One case merged in three ways, and what each made of it.
import { faultsOf, type WordFault } from "@pliego/shared/suggestions/testing/word-check.ts";
import { type CaseTexts, textNames } from "./cases.ts";
import { engineMerge, type Obstacle } from "./engine-merge.ts";
import { lineMerge, wordDifferences, wordMerge } from "./git-merges.ts";
import { idMaker, type Reading, readText } from "./reading.ts";

/** `equal`: what people published, white space folded. */
export interface GitOutcome {
  readonly joined: boolean;
  readonly equal: boolean;
}

export type EngineOutcome =
  | {
      readonly kind: "joined";
      readonly equal: boolean;
      readonly faults: readonly WordFault[];
      /** From the result to what people published; empty when they are equal. */
      readonly differences: readonly string[];
    }
  | { readonly kind: "flagged"; readonly obstacles: readonly Obstacle[]; readonly frontMatter: boolean }
  /** One of the four files is not a text: nothing to merge, or nothing to compare with. */
  | { readonly kind: "not-text"; readonly reason: string }
  /** A bug: the engine or the import threw. */
  | { readonly kind: "crashed"; readonly reason: string };

export interface CaseOutcome {
  readonly engine: EngineOutcome;
  readonly byLines: GitOutcome;
  readonly byWords: GitOutcome;
  /** The files that import and export do not give back letter by letter. */
  readonly losses: readonly string[];
  /** Only the contribution changed the text. */
  readonly oneSided: boolean;
}

export async function mergeCase(texts: CaseTexts): Promise<CaseOutcome> {
  const { base, ours, theirs, merged } = texts;
  const lines = await lineMerge(base, ours, theirs);
  const words = await wordMerge(base, ours, theirs);
  const newId = idMaker();
  const readings = {
    base: readText(base, newId),
    ours: readText(ours, newId),
    theirs: readText(theirs, newId),
    merged: readText(merged, newId),
  };
  return {
    engine: await judged(readings, lines).catch((error: unknown) => ({
      kind: "crashed" as const,
      reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
    })),
    byLines: { joined: lines !== undefined, equal: lines !== undefined && folded(lines) === folded(merged) },
    byWords: { joined: words !== undefined, equal: words !== undefined && folded(words) === folded(merged) },
    losses: textNames.flatMap((name) => lossOf(name, readings[name])),
    oneSided: ours === base,
  };
}

async function judged(
  readings: Readonly<Record<keyof CaseTexts, Reading>>,
  lines: string | undefined,
): Promise<EngineOutcome> {
  const { base, ours, theirs, merged } = readings;
  if (base.kind !== "text" || ours.kind !== "text" || theirs.kind !== "text" || merged.kind !== "text") {
    const refused = textNames.flatMap((name) => reasonOf(name, readings[name]));
    const crashed = textNames.some((name) => readings[name].kind === "crashed");
    return { kind: crashed ? "crashed" : "not-text", reason: refused.join(", ") };
  }
  const merge = await engineMerge(base, ours, theirs);
  if (merge.kind === "flagged") return merge;
  const expected = lines === undefined ? undefined : readText(lines, idMaker());
  const faults = faultsOf({
    base: base.markdown,
    ours: ours.markdown,
    theirs: theirs.markdown,
    result: merge.markdown,
    lineMerged: expected?.kind === "text" ? expected.markdown : undefined,
  });
  const equal = folded(merge.markdown) === folded(merged.markdown);
  const differences = equal ? [] : await wordDifferences(merge.markdown, merged.markdown);
  return { kind: "joined", equal, faults, differences };
}

const folded = (text: string) => text.replace(/\s+/g, " ").trim();

const reasonOf = (name: string, reading: Reading): readonly string[] =>
  reading.kind === "text" ? [] : [`${name}.md: ${reading.reason}`];

function lossOf(name: string, reading: Reading): readonly string[] {
  if (reading.kind === "refused") return [];
  const loss = reading.kind === "text" ? reading.lost : reading.reason;
  return loss === "" ? [] : [`${name}.md: ${loss}`];
}
