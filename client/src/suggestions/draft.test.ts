// A draft on the device: what is kept, and how it finds its place again.
import { describe, expect, it } from "vitest";
import { imageUnit } from "@pliego/shared/suggestions/block-words.ts";
import { makeBlock } from "@pliego/shared/text/blocks.ts";
import { draftName, isWorthKeeping, readDraft, resume, type Draft } from "./draft.ts";

const original = "Los entes públicos publicarán sus datos en un plazo razonable y en formatos abiertos.";
const hers = "Los entes públicos publicarán sus datos en diez días hábiles y en formatos abiertos.";
const draft: Draft = {
  words: hers,
  rationale: "Un plazo razonable no se puede exigir.",
  key: "0123456789abcdefghij",
  base: 1,
  originalWords: original,
};
const block = (text: string) => makeBlock({ id: "p1" }, [{ type: "text", text }]);

describe("a draft", () => {
  it("[S10] is read back as it was kept, with accents, emoji and whatever else was typed", () => {
    const odd = { ...draft, words: `</script>“ñ” 📊 بيانات\n${hers}` };
    expect(readDraft(JSON.stringify(odd))).toEqual(odd);
  });

  it.each([null, "", "{", "null", "[]", "3", '{"words":1}', JSON.stringify({ ...draft, base: "1" })])(
    "[S10] is nothing when the device holds %j",
    (kept) => expect(readDraft(kept)).toBeUndefined(),
  );

  it.each([
    [draft, true],
    [{ ...draft, words: original }, true],
    [{ ...draft, words: original, rationale: " \n" }, false],
    [{ ...draft, rationale: "" }, true],
  ])("[S10] is kept when something was written in it (%#)", (kept, worth) => {
    expect(isWorthKeeping(kept)).toBe(worth);
  });

  it("[S10] belongs to one block of one consultation", () => {
    expect(draftName("a", "b")).not.toBe(draftName("a", "c"));
    expect(draftName("a", "b")).not.toBe(draftName("c", "b"));
  });
});

describe("a draft that is opened again", () => {
  it("[S11] is as it was where the block has not changed, whatever the version", async () => {
    expect(await resume(draft, block(original))).toEqual({ words: hers, how: "same" });
  });

  it.each([
    ["Los entes públicos", "Las instituciones públicas y los partidos"],
    ["formatos abiertos", "formatos abiertos y gratuitos"],
    ["publicarán sus datos", "publicarán sus datos, con sus metadatos,"],
  ])("[S11] moves with the text where it changed elsewhere in the block: %s", async (was, is) => {
    expect(await resume(draft, block(original.replace(was, is)))).toEqual({
      words: hers.replace(was, is),
      how: "moved",
    });
  });

  it("[S11] moves whatever the text's formatting, with its lines and images", async () => {
    const lines = `Uno:\n${imageUnit} ${original}`;
    const now = makeBlock({ id: "p1" }, [
      { type: "text", text: "Primero:" },
      { type: "break" },
      { type: "image", attrs: { src: "/a.png", alt: "", title: "" } },
      { type: "text", text: " " },
      { type: "text", text: original, marks: [{ type: "strong" }] },
    ]);
    const kept = { ...draft, originalWords: lines, words: lines.replace(original, hers) };
    expect(await resume(kept, now)).toEqual({ words: `Primero:\n${imageUnit} ${hers}`, how: "moved" });
  });

  it("[S11] is not put in twice where the text says it already, and says so", async () => {
    const now = hers.replace("Los entes públicos", "Las instituciones");
    for (const text of [hers, now])
      expect(await resume(draft, block(text))).toEqual({ words: text, how: "said" });
  });

  it("[S11] stays word for word, and says so, where the text changed just there", async () => {
    expect(await resume(draft, block(original.replace("razonable", "breve")))).toEqual({
      words: hers,
      how: "stale",
    });
    expect(await resume(draft, makeBlock({ id: "p1" }))).toEqual({ words: hers, how: "stale" });
  });

  it("[S11] with a reason and no change yet starts from the text as it is", async () => {
    expect(await resume({ ...draft, words: original }, block("Otro texto."))).toEqual({
      words: "Otro texto.",
      how: "same",
    });
  });

  it("[S11] is never lost, not even one that could not be sent", async () => {
    const hidden = `${hers}\u202e`;
    expect(await resume({ ...draft, words: hidden }, block("Otro texto."))).toEqual({
      words: hidden,
      how: "stale",
    });
  });
});
