// The check of a document that comes from outside or from the database. Rule T8.

import { type MarkSpec, Node, type NodeSpec } from "prosemirror-model";
import { forbiddenInWords } from "./characters.ts";
import { schema } from "./schema.ts";
import type { DocJSON } from "./types.ts";

/**
 * The document of a JSON value. Throws RangeError or TypeError for all that is not exactly a policy text: unknown nodes,
 * marks or attributes, wrong types, unsafe addresses, control characters, ids missing or used twice. Marks in another
 * order are put in theirs.
 */
export function checkDoc(json: unknown): Node {
  if (typeof json !== "object" || json === null) throw new TypeError("A document is an object");
  refuseUnknown(json);
  const doc = Node.fromJSON(schema, json);
  if (doc.type !== schema.topNodeType) throw new RangeError("The top node is not a document");
  doc.check();
  const ids = new Set<string>();
  doc.descendants((node) => {
    if (node.isText) checkWords(node.text ?? "");
    if (!("id" in node.attrs)) return;
    const own = String(node.attrs["id"]);
    if (own === "") throw new RangeError("A block has no id");
    if (ids.has(own)) throw new RangeError(`The id ${own} is used twice`);
    ids.add(own);
  });
  return doc;
}

/** The document as the plain data that everything else works on. */
export const toJSON = (doc: Node): DocJSON => doc.toJSON() as DocJSON;

function checkWords(words: string): void {
  if (forbiddenInWords.test(words))
    throw new RangeError("The text has control or direction-overriding characters");
}

/** ProseMirror ignores attributes and members it does not know; a stored text has none. */
function refuseUnknown(json: object, depth = 0): void {
  if (depth > 8) throw new RangeError("The document is nested too deep");
  const node = json as { readonly [name: string]: unknown };
  for (const name of Object.keys(node))
    if (!["type", "attrs", "content", "marks", "text"].includes(name))
      throw new RangeError(`Unknown member ${name}`);
  const known: { readonly [name: string]: NodeSpec | MarkSpec } = {
    ...schema.spec.nodes.toObject(),
    ...schema.spec.marks.toObject(),
  };
  const type = String(node["type"]);
  const spec = Object.hasOwn(known, type) ? known[type] : undefined;
  for (const name of Object.keys((node["attrs"] as object | undefined) ?? {}))
    if (!Object.hasOwn(spec?.attrs ?? {}, name)) throw new RangeError(`Unknown attribute ${name}`);
  for (const list of [node["content"], node["marks"]])
    if (Array.isArray(list))
      for (const member of list) if (typeof member === "object" && member) refuseUnknown(member, depth + 1);
}
