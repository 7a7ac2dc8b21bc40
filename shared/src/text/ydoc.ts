// A policy text as a Yjs document and back, in the form that the editor's binding (y-prosemirror) uses: an XmlElement
// per node with its attributes, an XmlText per run of text with marks as formatting, other inline nodes as elements.
import * as Y from "yjs";
import { forbiddenInWords } from "./characters.ts";
import { schema } from "./schema.ts";
import type { DocJSON, MarkJSON } from "./types.ts";

interface NodeJSON {
  readonly type: string;
  readonly attrs?: object;
  readonly content?: readonly NodeJSON[];
  readonly text?: string;
  readonly marks?: readonly MarkJSON[];
}

type Formats = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
type Child = Y.XmlElement | Y.XmlText;

/** Fills an empty fragment with a text. Call within a transaction of the fragment's document. */
export function writeText(fragment: Y.XmlFragment, doc: DocJSON): void {
  fragment.insert(0, childrenOf(doc));
}

/** Makes one node of the text as a Yjs element, to be inserted into a document. */
export function yNode(node: NodeJSON): Y.XmlElement {
  const element = new Y.XmlElement(node.type);
  for (const [name, value] of Object.entries((node.attrs ?? {}) as Record<string, unknown>))
    element.setAttribute(name, value as string);
  element.insert(0, childrenOf(node));
  return element;
}

function childrenOf(node: NodeJSON): Child[] {
  const children: Child[] = [];
  let run: { insert: string; attributes: Formats }[] = [];
  const endRun = () => {
    if (run.length === 0) return;
    const text = new Y.XmlText();
    text.applyDelta(run);
    children.push(text);
    run = [];
  };
  for (const child of node.content ?? []) {
    if (child.type === "text") run.push({ insert: child.text ?? "", attributes: formatsOf(child.marks) });
    else {
      endRun();
      children.push(yNode(child));
    }
  }
  endRun();
  return children;
}

const formatsOf = (marks: readonly MarkJSON[] = []): Formats =>
  Object.fromEntries(marks.map((mark) => [mark.type, "attrs" in mark ? mark.attrs : {}]));

/**
 * The text that a fragment holds, with its marks in the schema's order. Throws when it holds what the schema does not
 * know or allow; does not check that block ids are unique, since two writers at once can make them equal.
 */
export function readText(fragment: Y.XmlFragment): DocJSON {
  const json = {
    type: "doc",
    content: fragment
      .toArray()
      .map((child) => jsonOf(child as Child))
      .flat(),
  };
  const node = schema.nodeFromJSON(json);
  node.check();
  return node.toJSON() as DocJSON;
}

/**
 * Checks one child of a text's fragment alone. Throws when it is not exactly a part of a policy text: unknown nodes, marks
 * or attributes, unsafe addresses, control characters.
 */
export function checkPart(child: unknown): void {
  const parts = jsonOf(child as Child);
  for (const part of parts) {
    const node = schema.nodeFromJSON(part);
    if (schema.topNodeType.contentMatch.matchType(node.type) === null)
      throw new RangeError(`a text holds no ${node.type.name} at its top`);
    node.check();
    checkLeaves(part);
  }
}

function checkLeaves({ type, attrs, content, text }: NodeJSON): void {
  if (text !== undefined && forbiddenInWords.test(text)) throw new RangeError("control characters");
  const known = schema.nodes[type]?.spec.attrs ?? {};
  for (const name of Object.keys(attrs ?? {}))
    if (!Object.hasOwn(known, name)) throw new RangeError(`unknown attribute ${name}`);
  content?.forEach(checkLeaves);
}

function jsonOf(child: Child): NodeJSON[] {
  if (child instanceof Y.XmlText) return textJson(child);
  if (!(child instanceof Y.XmlElement)) throw new RangeError("a text holds elements and text only");
  const content = child
    .toArray()
    .map((inner) => jsonOf(inner as Child))
    .flat();
  const attrs = child.getAttributes() as Record<string, unknown>;
  return [{ type: child.nodeName, attrs, ...(content.length === 0 ? {} : { content }) }];
}

function textJson(text: Y.XmlText): NodeJSON[] {
  const delta = text.toDelta() as { readonly insert: unknown; readonly attributes?: Formats }[];
  return delta.map(({ insert, attributes }) => {
    if (typeof insert !== "string") throw new RangeError("text holds characters only");
    const marks = Object.entries(attributes ?? {})
      .map(([type, attrs]) => (Object.keys(attrs).length === 0 ? { type } : { type, attrs }))
      .map((mark) => schema.markFromJSON(mark));
    const ordered = marks.toSorted((a, b) => schemaRank(a.type.name) - schemaRank(b.type.name));
    return { type: "text", text: insert, marks: ordered.map((mark) => mark.toJSON() as MarkJSON) };
  });
}

const schemaRank = (name: string) => Object.keys(schema.marks).indexOf(name);
