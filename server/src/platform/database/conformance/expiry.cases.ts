// Do documents past the time of their TTL index go away?
import { describe, expect, test } from "vitest";
import type { Target } from "./target.ts";

export function expiryCases(target: Target): void {
  describe("expiry", () => {
    test(
      "[E12, E15] documents past the time of their TTL index are removed, others stay",
      { timeout: target.expiryMs + 30_000 },
      async () => {
        const c = target.fresh();
        await c.createIndex({ at: 1 }, { expireAfterSeconds: 600 });
        const isDraft = { partialFilterExpression: { draft: true } };
        await c.createIndex({ written: 1 }, { expireAfterSeconds: 600, ...isDraft });
        const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);
        await c.insertMany([
          { _id: "past", at: ago(700) },
          { _id: "one of several is past", at: [ago(10), ago(700)] },
          { _id: "not yet", at: ago(10) },
          { _id: "a text", at: "text" },
          { _id: "none" },
          { _id: "a past draft", written: ago(700), draft: true },
          { _id: "no draft", written: ago(700), draft: false },
        ]);
        const left = async () => (await c.find().sort({ _id: 1 }).toArray()).map((doc) => doc["_id"]);
        const stay = ["a text", "no draft", "none", "not yet"];
        await expect.poll(left, { timeout: target.expiryMs, interval: 250 }).toEqual(stay);
      },
    );
  });
}
