// What no text carries never leaves the editor: controls, characters that turn the direction of other words, halves of
// characters, and labels and addresses that the text's schema refuses. The server would close the line for them. Rule L57.
import { type Attrs, DOMParser, Fragment, type Node, Slice } from "prosemirror-model";
import { Plugin, type Transaction } from "prosemirror-state";
import { forbiddenInAttributes, forbiddenInWords } from "@pliego/shared/text/characters.ts";
import { schema } from "@pliego/shared/text/schema.ts";
import { changedNodes, hasOwnEdits, type IsFromOthers } from "./own-edits.ts";

/** Old ends of lines, columns and pages: they stood between words, and so a space stays. */
const separators = /[\v\f\u0085\u2028\u2029]/g;
const inWords = new RegExp(forbiddenInWords, "gu");
const inAttributes = new RegExp(forbiddenInAttributes, "gu");
/** What the schema takes of an attribute, in UTF-16 units. */
const longestAttribute = 4096;

/** The words without what no text carries. */
export const cleaned = (words: string): string => words.replaceAll(separators, " ").replaceAll(inWords, "");

/** Among the plugins of a text that is written: cleans what is pasted or dropped, and what is typed in any other way. */
export const cleanWords = (isFromOthers: IsFromOthers): Plugin =>
  new Plugin({
    appendTransaction: (transactions, old, { doc, tr }) => {
      if (!hasOwnEdits(transactions, isFromOthers)) return null;
      const dirty: { readonly node: Node; readonly at: number }[] = [];
      changedNodes(old.doc, doc, (node, at) => {
        if (node.isText && forbiddenInWords.test(node.text ?? "")) dirty.push({ node, at });
      });
      for (const { node, at } of dirty) cleanAt(tr, node, at);
      return tr.docChanged ? tr : null;
    },
    props: {
      clipboardParser: parser,
      transformPasted: (slice) => new Slice(cleanContent(slice.content), slice.openStart, slice.openEnd),
    },
  });

/** Only what is forbidden goes: the words around it stay the same characters in the room. */
function cleanAt(change: Transaction, { text = "", marks }: Node, at: number): void {
  const found = [...text.matchAll(inWords)].toReversed();
  for (const { index, 0: character } of found) {
    const [from, to] = [at + index, at + index + character.length];
    const instead = cleaned(character);
    if (instead === "") change.delete(from, to);
    else change.replaceWith(from, to, schema.text(instead, marks));
  }
}

/** The same content, its words cleaned; no block comes or goes. */
function cleanContent(content: Fragment): Fragment {
  const nodes: Node[] = [];
  content.forEach((node) => {
    if (!node.isText) return void nodes.push(node.copy(cleanContent(node.content)));
    const words = cleaned(node.text ?? "");
    if (words !== "") nodes.push(schema.text(words, node.marks));
  });
  return Fragment.from(nodes);
}

/** Reads what is pasted as the schema does, but for attributes that it refuses: it would refuse the whole of it. */
const parser = new DOMParser(
  schema,
  DOMParser.fromSchema(schema).rules.map((rule) => {
    const { getAttrs } = rule;
    if (getAttrs === undefined || getAttrs === null) return rule;
    // A rule of a tag takes an element, one of a style its value; ours are of tags.
    const read = getAttrs as (element: HTMLElement) => Attrs | false | null;
    return { ...rule, getAttrs: (element: HTMLElement) => cleanAttrs(read(element)) } as typeof rule;
  }),
);

/** Half a label still says something; half an address leads nowhere, and what is behind it is left out. */
function cleanAttrs(attrs: Attrs | false | null): Attrs | false | null {
  if (attrs === null || attrs === false) return attrs;
  const isTooLong = (value: unknown) => typeof value === "string" && value.length > longestAttribute;
  if (isTooLong(attrs["src"]) || isTooLong(attrs["href"])) return false;
  return Object.fromEntries(
    Object.entries(attrs).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === "string" ? value.slice(0, longestAttribute).replaceAll(inAttributes, "") : value,
    ]),
  );
}
