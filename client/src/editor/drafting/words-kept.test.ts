// Which words an edit leaves in the room as they were: whoever wrote them, and whoever's cursor stands in them, stays.
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { makeBlock } from "@pliego/shared/text/blocks.ts";
import { roomWith, Writer } from "../testing/writer.ts";
import { breakLine, keys, makeForm, splitBlock, strong } from "./writing.ts";

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
