// A draft on the device: what is kept, and how it finds its place again.
import { describe, expect, it } from "vitest";
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
  it("[S11] is as it was where the block has not changed, whatever the version", () => {
    expect(resume(draft, block(original))).toEqual({ words: hers, how: "same" });
  });

  it("[S11] moves with the text where it changed elsewhere in the block", () => {
    const now = original.replace("Los entes públicos", "Las instituciones públicas y los partidos");
    expect(resume(draft, block(now))).toEqual({
      words: hers.replace("Los entes públicos", "Las instituciones públicas y los partidos"),
      how: "moved",
    });
  });

  it("[S11] stays word for word, and says so, where the text changed just there", () => {
    expect(resume(draft, block(original.replace("razonable", "breve")))).toEqual({
      words: hers,
      how: "stale",
    });
    expect(resume(draft, makeBlock({ id: "p1" }))).toEqual({ words: hers, how: "stale" });
  });

  it("[S11] with a reason and no change yet starts from the text as it is", () => {
    expect(resume({ ...draft, words: original }, block("Otro texto."))).toEqual({
      words: "Otro texto.",
      how: "same",
    });
  });

  it("[S11] is never lost, not even one that could not be sent", () => {
    const hidden = `${hers}\u202e`;
    expect(resume({ ...draft, words: hidden }, block("Otro texto."))).toEqual({
      words: hidden,
      how: "stale",
    });
  });
});
