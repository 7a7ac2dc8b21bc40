// From Markdown to a policy text. Keeps every letter and digit of the source in order, whatever it does not understand
// included, and says in warnings what it could not keep as it was. Rules T1 to T6.

import { arrange, depthsOf, listsOf } from "./arrange.ts";
import { BlockReader, type Warn } from "./block-reader.ts";
import { isHeading } from "./blocks.ts";
import { exportMarkdown } from "./export-markdown.ts";
import { parseMarkdown } from "./markdown-parser.ts";
import { lettersOf, longLine, readSource, refuseOverload } from "./source.ts";
import { type DocJSON, type ImportWarning, TextRefusal } from "./types.ts";

export interface Imported {
  readonly doc: DocJSON;
  /** Byte by byte as it stood, with its lines "---"; "" when there is none. */
  readonly frontMatter: string;
  /** The first level-1 heading, or else the title in the front matter, or "". */
  readonly title: string;
  readonly warnings: readonly ImportWarning[];
}

const excerptLength = 80;

/**
 * Reads Markdown (CommonMark, tables, strikethrough, notes, YAML front matter, Liquid) as a policy text. Every block,
 * table, row and figure gets an id from `newId`. Throws TextRefusal for what is not text, over 2 MB, nested deeper than
 * 32 or empty. Does not promise the same white space, bullets or emphasis signs: that is what export makes canonical.
 */
export function importMarkdown(raw: string, newId: () => string): Imported {
  const source = readSource(raw);
  refuseOverload(source.body);
  const warnings: ImportWarning[] = [];
  const warn: Warn = (kind, excerpt, line) => {
    const at = line === undefined ? {} : { line: line + source.firstLine };
    warnings.push({ kind, excerpt: excerpt.slice(0, excerptLength), ...at });
  };
  if (source.removedCharacters > 0) warn("control-characters-removed", String(source.removedCharacters));
  source.body.split("\n").forEach((line, at) => {
    if (line.length > longLine) warn("very-long-line", line, at);
  });
  const reader = new BlockReader(parseMarkdown(source.body), newId, warn);
  const content = reader.read();
  if (content.length === 0) throw new TextRefusal("empty");
  const doc = settle({ type: "doc", content }, reader.written);
  if (!warnings.some(({ kind }) => kind === "link-dropped" || kind === "image-dropped")) {
    const before = lettersOf(source.body);
    const after = lettersOf(exportMarkdown(doc, ""));
    if (before !== after) warn("letters-changed", excerptOfDifference(before, after));
  }
  const { frontMatter } = source;
  return { doc, frontMatter, title: reader.title ?? source.frontMatterTitle, warnings };
}

function excerptOfDifference(before: string, after: string): string {
  let at = 0;
  while (before[at] === after[at]) at += 1;
  return before.slice(Math.max(0, at - 20), at + 20);
}

/**
 * The text with what only the whole can say: `level` as deep as the block really is inside of items, and `start`, the number
 * as written, where it is not one more than that of the item before.
 */
function settle(doc: DocJSON, written: ReadonlyMap<string, number>): DocJSON {
  const tree = arrange(doc);
  const depths = new Map([...depthsOf(tree)].map(([block, depth]) => [block.attrs.id, depth]));
  const starts = new Map<string, number>();
  for (const list of listsOf(tree)) {
    let expected = 1;
    for (const { block } of list.items) {
      const number = written.get(block.attrs.id) ?? expected;
      if (list.ordered && number !== expected) starts.set(block.attrs.id, number);
      expected = number + 1;
    }
  }
  const content = (doc.content ?? []).map((node) => {
    if (node.type !== "block") return node;
    const { id, kind } = node.attrs;
    const level = isHeading(kind) ? node.attrs.level : (depths.get(id) ?? 0);
    return { ...node, attrs: { ...node.attrs, level, start: starts.get(id) ?? 0 } };
  });
  return { type: "doc", content };
}
