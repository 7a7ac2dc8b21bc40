// Does the server say which index it uses, and what that cost? Shapes of plans differ between versions, so the cases
// look for stages and index names anywhere in the winning plan.
import { describe, expect, test } from "vitest";
import type { Row, Rows, Target } from "./target.ts";

interface Plan {
  readonly stages: readonly string[];
  readonly indexes: readonly string[];
}

/** Stages and index names of the winning plan, wherever it is in the answer. */
function planOf(explained: unknown): Plan {
  const stages: string[] = [];
  const indexes: string[] = [];
  const walk = (value: unknown, within: boolean): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      if (within && name === "stage") stages.push(String(inner));
      if (within && name === "indexName") indexes.push(String(inner));
      walk(inner, within || name === "winningPlan");
    }
  };
  walk(explained, false);
  return { stages, indexes };
}

export function explainCases(target: Target): void {
  const filled = async (): Promise<Rows> => {
    const c = target.fresh();
    await c.createIndex({ n: 1 });
    await c.insertMany(Array.from({ length: 100 }, (_, n) => ({ _id: n, n, m: -n })));
    return c;
  };
  const range = { n: { $gte: 20, $lt: 30 } };

  describe("explain", () => {
    test("[E4, E15] a find with an index reads only what it answers, one without reads everything", async () => {
      const c = await filled();
      const indexed = await c.find(range).explain("executionStats");
      expect(planOf(indexed)).toMatchObject({
        indexes: ["n_1"],
        stages: expect.arrayContaining(["IXSCAN", "FETCH"]),
      });
      expect(indexed["executionStats"]).toMatchObject({ nReturned: 10, totalDocsExamined: 10 });
      // The key that ends the range may be looked at as well.
      expect([10, 11]).toContain(indexed["executionStats"].totalKeysExamined);
      const scanned = await c.find({ m: { $gt: -10 } }).explain("executionStats");
      expect(planOf(scanned)).toEqual({ indexes: [], stages: ["COLLSCAN"] });
      expect(scanned["executionStats"]).toMatchObject({
        nReturned: 10,
        totalDocsExamined: 100,
        totalKeysExamined: 0,
      });
    });

    test("[E4, E15] a sort that an index gives is no stage of its own", async () => {
      const c = await filled();
      expect(
        planOf(
          await c
            .find({ n: { $gt: 5 } })
            .sort({ n: -1 })
            .explain("queryPlanner"),
        ).stages,
      ).not.toContain("SORT");
      expect(
        planOf(
          await c
            .find({ n: { $gt: 5 } })
            .sort({ m: 1 })
            .explain("queryPlanner"),
        ).stages,
      ).toContain("SORT");
    });

    test("[E4, E15] every command that selects documents says which index it would use, and changes nothing", async () => {
      const c = await filled();
      const name = c.collectionName;
      const commands: readonly Row[] = [
        { find: name, filter: range, sort: { n: 1 }, limit: 3, projection: { n: 1 } },
        { aggregate: name, pipeline: [{ $match: range }, { $sort: { n: 1 } }], cursor: {} },
        { count: name, query: range },
        { distinct: name, key: "n", query: range },
        { update: name, updates: [{ q: range, u: { $set: { m: 0 } }, multi: true }] },
        { delete: name, deletes: [{ q: range, limit: 0 }] },
        { findAndModify: name, query: range, remove: true },
      ];
      for (const command of commands)
        for (const verbosity of ["queryPlanner", "executionStats", "allPlansExecution"]) {
          const { indexes } = planOf(await target.db.command({ explain: command, verbosity }));
          expect(indexes, JSON.stringify(command)).toContain("n_1");
        }
      expect(await c.countDocuments({ m: 0 })).toBe(1);
      expect(await c.countDocuments()).toBe(100);
    });
  });
}
