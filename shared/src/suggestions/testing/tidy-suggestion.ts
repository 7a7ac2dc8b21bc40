// Random texts and acts as of people who write whole words with one blank between them. Only for tests.
import fc from "fast-check";
import { makeBlock } from "../../text/blocks.ts";
import { mapBlocks } from "../../text/map-blocks.ts";
import { allBlocksIn } from "../../text/structure.ts";
import { isBlank, isWord, offsetsOf, tokensOf } from "../../text/tokens.ts";
import type { BlockJSON, DocJSON } from "../../text/types.ts";
import { blockWords, replaceWords } from "../block-words.ts";
import { act, afterAct, type Act } from "./arbitrary-suggestion.ts";

/** Words exchanged, put in or taken out; numbers name places and are taken modulo what is there. */
export interface Rewording {
  readonly kind: "reword";
  readonly at: number;
  readonly from: number;
  readonly length: number;
  readonly put: string;
}
export type TidyAct = Rewording | Act;

const words = "datos abiertos de la plan nacional ley sí no 30 días socio-político publicará".split(" ");
const tidy = (from: number, to: number) =>
  fc
    .array(fc.tuple(fc.constantFrom(...words), fc.constantFrom("", "", "", ",", ".")), {
      minLength: from,
      maxLength: to,
    })
    .map((pairs) => pairs.map((pair) => pair.join("")).join(" "));

export const tidyDoc: fc.Arbitrary<DocJSON> = fc
  .array(tidy(3, 12), { minLength: 1, maxLength: 3 })
  .map((paragraphs) => ({
    type: "doc",
    content: paragraphs.map((text, at) => makeBlock({ id: `b${at}` }, [{ type: "text", text }])),
  }));

const place = fc.nat({ max: 99 });
const rewording: fc.Arbitrary<Rewording> = fc.record({
  kind: fc.constant("reword" as const),
  at: place,
  from: place,
  length: fc.constantFrom(0, 0, 1, 1, 2, 3),
  put: tidy(0, 2),
});
export const tidyAct: fc.Arbitrary<TidyAct> = fc.oneof(
  { weight: 3, arbitrary: rewording },
  { weight: 1, arbitrary: act.filter(({ kind }) => kind !== "write") },
);

export function afterTidyAct(doc: DocJSON, own: TidyAct, name: string): DocJSON {
  if (own.kind !== "reword") return afterAct(doc, own, name);
  const blocks = (doc.content ?? []).flatMap(allBlocksIn);
  const block = blocks[own.at % blocks.length];
  if (block === undefined) return doc;
  const next = reworded(block, own);
  return mapBlocks(doc, (other) => (other === block ? next : other));
}

function reworded(block: BlockJSON, own: Rewording): BlockJSON {
  const tokens = tokensOf(blockWords(block));
  const offsets = offsetsOf(tokens);
  const places = tokens.flatMap((token, at) => (isWord(token) ? [at] : []));
  const index = own.from % (places.length + (own.length === 0 || places.length === 0 ? 1 : 0));
  const atEnd = index === places.length;
  let from = atEnd ? (places.at(-1) ?? -1) + 1 : (places[index] ?? 0);
  let to =
    own.length === 0 || atEnd ? from : (places[Math.min(places.length, index + own.length) - 1] ?? 0) + 1;
  let { put } = own;
  if (put !== "" && from === to && places.length > 0) put = atEnd ? ` ${put}` : `${put} `;
  if (put === "" && from < to) {
    // Whoever takes words out takes one blank along.
    if (isBlank(tokens[to] ?? "x")) to += 1;
    else if (isBlank(tokens[from - 1] ?? "x")) from -= 1;
  }
  return replaceWords(block, offsets[from] ?? 0, offsets[to] ?? 0, put);
}
