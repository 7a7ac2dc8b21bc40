// What do the stages of a pipeline make of the documents?
import { describe, expect, test } from "vitest";
import type { Row, Target } from "./target.ts";

export function aggregationCases(target: Target): void {
  describe("aggregation", () => {
    test("[E3, E15] stages match, sort, page, project and count, in the order they are given", async () => {
      const c = target.fresh();
      await c.insertMany(Array.from({ length: 10 }, (_, n) => ({ _id: n, n, t: { k: n % 3, m: 1 } })));
      const table: readonly [Row[], Row[]][] = [
        [
          [
            { $match: { n: { $gt: 3 } } },
            { $sort: { n: -1 } },
            { $skip: 1 },
            { $limit: 2 },
            { $project: { n: 1, _id: 0 } },
          ],
          [{ n: 8 }, { n: 7 }],
        ],
        [
          [{ $sort: { n: 1 } }, { $limit: 4 }, { $match: { n: { $gt: 1 } } }, { $count: "many" }],
          [{ many: 2 }],
        ],
        [
          [{ $sort: { n: 1 } }, { $limit: 3 }, { $sort: { n: -1 } }, { $limit: 1 }, { $project: { n: 1 } }],
          [{ _id: 2, n: 2 }],
        ],
        [
          [{ $sort: { n: 1 } }, { $limit: 5 }, { $skip: 3 }, { $project: { t: 0 } }],
          [
            { _id: 3, n: 3 },
            { _id: 4, n: 4 },
          ],
        ],
        [
          [
            { $match: { n: { $lt: 5 } } },
            { $match: { "t.k": 0 } },
            { $sort: { n: 1 } },
            { $project: { "t.k": 1 } },
          ],
          [
            { _id: 0, t: { k: 0 } },
            { _id: 3, t: { k: 0 } },
          ],
        ],
        [[{ $match: { n: 99 } }, { $count: "many" }], []],
        [[{ $group: { _id: null, n: { $sum: 1 } } }], [{ _id: null, n: 10 }]],
        [[{ $match: { n: 99 } }, { $group: { _id: 1, n: { $sum: 1 } } }], []],
      ];
      for (const [pipeline, docs] of table)
        expect(await c.aggregate(pipeline).toArray(), JSON.stringify(pipeline)).toEqual(docs);
    });

    test("[E3, E15] counting is by filter, with skip and limit", async () => {
      const c = target.fresh();
      await c.insertMany([{ n: 1 }, { n: 2 }, { n: 3 }]);
      expect(await c.countDocuments({ n: { $gt: 1 } })).toBe(2);
      expect(await c.countDocuments({}, { skip: 1, limit: 5 })).toBe(2);
      expect(await c.countDocuments({ n: 9 })).toBe(0);
    });
  });
}
