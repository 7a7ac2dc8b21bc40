// What there is to say about one case, for people.
import type { Hunk } from "@pliego/shared/suggestions/suggestion.ts";
import type { InlineJSON } from "@pliego/shared/text/types.ts";
import type { EngineOutcome } from "./merge-case.ts";
import type { Found } from "./tally.ts";

/** The lines about a case; none when it is joined, equal and right, or (unless `verbose`) rightly left to a person. */
export function linesAbout({ name, outcome }: Found, verbose: boolean): readonly string[] {
  if ("missing" in outcome) return [`${name}: incomplete, without ${outcome.missing.join(", ")}`];
  const { engine, losses, byLines, byWords, oneSided } = outcome;
  const lines = losses.map((loss) => `${name}: letters lost in ${loss}`);
  const own = aboutEngine(engine, verbose || oneSided);
  if (own.length === 0) return lines;
  const peers = [byLines.joined ? "lines" : "", byWords.joined ? "words" : ""].filter((peer) => peer !== "");
  const git = peers.length === 0 ? "git does not join" : `git joins by ${peers.join(" and ")}`;
  const sides = oneSided ? ", one side only" : "";
  return [...lines, `${name}: ${own[0]} (${git}${sides})`, ...own.slice(1).map((line) => `    ${line}`)];
}

function aboutEngine(engine: EngineOutcome, verbose: boolean): readonly string[] {
  switch (engine.kind) {
    case "not-text":
      return [`not a text: ${engine.reason}`];
    case "crashed":
      return [`CRASHED: ${engine.reason}`];
    case "flagged":
      if (!verbose) return [];
      return [
        "flagged",
        ...(engine.frontMatter ? ["conflict: front matter"] : []),
        ...engine.obstacles.map(({ fit, hunk }) => `${fit}: ${hunkInWords(hunk)}`),
      ];
    case "joined":
      if (engine.equal && engine.faults.length === 0) return [];
      return [
        [engine.faults.length > 0 ? "WRONG" : "", engine.equal ? "" : "unequal to what was published"]
          .filter((part) => part !== "")
          .join(", "),
        ...engine.faults.map((fault) =>
          fault.kind === "unlike-line-merge"
            ? `unlike git's line merge: expected «${fault.expected}», found «${fault.found}»`
            : `${fault.kind}: «${fault.word}» ${JSON.stringify(fault.counts)}`,
        ),
        ...some(engine.differences.map((change) => shortened(change, 300))),
      ];
  }
}

const mostDifferences = 12;

const some = (lines: readonly string[]): readonly string[] =>
  lines.length <= mostDifferences
    ? lines
    : [...lines.slice(0, mostDifferences), `and ${lines.length - mostDifferences} more differences`];

export function hunkInWords(hunk: Hunk): string {
  switch (hunk.kind) {
    case "text":
      return `text in ${hunk.block}: ${quoted(hunk.quote)} -> ${quoted(wordsOf(hunk.put))} after ${quoted(hunk.before)}`;
    case "delete":
      return `delete ${hunk.node}: ${quoted(hunk.quote)}`;
    case "insert":
      return `insert between ${hunk.after || "start"} and ${hunk.before || "end"}: ${quoted(nodeWords(hunk.nodes))}`;
    case "attr":
      return `attribute ${hunk.name} of ${hunk.block}: ${hunk.from} -> ${hunk.to}`;
    case "split":
      return `split ${hunk.block}: ${quoted(hunk.before)} | ${quoted(hunk.after)}`;
    case "join":
      return `join ${hunk.block} with ${hunk.next}: ${quoted(hunk.quote)}`;
    case "move":
      return `move ${hunk.node} between ${hunk.after || "start"} and ${hunk.before || "end"}: ${quoted(hunk.quote)}`;
  }
}

const wordsOf = (content: readonly InlineJSON[]) =>
  content.map((node) => (node.type === "text" ? node.text : " ")).join("");

const nodeWords = (nodes: readonly unknown[]) =>
  Array.from(JSON.stringify(nodes).matchAll(/"text":"((?:\\.|[^"\\])*)"/g), ([, words]) => words).join(" ");

function shortened(text: string, length: number): string {
  const half = length >> 1;
  return text.length <= length ? text : `${text.slice(0, half)} … ${text.slice(-half)}`;
}

const quoted = (text: string) => `«${shortened(text.replaceAll("\n", "⏎"), 100)}»`;
