import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exportMarkdown } from "./export-markdown.ts";
import { importMarkdown } from "./import-markdown.ts";
import { lettersOf } from "./source.ts";
import { anyDoc, canonicalDoc, withoutIds } from "./testing/arbitrary-doc.ts";

const runs = 500;
const timeLimitMs = 60_000;

const counter = (): (() => string) => {
  let last = 0;
  return () => `b${(last += 1)}`;
};
const read = (source: string) => importMarkdown(source, counter());

const realPolicies = new URL("./fixtures/real-edits/", import.meta.url);
const files = readdirSync(realPolicies).filter((name) => /^\d+\.md$/.test(name));

describe("real policies", () => {
  test.each(files)("[T1] %s keeps every letter, digit and byte of front matter", (file) => {
    const source = readFileSync(new URL(file, realPolicies), "utf8");
    const { doc, frontMatter, warnings } = read(source);
    expect(source.startsWith(frontMatter)).toBe(true);
    expect(lettersOf(exportMarkdown(doc, frontMatter))).toBe(lettersOf(source));
    expect(warnings.filter(({ kind }) => kind === "letters-changed")).toEqual([]);
  });

  test.each(files)("[T2] %s exported, imported and exported again is the same", (file) => {
    const first = read(readFileSync(new URL(file, realPolicies), "utf8"));
    const markdown = exportMarkdown(first.doc, first.frontMatter);
    const second = read(markdown);
    expect(second.doc).toEqual(first.doc);
    expect(exportMarkdown(second.doc, second.frontMatter)).toBe(markdown);
  });
});

test(
  "[T2] importing an export gives the same text",
  () => {
    fc.assert(
      fc.property(canonicalDoc, (doc) => {
        const markdown = exportMarkdown(doc, "");
        const back = read(markdown);
        expect(withoutIds(back.doc), markdown).toEqual(withoutIds(doc));
        expect(exportMarkdown(back.doc, ""), markdown).toBe(markdown);
      }),
      { numRuns: runs },
    );
  },
  timeLimitMs,
);

test(
  "[T2] whatever the schema allows keeps its letters, and is settled after one import",
  () => {
    fc.assert(
      fc.property(anyDoc, (doc) => {
        const first = exportMarkdown(doc, "");
        fc.pre(first.trim() !== "");
        const second = exportMarkdown(read(first).doc, "");
        expect(lettersOf(second)).toBe(lettersOf(first));
        expect(exportMarkdown(read(second).doc, ""), first).toBe(second);
      }),
      { numRuns: runs },
    );
  },
  timeLimitMs,
);
