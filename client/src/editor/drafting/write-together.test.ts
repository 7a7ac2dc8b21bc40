// Two or three people at once, with the editor's own binding: whatever they do and whenever it arrives, every sheet says
// what its room says, all come to say the same, and words stay in the paragraph they were typed into.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { doc as sample } from "../../testing/text-samples.ts";
import { type Act, carryOut, type Deed, deeds, placesIn } from "../testing/deeds.ts";
import { five, Room } from "../testing/room-of-writers.ts";
import type { Writer } from "../testing/writer.ts";

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
