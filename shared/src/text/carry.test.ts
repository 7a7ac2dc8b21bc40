import fc from "fast-check";
import { expect, test } from "vitest";
import { makeBlock } from "./blocks.ts";
import { carry, track } from "./carry.ts";
import { packText, unpackText } from "./packed-text.ts";
import { creditedWords, provenanceOf } from "./provenance.ts";
import { isWord } from "./tokens.ts";
import { creditOf, placeOfToken, type TrackedText } from "./tracked-text.ts";
import type { BlockJSON, DocJSON } from "./types.ts";
import { canonicalDoc } from "./testing/arbitrary-doc.ts";

const block = (id: string, words: string): BlockJSON => makeBlock({ id }, [{ type: "text", text: words }]);
const docOf = (...blocks: readonly BlockJSON[]): DocJSON => ({ type: "doc", content: blocks });
const idOf = (text: TrackedText, id: string, word: string) => {
  const own = text.blocks.get(id)!;
  return own.ids[own.tokens.indexOf(word)];
};
const law = track(
  docOf(block("a", "uno dos tres cuatro cinco"), block("b", "seis siete ocho")),
  "institution:1",
);

test.each([
  [
    "words are put in before it",
    docOf(block("a", "cero uno dos tres cuatro cinco"), block("b", "seis siete ocho")),
  ],
  ["words beside it change", docOf(block("a", "uno DOS tres cuatro cinco"), block("b", "seis siete ocho"))],
  [
    "its block is parted",
    docOf(block("a", "uno dos"), block("n", "tres cuatro cinco"), block("b", "seis siete ocho")),
  ],
  ["its block is joined to another", docOf(block("b", "seis siete ocho uno dos tres cuatro cinco"))],
  [
    "its block moves and becomes another kind",
    docOf(
      block("b", "seis siete ocho"),
      makeBlock({ id: "a", kind: "item" }, [{ type: "text", text: "uno dos tres cuatro cinco" }]),
    ),
  ],
  [
    "it is cut and pasted with its neighbour",
    docOf(block("a", "uno dos"), block("b", "seis tres cuatro cinco siete ocho")),
  ],
])("[T30] a token keeps its identity when %s", (_what, next) => {
  const now = carry(law, next, "institution:2");
  const id = idOf(law, "a", "tres")!;
  const place = placeOfToken(now, id, "a")!;
  expect(now.blocks.get(place.block)!.tokens[place.index]).toBe("tres");
  expect(creditOf(now, id)).toBe("institution:1");
});

test("[T30] what was taken out and comes back whole is the same, and one short word typed elsewhere is not", () => {
  const out = carry(law, docOf(block("a", "uno cinco"), block("b", "seis siete ocho")), "institution:2");
  expect(placeOfToken(out, idOf(law, "a", "tres")!, "a")).toBeUndefined();
  const back = carry(
    out,
    docOf(block("a", "uno dos tres cuatro cinco"), block("b", "seis siete ocho")),
    "institution:3",
  );
  const wordIds = (text: TrackedText) =>
    text.blocks.get("a")!.ids.filter((_id, at) => isWord(text.blocks.get("a")!.tokens[at]!));
  expect(wordIds(back)).toEqual(wordIds(law));
  const single = carry(
    law,
    docOf(block("a", "uno dos cuatro cinco"), block("b", "seis siete ocho")),
    "institution:2",
  );
  const typed = carry(
    single,
    docOf(block("a", "uno dos cuatro cinco"), block("b", "seis tres siete ocho")),
    "institution:3",
  );
  expect(idOf(typed, "b", "tres")).not.toBe(idOf(law, "a", "tres"));
});

test("[T31] words are credited to whoever put them in, and the credited words are the words of the text", () => {
  const now = carry(
    law,
    docOf(block("a", "uno dos tres nuevas palabras cuatro cinco"), block("b", "seis siete ocho")),
    "suggestion:F-1",
  );
  expect(Object.fromEntries(creditedWords(now))).toEqual({ "institution:1": 8, "suggestion:F-1": 2 });
  expect(provenanceOf(now).get("a")).toEqual([
    { from: 0, to: 13, credit: "institution:1" },
    { from: 13, to: 29, credit: "suggestion:F-1" },
    { from: 29, to: 41, credit: "institution:1" },
  ]);
});

const history = fc.array(canonicalDoc, { minLength: 1, maxLength: 6 });
const replayed = (docs: readonly DocJSON[]) =>
  docs.reduce<TrackedText | undefined>(
    (text, doc, at) =>
      text === undefined
        ? track(doc, "institution:1")
        : carry(text, doc, at % 2 === 0 ? `institution:${at}` : `suggestion:${at}`),
    undefined,
  )!;

test("[T32] replaying the same changes gives the same identities and credits, and every token has one of its own", () => {
  fc.assert(
    fc.property(history, (docs) => {
      const text = replayed(docs);
      expect(replayed(JSON.parse(JSON.stringify(docs)) as readonly DocJSON[])).toEqual(text);
      const ids = [...text.blocks.values()].flatMap((own) => own.ids);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.every((id) => id > 0 && id < text.nextId)).toBe(true);
      const words = [...text.blocks.values()].flatMap(({ tokens }) => tokens.filter(isWord)).length;
      expect([...creditedWords(text).values()].reduce((sum, count) => sum + count, 0)).toBe(words);
    }),
    { numRuns: 100 },
  );
});

test("[T33] stored beside its revision and read again, a tracked text is the same, also for what comes after", () => {
  fc.assert(
    fc.property(history, canonicalDoc, (docs, next) => {
      const text = replayed(docs);
      const packed = JSON.parse(JSON.stringify(packText(text))) as ReturnType<typeof packText>;
      const read = unpackText(text.doc, packed);
      const [one, two] = [text, read].map((own) => carry(own, next, "institution:9"));
      expect(packText(two!)).toEqual(packText(one!));
    }),
    { numRuns: 100 },
  );
});

test("[T33] identities are not read over another text", () => {
  expect(() => unpackText(docOf(block("a", "uno")), packText(law))).toThrow(RangeError);
});
