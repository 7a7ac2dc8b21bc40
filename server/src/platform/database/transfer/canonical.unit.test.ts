import { Long, serialize } from "bson";
import fc from "fast-check";
import { expect, test } from "vitest";
import { anyDocuments } from "./any-documents.ts";
import { canonical } from "./canonical.ts";

test("[O6] a document's canonical bytes are its own, and the same again", () => {
  fc.assert(
    fc.property(anyDocuments, (documents) => {
      for (const document of documents) {
        const bytes = Buffer.from(serialize(document));
        const once = canonical(bytes, "c");
        expect(once).toEqual(bytes);
        expect(canonical(once, "c")).toEqual(once);
      }
    }),
    { numRuns: 50 },
  );
});

test("[O6] fields come in one order, _id first; a value that JavaScript cannot keep is refused by name", () => {
  const field = (type: number, name: string, value: Buffer) =>
    Buffer.concat([Buffer.of(type), Buffer.from(`${name}\0`), value]);
  const document = (...fields: readonly Buffer[]) => {
    const length = Buffer.alloc(4);
    length.writeInt32LE(5 + fields.reduce((sum, one) => sum + one.length, 0));
    return Buffer.concat([length, ...fields, Buffer.of(0)]);
  };
  const int = (n: number) => Buffer.of(n, 0, 0, 0);
  const [id, a, seven] = [field(16, "_id", int(1)), field(16, "a", int(2)), field(16, "7", int(3))];
  expect(canonical(document(a, id), "c")).toEqual(document(id, a));
  expect(canonical(document(id, a, seven), "c")).toEqual(canonical(document(id, seven, a), "c"));
  const beyond = Buffer.from(Long.MAX_VALUE.toBytesLE());
  for (const odd of [field(6, "old", Buffer.alloc(0)), field(9, "date", beyond)])
    expect(() => canonical(document(id, odd), "people")).toThrow(
      /^The document 1 of people .* cannot be carried/,
    );
});
