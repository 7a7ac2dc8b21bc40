// For tests: documents of any shape and BSON type, with _ids of several types.
import {
  Binary,
  BSONRegExp,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  type Document,
} from "bson";
import fc from "fast-check";

const bytes = fc.uint8Array({ maxLength: 20 }).map((some) => new Binary(Buffer.from(some), 0));
const objectId = fc
  .uint8Array({ minLength: 12, maxLength: 12 })
  .map((some) => new ObjectId(Buffer.from(some)));
const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => Long.fromBigInt(n));
const date = fc.date({ noInvalidDate: true });
const text = fc.string({ unit: "grapheme", maxLength: 30 });

const leaf = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer().map((n) => new Int32(n)),
  fc.double().map((n) => new Double(n)),
  long,
  fc
    .tuple(fc.integer(), fc.integer({ min: -6_000, max: 6_000 }))
    .map(([digits, exponent]) => Decimal128.fromString(`${digits}E${exponent}`)),
  text,
  date,
  bytes,
  objectId,
  fc
    .tuple(
      text.filter((one) => !one.includes("\0")),
      fc.subarray(["i", "m", "s"]),
    )
    .map(([pattern, options]) => new BSONRegExp(pattern, options.join(""))),
  fc.tuple(fc.nat(), fc.integer({ min: 1, max: 1_000 })).map(([t, i]) => new Timestamp({ t, i })),
  fc.constantFrom(new MinKey(), new MaxKey()),
);

/** Names that no server and no JavaScript object gives a meaning. */
const name = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 10 })
  .filter((one) => !/[\0.$]/.test(one) && !["__proto__", "_bsontype", "_id"].includes(one));

const value = fc.letrec<{ readonly value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    leaf,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(name, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

const id = fc.oneof(
  text,
  objectId,
  fc.integer().map((n) => new Int32(n)),
  date,
  bytes,
  fc.record({ a: text, b: fc.integer().map((n) => new Int32(n)) }),
);

/** None to forty documents with different _ids. */
export const anyDocuments: fc.Arbitrary<readonly Document[]> = fc.uniqueArray(
  fc
    .tuple(id, fc.dictionary(name, value, { maxKeys: 6, noNullPrototype: true }))
    .map(([_id, fields]): Document => ({ _id, ...fields })),
  { maxLength: 40, selector: (document) => JSON.stringify(document["_id"]) },
);
