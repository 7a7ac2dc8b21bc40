// The conformance suite: what the product may rely on, in plain calls of the driver and of mongoose, true of the embedded
// store and of MongoDB 8 alike. It runs on a fresh embedded store or, unchanged, on the server of MONGODB_URI. One file
// runs all cases, so that the last can tell what of the subset no case has sent.
import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { aggregationCases } from "./aggregation.cases.ts";
import { collectionCases } from "./collections.cases.ts";
import { conflictCases } from "./conflicts.cases.ts";
import { uncovered } from "./coverage.ts";
import { cursorCases } from "./cursors.cases.ts";
import { expiryCases } from "./expiry.cases.ts";
import { explainCases } from "./explain.cases.ts";
import { indexCases } from "./indexes.cases.ts";
import { mongooseCases } from "./mongoose.cases.ts";
import { orderingCases } from "./ordering.cases.ts";
import { positionalUpdateCases } from "./positional-updates.cases.ts";
import { queryCases } from "./queries.cases.ts";
import { RAN_ON_MONGODB, standing } from "./ran-on.ts";
import { refusalCases } from "./refusals.cases.ts";
import { sentence } from "./report.ts";
import { sessionCases } from "./sessions.cases.ts";
import { snapshotCases } from "./snapshots.cases.ts";
import { openTarget } from "./target.ts";
import { transactionCases } from "./transactions.cases.ts";
import { updateCases } from "./updates.cases.ts";
import { upkeepCases } from "./upkeep.cases.ts";

const target = await openTarget();
afterAll(() => target.end());

// report.ts reads this name.
describe(`on ${target.name}`, () => {
  for (const cases of [
    queryCases,
    orderingCases,
    updateCases,
    positionalUpdateCases,
    indexCases,
    expiryCases,
    explainCases,
    aggregationCases,
    cursorCases,
    sessionCases,
    snapshotCases,
    transactionCases,
    conflictCases,
    refusalCases,
    collectionCases,
    upkeepCases,
    mongooseCases,
  ])
    cases(target);

  test("[E15] every command, operator, stage and option of the subset was sent by a case, and answered", () => {
    expect(uncovered(target.answered)).toEqual([]);
    const without = [...target.answered].filter((word) => word !== "update $pull" && word !== "find.skip");
    expect(uncovered(new Set(without))).toEqual(["find.skip", "update $pull"]);
  });
});

test("[E15] the README and the end of a test run say where the suite has run, and where not", () => {
  const readme = readFileSync(new URL("../../../../../README.md", import.meta.url), "utf8");
  const section = /^## The database$(.*?)^## /ms.exec(readme)?.[1]?.replaceAll(/\s+/g, " ") ?? "";
  expect(section).toContain(`**${standing()}**`);
  expect(section.match(/not run on MongoDB/g) ?? []).toHaveLength(RAN_ON_MONGODB.length === 0 ? 1 : 0);
  expect(standing(["8.0.17", "8.2.1"])).toBe("run on the embedded store and on MongoDB 8.0.17, 8.2.1");
  const line = (server: string, passed: boolean, isUriSet: boolean) => sentence({ server, passed }, isUriSet);
  const none = "not run on MongoDB (MONGODB_URI is not set)";
  expect(line("the embedded store", true, false)).toBe(`run on the embedded store; ${none}`);
  expect(line("the embedded store", false, false)).toBe(`failed on the embedded store; ${none}`);
  expect(line("the embedded store", true, true)).toBe(
    "run on the embedded store; not run on MongoDB (MONGODB_URI names none)",
  );
  expect(line("MongoDB 0.0.1", true, true)).toMatch(/^run on MongoDB 0\.0\.1, which .* do not say yet$/);
  expect(line("MongoDB 0.0.1", false, true)).toBe("failed on MongoDB 0.0.1");
});
