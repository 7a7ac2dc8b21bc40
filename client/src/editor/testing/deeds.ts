// What somebody may do to a text in a room, drawn at random or told one by one.
import * as fc from "fast-check";
import type { Node } from "prosemirror-model";
import { makeBlock } from "@pliego/shared/text/blocks.ts";
import { schema } from "@pliego/shared/text/schema.ts";
import { breakLine, em, forms, keys, makeForm, splitBlock, strong } from "../drafting/writing.ts";
import type { Writer } from "./writer.ts";

const acts = [
  "type",
  "type",
  "type",
  "delete",
  "replace",
  "split",
  "join",
  "move",
  "remove",
  "add",
  "form",
  "mark",
  "break",
  "undo",
  "redo",
  "pause",
] as const;
export type Act = (typeof acts)[number];
/** What one of several people does: `at` and `to` choose the place, beyond the last one from the first again. */
export interface Deed {
  readonly who: number;
  readonly act: Act | "deliver";
  readonly at: number;
  readonly to: number;
}

/** Where something may be typed: the start and end of each block's words, cells and captions too. */
export function placesIn(
  doc: Node,
): readonly { readonly id: string; readonly from: number; readonly to: number }[] {
  const places: { id: string; from: number; to: number }[] = [];
  doc.descendants((node, at) => {
    if (node.isTextblock)
      places.push({ id: String(node.attrs["id"]), from: at + 1, to: at + 1 + node.content.size });
    return !node.isTextblock;
  });
  return places;
}

/** Does it; answers which block was typed into. */
export function carryOut(writer: Writer, { act, at, to }: Deed, words: string): string | undefined {
  const places = placesIn(writer.doc);
  const place = places[at % Math.max(1, places.length)];
  if (place === undefined) {
    writer.dispatch(writer.state.tr.insert(0, schema.nodeFromJSON(makeBlock({ id: "" }))));
    return undefined;
  }
  // Nobody's cursor stands within a character.
  const spot = (n: number) => {
    const chosen = place.from + (n % (place.to - place.from + 1));
    return /^[\uDC00-\uDFFF]/.test(writer.doc.resolve(chosen).nodeAfter?.text ?? "") ? chosen + 1 : chosen;
  };
  const [start, end] = [spot(to), spot(to + 1 + (at % 5))].toSorted((a, b) => a - b) as [number, number];
  switch (act) {
    case "type":
      writer.select(spot(to));
      writer.dispatch(writer.state.tr.insertText(words));
      return place.id;
    case "replace":
      writer.dispatch(writer.state.tr.insertText(words, start, end));
      return place.id;
    case "delete":
      writer.select(start, to % 7 === 0 ? (places[(at % places.length) + 1]?.from ?? end) : end);
      writer.do(keys["Backspace"] ?? (() => false));
      return undefined;
    case "split":
      writer.select(spot(to));
      writer.do(splitBlock);
      return undefined;
    case "join":
      writer.select(place.from);
      writer.do(keys["Backspace"] ?? (() => false));
      return undefined;
    case "move":
    case "remove": {
      const index = at % writer.doc.childCount;
      const node = writer.doc.child(index);
      let from = 0;
      for (let before = 0; before < index; before += 1) from += writer.doc.child(before).nodeSize;
      const change = writer.state.tr.delete(from, from + node.nodeSize);
      const target = to % (change.doc.childCount + 1);
      let where = 0;
      for (let before = 0; before < target; before += 1) where += change.doc.child(before).nodeSize;
      writer.dispatch(act === "move" ? change.insert(where, node) : change);
      return undefined;
    }
    case "add": {
      const fresh = schema.nodeFromJSON(makeBlock({ id: "" }, [{ type: "text", text: "数据 📊 nuevo" }]));
      const $at = writer.doc.resolve(place.from);
      writer.dispatch(writer.state.tr.insert($at.after(), fresh));
      return undefined;
    }
    case "form":
      writer.select(place.from);
      writer.do(makeForm(forms[to % forms.length] ?? "paragraph"));
      return undefined;
    case "mark":
      writer.select(start, end);
      writer.do(to % 2 === 0 ? strong : em);
      return undefined;
    case "break":
      writer.select(spot(to));
      writer.do(breakLine);
      return undefined;
    case "undo":
      writer.undo();
      return undefined;
    case "redo":
      writer.redo();
      return undefined;
    case "pause":
      writer.pause();
      return undefined;
  }
}

/** What so many people do, and what arrives, in turn. */
export const deeds = (people: number, maxLength: number) =>
  fc.array(
    fc.record<Deed>({
      who: fc.nat(people - 1),
      act: fc.constantFrom(...acts, "deliver", "deliver", "deliver"),
      at: fc.nat(40),
      to: fc.nat(60),
    }),
    { minLength: 10, maxLength, size: "max" },
  );
