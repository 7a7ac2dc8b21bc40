// What the properties have found: cases on which the store and the reference once differed, kept as fixtures.
import { Decimal128, Int32, MinKey } from "bson";
import type { Doc } from "../values.ts";

const one = new Int32(1);
const no = Decimal128.fromString("0.00");

export const FILTERS: readonly (readonly [filter: Doc, doc: Doc])[] = [
  // An array that a path names by its position is one value, not a list.
  [{ "a.0": one }, { a: [[one]] }],
  [{ "a.0": { $ne: one } }, { a: [[one]] }],
  // A leaf in an array lacks no fields.
  [{ "a.0.b": { $ne: null } }, { a: [one] }],
  [{ "a.0.b": null }, { a: [one] }],
  // An element under $elemMatch is not looked into; as a document an array has its positions for fields.
  [{ a: { $elemMatch: { $gt: one } } }, { a: [[new Int32(5)]] }],
  [{ a: { $elemMatch: { $not: { $gt: one } } } }, { a: [[new Int32(5)]] }],
  [{ a: { $elemMatch: { b: null } } }, { a: [[one]] }],
  [{ a: { $elemMatch: { "0": one } } }, { a: [[one]] }],
  // A decimal zero is false.
  [{ a: { $exists: no } }, { a: one }],
  [{ a: { $gt: new MinKey() } }, {}],
];

export const SORTS: readonly (readonly [direction: 1 | -1, left: Doc, right: Doc])[] = [
  // A string that begins another one, the other going on with NUL.
  [-1, { a: "a\0b" }, { a: "a" }],
  [-1, { a: ["a", "a\0"] }, { a: "a\u0001" }],
  // Parallel arrays.
  [1, { a: [one], b: [one] }, {}],
];

export const UPDATES: readonly (readonly [update: Doc, doc: Doc])[] = [
  [{ $pull: { a: { b: one, $nor: [{ c: one }] } } }, { a: [{ b: one }, { b: one, c: one }] }],
  [{ $addToSet: { a: { $each: one } } }, { a: [] }],
  [{ $set: { b: one, a: one } }, {}],
  [{ _id: null, a: one }, {}],
];

export const UPSERTS: readonly Doc[] = [
  { "a.c": one, a: one },
  { a: one, $and: [{ a: { $in: [one] } }] },
  { "_id.b": one },
];
