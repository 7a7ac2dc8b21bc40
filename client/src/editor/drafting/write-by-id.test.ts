// Writing by id: the room says what the view says, and what others write meanwhile stays in its paragraph.
import * as fc from "fast-check";
import { Fragment, type Node } from "prosemirror-model";
import { describe, expect, it } from "vitest";
import { initProseMirrorDoc } from "y-prosemirror";
import * as Y from "yjs";
import { roomText } from "@pliego/shared/live/rooms.ts";
import { makeBlock } from "@pliego/shared/text/blocks.ts";
import { schema } from "@pliego/shared/text/schema.ts";
import type { DocJSON } from "@pliego/shared/text/types.ts";
import { readText, writeText } from "@pliego/shared/text/ydoc.ts";
import { doc as sample } from "../../testing/text-samples.ts";
import { type Remembered, writeById } from "./write-by-id.ts";

/** A writer with her own copy of the room, as the binding holds it. */
class Writer {
  readonly room = new Y.Doc({ gc: false });
  readonly fragment = this.room.getXmlFragment(roomText);
  #doc: Node;
  #remembered: Remembered;

  constructor(state: Uint8Array) {
    Y.applyUpdate(this.room, state);
    const { doc, meta } = this.#read();
    this.#doc = doc;
    this.#remembered = meta;
  }
  get doc(): Node {
    return this.#doc;
  }
  #read(): { readonly doc: Node; readonly meta: Remembered } {
    return initProseMirrorDoc(this.fragment, schema) as never;
  }
  write(edit: (blocks: Node[]) => Node[]): void {
    this.#doc = schema.node("doc", null, edit([...this.#doc.children]));
    this.room.transact(() => writeById(this.room, this.fragment, this.#doc, this.#remembered));
  }
  hear(other: Writer): void {
    Y.applyUpdate(this.room, Y.encodeStateAsUpdate(other.room, Y.encodeStateVector(this.room)));
    const { doc, meta } = this.#read();
    this.#doc = doc;
    this.#remembered = meta;
  }
}

function roomWith(doc: DocJSON): Uint8Array {
  const room = new Y.Doc({ gc: false });
  room.transact(() => writeText(room.getXmlFragment(roomText), doc));
  return Y.encodeStateAsUpdate(room);
}
const block = (id: string, text: string): Node =>
  schema.nodeFromJSON(makeBlock({ id }, text === "" ? [] : [{ type: "text", text }]));
const five: DocJSON = {
  type: "doc",
  content: ["uno", "dos", "tres", "cuatro", "cinco"].map((id) =>
    makeBlock({ id }, [{ type: "text", text: `El párrafo ${id} dice algo.` }]),
  ),
};
const typedInto = (id: string, words: string) => (blocks: Node[]) =>
  blocks.map((node) => (node.attrs["id"] === id ? block(id, node.textContent + words) : node));
const textOf = (doc: Node, id: string) => doc.children.find((node) => node.attrs["id"] === id)?.textContent;

describe("writing by id", () => {
  it.each<[string, (blocks: Node[]) => Node[]]>([
    ["a block is put before", (blocks) => [block("nuevo", "Otro."), ...blocks]],
    ["a block goes", (blocks) => blocks.filter((node) => node.attrs["id"] !== "dos")],
    ["the first goes to the end", ([first, ...rest]) => [...rest, first!]],
    ["the last comes to the start", (blocks) => [blocks.at(-1)!, ...blocks.slice(0, -1)]],
    [
      "one goes, one comes, two read otherwise",
      ([a, , c, d, e]) => [
        typedInto("uno", " más")([a!])[0]!,
        block("x", "Equis."),
        c!,
        d!,
        block("cinco", e!.textContent.slice(3)),
      ],
    ],
    [
      "a block becomes an item",
      (blocks) =>
        blocks.map((node, at) =>
          at === 1 ? node.type.create({ ...node.attrs, kind: "item", list: "decimal" }, node.content) : node,
        ),
    ],
  ])("[L10] %s: what another types meanwhile stays in its paragraph", (_what, edit) => {
    const state = roomWith(five);
    const [ana, luz] = [new Writer(state), new Writer(state)];
    ana.write(edit);
    luz.write(typedInto("tres", " Palabras que Luz escribe."));
    luz.write(typedInto("cuatro", " Y otras."));
    ana.hear(luz);
    luz.hear(ana);
    expect(ana.doc.toJSON()).toEqual(luz.doc.toJSON());
    expect(textOf(ana.doc, "tres")).toBe("El párrafo tres dice algo. Palabras que Luz escribe.");
    expect(textOf(ana.doc, "cuatro")).toBe("El párrafo cuatro dice algo. Y otras.");
  });

  it("[L10] writing again what is there changes nothing, also when two blocks have one id", () => {
    const twice: DocJSON = {
      type: "doc",
      content: [...sample.content!, ...five.content!, five.content![0]!],
    };
    const ana = new Writer(roomWith(twice));
    const before = Y.encodeStateAsUpdate(ana.room);
    ana.write((blocks) => [...blocks]);
    expect(Y.encodeStateAsUpdate(ana.room)).toEqual(before);
  });

  it("[L10] whatever two people do at once, each room says what its view says, and both come to say the same", () => {
    const act = fc.record({
      who: fc.nat(1),
      what: fc.constantFrom("type", "insert", "remove", "move", "split", "meet"),
      at: fc.nat(20),
      to: fc.nat(20),
    });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40, size: "max" }), (acts) => {
        const state = roomWith(sample);
        const writers = [new Writer(state), new Writer(state)] as const;
        let fresh = 0;
        for (const { who, what, at, to } of acts) {
          const writer = writers[who as 0 | 1];
          if (what === "meet") writer.hear(writers[(1 - who) as 0 | 1]);
          else
            writer.write((blocks) => {
              const here = at % (blocks.length + 1);
              const node = blocks[here];
              const others = blocks.filter((_one, place) => place !== here);
              fresh += 1;
              if (what === "insert" || node === undefined)
                return blocks.toSpliced(here, 0, block(`n${fresh}`, "数据 📊 nuevo"));
              if (what === "remove") return others;
              if (what === "move") return others.toSpliced(to % (others.length + 1), 0, node);
              if (!node.isTextblock) return blocks;
              const cut = Math.min(node.content.size, 3);
              if (what === "type")
                return blocks.toSpliced(
                  here,
                  1,
                  node.copy(node.content.append(Fragment.from(schema.text("ñ")))),
                );
              return blocks.toSpliced(
                here,
                1,
                node.cut(0, cut),
                node.type.create({ ...node.attrs, id: `n${fresh}` }, node.content.cut(cut)),
              );
            });
          expect(schema.nodeFromJSON(readText(writer.fragment)).eq(writer.doc)).toBe(true);
        }
        const [ana, luz] = writers;
        ana.hear(luz);
        luz.hear(ana);
        expect(ana.doc.toJSON()).toEqual(luz.doc.toJSON());
      }),
      { numRuns: 60, seed: 20261123 },
    );
  });
});
