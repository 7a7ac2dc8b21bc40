// Ids, splitting, joining and tables, without a browser: states of the shared schema and the commands of the editor.
import * as fc from "fast-check";
import { Fragment, type Node, Slice } from "prosemirror-model";
import { type Command, EditorState, TextSelection, type Transaction } from "prosemirror-state";
import { describe, expect, it } from "vitest";
import { checkDoc } from "@pliego/shared/text/check-doc.ts";
import { schema } from "@pliego/shared/text/schema.ts";
import type { BlockAttrs } from "@pliego/shared/text/types.ts";
import { doc as sample } from "../../testing/text-samples.ts";
import { writerOf, changedBlocks } from "./arrivals.ts";
import { blockIds, freshId } from "./block-ids.ts";
import { forms, keys, makeForm, splitBlock, tablesKept } from "./writing.ts";

const fromOthers = (transaction: Transaction) => transaction.getMeta("others") === true;

function open(doc: Node = schema.nodeFromJSON(sample)): EditorState {
  return EditorState.create({ doc, plugins: [blockIds(fromOthers), tablesKept(fromOthers)] });
}
function run(state: EditorState, command: Command): EditorState {
  let next = state;
  command(state, (transaction) => void (next = state.apply(transaction)));
  return next;
}
const key = (state: EditorState, name: string) => run(state, keys[name]!);

/** The state with its cursor in the block with this id, after so many of its letters. */
function at(state: EditorState, id: string, offset: number): EditorState {
  let place = -1;
  state.doc.descendants(
    (node, pos) => void (node.attrs["id"] === id && (place = pos + 1 + Math.min(offset, node.content.size))),
  );
  return state.apply(state.tr.setSelection(TextSelection.create(state.doc, place)));
}
const blocks = (state: EditorState) => {
  const found: [string, string][] = [];
  state.doc.forEach((node) => {
    if (node.isTextblock) found.push([String(node.attrs["id"]), node.textContent]);
  });
  return found;
};
const idsOf = (doc: Node): string[] => {
  const ids: string[] = [];
  doc.descendants((node) => void ("id" in node.attrs && ids.push(String(node.attrs["id"]))));
  return ids;
};
/** A browser puts no cursor into the middle of a character. */
const between = (doc: Node, place: number): number =>
  /^[\uDC00-\uDFFF]/.test(doc.textBetween(place, Math.min(doc.content.size, place + 1))) ? place + 1 : place;
const isFresh = expect.stringMatching(/^[0-9a-z]{8}$/);

describe("ids", () => {
  it("[L5] a fresh id is eight of [0-9a-z], and no two are alike", () => {
    const ids = Array.from({ length: 5000 }, freshId);
    for (const id of ids) expect(id).toMatch(/^[0-9a-z]{8}$/);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(ids.join("")).size).toBe(36);
  });

  it("[L5] at a split the half that keeps the words keeps the id, and the other gets a fresh one", () => {
    const split = blocks(key(at(open(), "p1", 4), "Enter"));
    expect(split.slice(3, 5)).toEqual([
      ["p1", "Para"],
      [isFresh, " los efectos de esta política se entiende por:"],
    ]);
  });

  it("[L5] Enter before the first letter leaves the words their id", () => {
    expect(blocks(key(at(open(), "p1", 0), "Enter")).slice(3, 5)).toEqual([
      [isFresh, ""],
      ["p1", "Para los efectos de esta política se entiende por:"],
    ]);
  });

  it("[L5] Backspace at the start joins: the block before keeps its id; an empty one gives way", () => {
    const split = key(at(open(), "p1", 4), "Enter");
    expect(blocks(key(split, "Backspace"))[3]).toEqual([
      "p1",
      "Para los efectos de esta política se entiende por:",
    ]);
    const pushed = key(at(open(), "p1", 0), "Enter");
    expect(idsOf(key(at(pushed, "p1", 0), "Backspace").doc)).toEqual(idsOf(open().doc));
  });

  it("[L5] pasted blocks get fresh ids, wherever they were copied", () => {
    const state = open();
    const plugin = state.plugins[0]!;
    const copied = new Slice(Fragment.from([state.doc.child(3), state.doc.child(9)]), 0, 0);
    const pasted = plugin.props.transformPasted!.call(plugin as never, copied, undefined as never, false);
    expect(idsOf(schema.node("doc", null, pasted.content)).every((id) => id === "")).toBe(true);
    const after = state.apply(state.tr.replace(0, 0, pasted));
    expect(new Set(idsOf(after.doc)).size).toBe(idsOf(after.doc).length);
    expect(idsOf(after.doc).slice(-idsOf(state.doc).length)).toEqual(idsOf(state.doc));
  });

  it("[L5] of two blocks with one id the one that had it keeps it, also when the other stands before it", () => {
    const state = open();
    const before = state.doc.child(0).nodeSize;
    const after = state.apply(state.tr.insert(before, state.doc.child(3)));
    expect(blocks(after)[1]).toEqual([isFresh, state.doc.child(3).textContent]);
    expect(blocks(after)[4]?.[0]).toBe("p1");
  });

  it("[L5] what others bring is left as they made it", () => {
    const state = open();
    const after = state.apply(state.tr.insert(0, schema.node("block")).setMeta("others", true));
    expect(idsOf(after.doc)[0]).toBe("");
  });

  it("[L5] whatever is typed, split, joined, pasted and formed, every id is there once and the text keeps its rules", () => {
    const steps = fc.array(
      fc.record({
        where: fc.nat(2000),
        to: fc.nat(30),
        what: fc.constantFrom(
          "Enter",
          "Backspace",
          "Delete",
          "Shift-Enter",
          "type",
          "copy",
          "Mod-b",
          ...forms,
        ),
      }),
      { maxLength: 25 },
    );
    fc.assert(
      fc.property(steps, (all) => {
        let state = open();
        for (const { where, to, what } of all) {
          const from = between(state.doc, where % state.doc.content.size);
          const end = between(state.doc, Math.min(state.doc.content.size, to % 3 === 0 ? from : from + to));
          state = state.apply(
            state.tr.setSelection(TextSelection.between(state.doc.resolve(from), state.doc.resolve(end))),
          );
          if (what === "type") state = state.apply(state.tr.insertText("ñ"));
          else if (what === "copy")
            state = state.apply(state.tr.insert(0, state.doc.child(where % state.doc.childCount)));
          else if (keys[what] === undefined) state = run(state, makeForm(what as (typeof forms)[number]));
          else state = key(state, what);
        }
        checkDoc(state.doc.toJSON());
      }),
      { numRuns: 100, seed: 20261123 },
    );
  });
});

describe("keys", () => {
  const attrsAfter = (state: EditorState): Partial<BlockAttrs> => state.selection.$from.parent.attrs;

  it.each<[string, string, number, Partial<BlockAttrs>]>([
    ["after a heading comes a paragraph", "a1", 99, { kind: "paragraph", level: 0 }],
    ["within a heading, a heading", "a1", 4, { kind: "article", level: 4 }],
    [
      "after an item, the next item",
      "i3",
      99,
      { kind: "item", list: "lower-alpha", level: 1, delimiter: ")", start: 0 },
    ],
    ["after a paragraph inside an item, another inside it", "p2", 99, { kind: "paragraph", level: 1 }],
    ["after a note, a paragraph", "f1", 99, { kind: "paragraph", label: "" }],
  ])("[L7] Enter: %s", (_what, id, offset, attrs) => {
    expect(attrsAfter(key(at(open(), id, offset), "Enter"))).toMatchObject(attrs);
  });

  it("[L7] Enter in an empty item ends the list; in code it is a line", () => {
    const empty = key(at(open(), "i2", 99), "Enter");
    expect(attrsAfter(key(empty, "Enter"))).toMatchObject({ kind: "paragraph", list: "none" });
    const code = key(at(open(), "co", 5), "Enter");
    expect(code.selection.$from.parent.textContent).toBe("clave\n,valor");
  });

  it("[L7] Enter over words in two blocks takes them out and splits there", () => {
    const state = open();
    let [from, to] = [0, 0];
    state.doc.forEach((node, pos) => {
      if (node.attrs["id"] === "p1") from = pos + 5;
      if (node.attrs["id"] === "i1") to = pos + 1 + "Catálogo: ".length;
    });
    const after = key(state.apply(state.tr.setSelection(TextSelection.create(state.doc, from, to))), "Enter");
    expect(blocks(after).slice(3, 5)).toEqual([
      ["p1", "Para"],
      [isFresh, "el sitio único."],
    ]);
  });

  it.each([
    ["Backspace", "h1", 0],
    ["Backspace", "d2", 0],
    ["Delete", "d1", 99],
    ["Backspace", "ru", 0],
    ["Delete", "q1", 99],
  ])("[L7] %s at the edge of a cell or of a table joins nothing (%s)", (name, id, offset) => {
    const state = at(open(), id, offset);
    expect(key(state, name).doc.eq(state.doc)).toBe(true);
  });

  it("[L7] a change that would join cells is refused; taking the whole table out is not", () => {
    const state = open();
    let table = -1;
    state.doc.forEach((node, pos) => void (node.type.name === "table" && (table = pos)));
    const size = state.doc.nodeAt(table)!.nodeSize;
    expect(state.apply(state.tr.delete(table + 5, table + size - 6)).doc.eq(state.doc)).toBe(true);
    expect(state.apply(state.tr.delete(table, table + size)).doc.childCount).toBe(state.doc.childCount - 1);
  });

  it("[L7] a block becomes what the toolbar says, and a cell stays as it is", () => {
    const item = run(at(open(), "p1", 0), makeForm("clause"));
    expect(attrsAfter(item)).toMatchObject({
      id: "p1",
      kind: "item",
      list: "lower-alpha",
      delimiter: ")",
      level: 1,
    });
    expect(attrsAfter(run(item, makeForm("paragraph")))).toMatchObject({
      id: "p1",
      kind: "paragraph",
      list: "none",
      level: 0,
    });
    expect(attrsAfter(run(at(open(), "a1", 0), makeForm("article")))).toMatchObject({ level: 4 });
    expect(makeForm("title")(at(open(), "d1", 0))).toBe(false);
    expect(splitBlock(at(open(), "d1", 0))).toBe(true);
  });
});

describe("arrivals", () => {
  it("[L8] who wrote a change is told by whose clock moved", () => {
    const isPresent = (client: number) => client === 7;
    const states = (before: [number, number][], after: [number, number][]) => ({
      beforeState: new Map(before),
      afterState: new Map(after),
    });
    expect(writerOf(states([[7, 3]], [[7, 4]]), isPresent)).toBe("present");
    expect(
      writerOf(
        states(
          [[7, 3]],
          [
            [7, 3],
            [9, 5],
          ],
        ),
        isPresent,
      ),
    ).toBe("room");
    expect(writerOf(states([[7, 3]], [[7, 3]]), isPresent)).toBe("unknown");
  });

  it("[L8] only the blocks that read or look otherwise are told", () => {
    const state = open();
    const typed = at(state, "i2", 3);
    const after = typed.apply(typed.tr.insertText("x"));
    expect(changedBlocks(state.doc, after.doc)).toEqual(["i2"]);
    expect(changedBlocks(state.doc, schema.nodeFromJSON(state.doc.toJSON()))).toEqual([]);
  });
});
