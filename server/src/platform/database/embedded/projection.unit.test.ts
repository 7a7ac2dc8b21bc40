import { Int32 } from "bson";
import { expect, test } from "vitest";
import { compileProjection } from "./projection.ts";

test("[E9] a projection of names that objects inherit projects, and changes no other object", () => {
  const one = new Int32(1);
  const doc = { _id: one, toString: "text", a: { constructor: { b: one }, c: one } };
  expect(compileProjection({ toString: one, "a.constructor.b": one })(doc)).toEqual({
    _id: one,
    toString: "text",
    a: { constructor: { b: one } },
  });
  expect(compileProjection({ "a.__proto__.strange": one })(doc)).toEqual({ _id: one, a: {} });
  expect(({} as { strange?: unknown }).strange).toBeUndefined();
});
