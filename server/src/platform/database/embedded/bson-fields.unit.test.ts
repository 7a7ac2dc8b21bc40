import { Double, Int32, Long, ObjectId } from "bson";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fieldNames, pick, sameFields } from "./bson-fields.ts";
import { StoreError } from "./errors.ts";
import { cutInsert } from "./raw-documents.ts";
import { type Doc, type Value, checkStructure, decode, encode } from "./values.ts";

const names = ["_id", "a", "ab", "b", "ñ", "título"];
const value: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Value>(
      null,
      true,
      new Int32(7),
      new Double(0.5),
      Long.MAX_VALUE,
      new ObjectId(),
      new Date(0),
    ),
    fc.string({ maxLength: 5 }),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;
const doc: fc.Arbitrary<Doc> = fc.dictionary(fc.constantFrom(...names), value, { noNullPrototype: true });
const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 });

function changed(bytes: Buffer, edits: readonly (readonly [number, number])[]): Buffer {
  const copy = Buffer.from(bytes);
  for (const [at, byte] of edits) copy[at % copy.length] = byte;
  return copy;
}

/** What it answers, or undefined when it refuses; any other failure is a fault. */
function unlessRefused<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    expect(error).toBeInstanceOf(StoreError);
    return undefined;
  }
}

test("[E4] picked fields are those of the whole document, in its order", () => {
  fc.assert(
    fc.property(doc, fc.subarray(names), (whole, wanted) => {
      const few = Object.fromEntries(Object.entries(whole).filter(([name]) => wanted.includes(name)));
      const picked = pick(encode(whole), fieldNames(wanted.map((name) => `${name}.x.0`)));
      expect(encode(picked)).toEqual(encode(few));
      expect(sameFields(encode(whole), encode({ ...few, z: null }), fieldNames(wanted))).toBe(true);
    }),
  );
});

test("[E9] bytes that may be stored as they are can be decoded, and have no name that a stored document may not have", () => {
  fc.assert(
    fc.property(doc, changes, (whole, edits) => {
      const bytes = encode(whole);
      expect(checkStructure(bytes)).toBe(Object.keys(whole)[0] === "_id");
      const other = changed(bytes, edits);
      if (unlessRefused(() => checkStructure(other)) !== true) return;
      const seen = (found: Value): void => {
        if (typeof found !== "object" || found === null || "_bsontype" in found) return;
        for (const [name, inner] of Object.entries(found as Doc)) {
          expect(name.startsWith("$") || (!Array.isArray(found) && name.includes("."))).toBe(false);
          seen(inner);
        }
      };
      seen(decode(other));
    }),
  );
});

test("[E9] an insert is cut into its documents and the rest, or left whole when it is not sound", () => {
  fc.assert(
    fc.property(fc.array(doc, { maxLength: 3 }), doc, changes, (documents, more, edits) => {
      const body = encode({ insert: "c", ordered: true, documents, $db: "d", more });
      const cut = cutInsert(body);
      expect(cut?.documents.map(({ bytes }) => bytes)).toEqual(documents.map((one) => encode(one)));
      expect(cut?.rest).toEqual(encode({ insert: "c", ordered: true, $db: "d", more }));
      unlessRefused(() => {
        const other = cutInsert(changed(body, edits));
        if (other !== undefined) checkStructure(other.rest);
      });
    }),
  );
});
