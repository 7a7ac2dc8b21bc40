// Two or three people at once, with the editor's own binding: whatever they do and whenever it arrives, every sheet says
// what its room says, all come to say the same, and words stay in the paragraph they were typed into.
import * as fc from "fast-check";
import type { Node } from "prosemirror-model";
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { makeBlock } from "@pliego/shared/text/blocks.ts";
import { schema } from "@pliego/shared/text/schema.ts";
import type { DocJSON } from "@pliego/shared/text/types.ts";
import { doc as sample } from "../../testing/samples.ts";
import { roomWith, Writer } from "../testing/writer.ts";
import { breakLine, em, forms, keys, makeForm, splitBlock, strong } from "./writing.ts";

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
type Act = (typeof acts)[number];
interface Deed {
  readonly who: number;
  readonly act: Act | "deliver";
  readonly at: number;
  readonly to: number;
}

/** Where something may be typed: the start and end of each block's words, cells and captions too. */
function placesIn(doc: Node): readonly { readonly id: string; readonly from: number; readonly to: number }[] {
  const places: { id: string; from: number; to: number }[] = [];
  doc.descendants((node, at) => {
    if (node.isTextblock)
      places.push({ id: String(node.attrs["id"]), from: at + 1, to: at + 1 + node.content.size });
    return !node.isTextblock;
  });
  return places;
}

/** Does it; answers which block was typed into. */
function carryOut(writer: Writer, { act, at, to }: Deed, words: string): string | undefined {
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

/** People around one room. What each made arrives at each of the others in order, at its own time. */
class Room {
  readonly writers: readonly Writer[];
  readonly #heard: number[][];
  #ids = 0;

  constructor(doc: DocJSON, people: number, stock = false) {
    const state = roomWith(doc);
    this.writers = Array.from(
      { length: people },
      (_none, at) => new Writer(state, { client: at + 1, newId: () => `n${at}x${(this.#ids += 1)}`, stock }),
    );
    this.#heard = this.writers.map(() => this.writers.map(() => 0));
  }
  /** Brings `most` of what `from` made and `to` has not heard. */
  deliver(from: number, to: number, most: number): void {
    const [source, target] = [this.writers[from], this.writers[to]];
    const heard = this.#heard[to];
    if (source === undefined || target === undefined || heard === undefined || from === to) return;
    const news = source.made.slice(heard[from], (heard[from] ?? 0) + most);
    heard[from] = (heard[from] ?? 0) + news.length;
    for (const update of news) target.hear(update);
  }
  meet(): void {
    // Hearing can make something too: two runs of words side by side become one.
    for (let round = 0; round < 4; round += 1)
      for (let from = 0; from < this.writers.length; from += 1)
        for (let to = 0; to < this.writers.length; to += 1) this.deliver(from, to, Infinity);
  }
  leave(): void {
    for (const writer of this.writers) writer.leave();
  }
}

const deeds = (people: number, maxLength: number) =>
  fc.array(
    fc.record<Deed>({
      who: fc.nat(people - 1),
      act: fc.constantFrom(...acts, "deliver", "deliver", "deliver"),
      at: fc.nat(40),
      to: fc.nat(60),
    }),
    { minLength: 10, maxLength, size: "max" },
  );

const five: DocJSON = {
  type: "doc",
  content: ["uno", "dos", "tres", "cuatro", "cinco"].map((id) =>
    makeBlock({ id }, [{ type: "text", text: `El párrafo ${id} dice aaa y algo.` }]),
  ),
};

describe("people at once", () => {
  it.each([
    [2, five, 120],
    [3, five, 80],
    [2, sample, 40],
    [3, sample, 40],
  ])(
    "[L10, L56] %i people: every sheet says what its room says, all come to say the same, and undoing does too",
    (people, doc, numRuns) => {
      fc.assert(
        fc.property(deeds(people, 40), (done) => {
          const room = new Room(doc, people);
          for (const deed of done) {
            const writer = room.writers[deed.who];
            if (writer === undefined) continue;
            if (deed.act === "deliver") room.deliver(deed.at % people, deed.who, 1 + (deed.to % 5));
            else carryOut(writer, deed, "palabra ñ");
            expect(writer.written.eq(writer.doc)).toBe(true);
          }
          room.meet();
          for (const writer of room.writers) for (let undone = 0; undone < 5; undone += 1) writer.undo();
          room.meet();
          const [first, ...others] = room.writers;
          for (const other of others) expect(other.doc.toJSON()).toEqual(first?.doc.toJSON());
          for (const writer of room.writers) expect(writer.written.eq(writer.doc)).toBe(true);
          room.leave();
        }),
        { numRuns },
      );
    },
    30_000,
  );

  it("[L56] what a seed found: undoing over a part that went and came back is ordered alike in every copy", () => {
    const type = { who: 0, act: "type", at: 0, to: 0 } as const;
    const room = new Room(five, 2);
    const [ana, luz] = room.writers as [Writer, Writer];
    const done: readonly Deed[] = [
      { ...type, at: 6, to: 33 },
      { ...type, at: 6 },
      { ...type, act: "split", at: 1, to: 1 },
      { ...type, act: "undo" },
      { ...type, act: "move", at: 17 },
      ...Array.from({ length: 5 }, () => type),
      { ...type, at: 12, to: 2 },
      ...Array.from({ length: 3 }, () => type),
      { ...type, act: "join", at: 2 },
    ];
    for (const deed of done) carryOut(ana, deed, "palabra ñ");
    room.meet();
    ana.undo();
    room.meet();
    expect(luz.doc.toJSON()).toEqual(ana.doc.toJSON());
    room.leave();
  });

  it.each([0, 5, "El párrafo uno dice aaa y algo.".length])(
    "[L56] letters of two people who type at the same place, after %i letters, do not mix",
    (offset) => {
      const room = new Room(five, 2);
      const [ana, luz] = room.writers as [Writer, Writer];
      for (const writer of [ana, luz]) writer.select(1 + offset);
      const words = [" primero las damas", " después quien quiera"] as const;
      for (let at = 0; at < 22; at += 1) {
        ana.dispatch(ana.state.tr.insertText(words[0].charAt(at)));
        if (at % 3 > 0) room.deliver(0, 1, Infinity);
        luz.dispatch(luz.state.tr.insertText(words[1].charAt(at)));
        if (at % 2 > 0) room.deliver(1, 0, Infinity);
      }
      room.meet();
      for (const said of words) expect(ana.doc.firstChild?.textContent).toContain(said);
      expect(luz.doc.toJSON()).toEqual(ana.doc.toJSON());
      room.leave();
    },
  );

  it("[L56] words typed while others split, join, move, restyle and rewrite stay in their paragraph: counted", () => {
    const [own, stock] = [count(false), count(true)];
    // What is lost was typed into a paragraph while another moved it away: the room can move nothing, only write it anew.
    expect(own).toEqual({ typed: 867, kept: 846 });
    expect(stock).toEqual({ typed: 867, kept: 801 });
  });
});

const solo = (text: string) =>
  new Writer(roomWith({ type: "doc", content: [makeBlock({ id: "b" }, [{ type: "text", text }])] }), {
    client: 1,
    newId: () => "nuevo",
  });
const textAt = ({ fragment }: Writer, block: number) =>
  (fragment.get(block) as Y.XmlElement).get(0) as Y.XmlText;

describe("what is kept", () => {
  it("[L56] a letter among equal letters comes where it was typed", () => {
    const writer = solo("aaa");
    const second = Y.createRelativePositionFromTypeIndex(textAt(writer, 0), 1);
    writer.dispatch(writer.state.tr.insertText("a", 2));
    expect(Y.createAbsolutePositionFromRelativePosition(second, writer.room)?.index).toBe(2);
    expect(writer.written.textContent).toBe("aaaa");
  });

  it("[L56] a word that gives way to a similar one takes nothing else with it", () => {
    const writer = solo("La casa es grande.");
    const other = new Writer(Y.encodeStateAsUpdate(writer.room), { client: 2, newId: () => "x" });
    writer.dispatch(writer.state.tr.insertText("cosas", 4, 8));
    other.dispatch(other.state.tr.insertText(" vieja", 8));
    for (const update of other.made) writer.hear(update);
    expect(writer.doc.textContent).toBe("La cosas vieja es grande.");
  });

  it.each<[string, (writer: Writer) => void, string[]]>([
    ["a split", (writer) => (writer.select(8), writer.do(splitBlock)), ["La casa", " es grande."]],
    ["another form", (writer) => writer.do(makeForm("clause")), ["La casa es grande."]],
    ["bold", (writer) => (writer.select(4, 8), writer.do(strong)), ["La casa es grande."]],
    [
      "a join",
      (writer) => {
        writer.select(8);
        writer.do(splitBlock);
        writer.do(keys["Backspace"] ?? splitBlock);
      },
      ["La casa es grande."],
    ],
  ])("[L56] after %s the half that stays is the same words in the room", (_what, edit, words) => {
    const writer = solo("La casa es grande.");
    const text = textAt(writer, 0);
    const start = Y.createRelativePositionFromTypeIndex(text, 5);
    edit(writer);
    expect(textAt(writer, 0)).toBe(text);
    expect(Y.createAbsolutePositionFromRelativePosition(start, writer.room)?.index).toBe(5);
    expect(writer.written.children.map((block) => block.textContent)).toEqual(words);
  });

  it("[L10] a break wears no marks, which the room could not keep", () => {
    const writer = solo("La casa");
    writer.select(1, 8);
    writer.do(strong);
    writer.select(4);
    writer.do(breakLine);
    expect(writer.written.eq(writer.doc)).toBe(true);
  });
});

/** Each round two people do something at once without hearing of each other; then they meet, and what was typed is looked for. */
function count(stock: boolean): { readonly typed: number; readonly kept: number } {
  const structural: readonly Act[] = ["split", "join", "move", "form", "mark", "replace", "add", "remove"];
  const rounds = fc.sample(
    fc.record({
      act: fc.constantFrom(...structural),
      at: fc.nat(40),
      to: fc.nat(60),
      others: fc.nat(40),
      spot: fc.nat(60),
    }),
    { numRuns: 300, seed: 7 },
  );
  let [typed, kept, letter] = [0, 0, 0x4e00];
  let room = new Room(five, 2, stock);
  rounds.forEach(({ act, at, to, others, spot }, round) => {
    if (round % 10 === 0) {
      room.leave();
      room = new Room(five, 2, stock);
    }
    const [ana, luz] = room.writers as [Writer, Writer];
    carryOut(ana, { who: 0, act, at, to }, "otra cosa");
    const words = String.fromCodePoint(letter, letter + 1, letter + 2);
    letter += 3;
    const id = carryOut(luz, { who: 1, act: "type", at: others, to: spot }, words);
    room.meet();
    const place = placesIn(ana.doc).find((one) => one.id === id);
    if (place === undefined) return;
    typed += words.length;
    const now = ana.doc.textBetween(place.from, place.to);
    kept += [...words].filter((one) => now.includes(one)).length;
  });
  room.leave();
  return { typed, kept };
}
