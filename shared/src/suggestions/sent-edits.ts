// What a browser may send as the edits of a suggestion: places by block id and token offsets in a revision that the server
// knows, and what to put there. The form sends no edits but the whole new wording of one block.
import { z } from "zod";
import { blockKinds, listTypes, maxDepth } from "../text/types.ts";

const id = z.string().regex(/^[\w.:-]{1,64}$/);
const place = z.number().int().min(0).max(1_000_000);

const mark = z.union([
  z.strictObject({ type: z.enum(["strong", "em", "strike", "code"]) }),
  z.strictObject({
    type: z.literal("link"),
    attrs: z.strictObject({ href: z.string(), title: z.string() }),
  }),
]);
const words = z.strictObject({
  type: z.literal("text"),
  text: z.string().min(1),
  marks: z.array(mark).optional(),
});
/** Plain words, where line feeds are line breaks, or words with formatting. */
const put = z.union([z.string(), z.array(z.union([words, z.strictObject({ type: z.literal("break") })]))]);

const kind = z.enum(blockKinds).exclude(["markup", "footnote"]);
const level = z.number().int().min(0).max(maxDepth);
const list = z.enum(listTypes);

export const sentEdit = z.discriminatedUnion("kind", [
  /** Where the tokens [from, to) of a block are, put this. */
  z.strictObject({ kind: z.literal("text"), block: id, from: place, to: place, put }),
  /** Take a block, table, figure or row out. */
  z.strictObject({ kind: z.literal("delete"), node: id }),
  /** New blocks behind this node; "" for the beginning of the text. */
  z.strictObject({
    kind: z.literal("insert"),
    after: z.union([id, z.literal("")]),
    blocks: z
      .array(z.strictObject({ kind, level: level.default(0), list: list.default("none"), put }))
      .min(1)
      .max(50),
  }),
  z.strictObject({
    kind: z.literal("attr"),
    block: id,
    name: z.enum(["kind", "level", "list", "start", "delimiter", "quote"]),
    to: z.union([z.string().max(64), z.number().int().min(0).max(999_999_999)]),
  }),
  /** Part a block before this token. */
  z.strictObject({ kind: z.literal("split"), block: id, at: place }),
  /** The block behind this one becomes its end. */
  z.strictObject({ kind: z.literal("join"), block: id }),
  z.strictObject({ kind: z.literal("move"), node: id, after: z.union([id, z.literal("")]) }),
]);
export type SentEdit = z.infer<typeof sentEdit>;
export type SentWords = z.infer<typeof put>;
