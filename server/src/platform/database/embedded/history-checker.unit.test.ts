import { describe, expect, test } from "vitest";
import {
  type Answer,
  type History,
  type Operation,
  type Row,
  type Unit,
  explain,
} from "./history-checker.ts";

const zero: Row = { _id: 0, k: 0, v: 0, w: 0 };
const one: Row = { _id: 1, k: 1, v: 0, w: 0 };
const up = (row: Row, w: number, v = row.v + 1): Row => ({ ...row, v, w });

type Said = readonly [Operation, Answer];
const saw = (id: number, ...rows: Row[]): Said => [
  { kind: "find", place: "plain", which: { by: "id", id } },
  rows,
];
const sawAll = (...rows: Row[]): Said => [{ kind: "find", place: "plain", which: { by: "all" } }, rows];
const added = (id: number, w: number): Said => [
  { kind: "update", place: "plain", which: { by: "id", id }, change: "add", w },
  1,
];
const inserted = (row: Row): Said => [{ kind: "insert", place: "plain", row }, 1];
const unit = (start: number, end: number, outcome: Unit["outcome"], ...calls: Said[]): Unit => ({
  calls: calls.map(([operation, answer]) => ({ operation, answer })),
  outcome,
  start,
  end,
});
const history = (after: readonly Row[], ...units: Unit[]): History => ({
  before: { plain: [zero, one], unique: [], absent: [] },
  units,
  after: { plain: after, unique: [], absent: [] },
});

describe("the checker of histories", () => {
  test.each<readonly [string, History, readonly number[]]>([
    [
      "transactions that did not meet",
      history(
        [up(zero, 1), up(one, 2)],
        unit(0, 3, "committed", added(0, 1)),
        unit(1, 2, "committed", saw(1, one), added(1, 2)),
      ),
      [1, 0],
    ],
    [
      "a reader of an older snapshot",
      history(
        [up(zero, 1), one],
        unit(1, 2, "committed", added(0, 1)),
        unit(0, 3, "committed", sawAll(zero, one)),
      ),
      [1, 0],
    ],
    [
      "an update lost by conflict, with what it had read",
      history(
        [up(zero, 1), one],
        unit(1, 2, "committed", saw(0, zero), added(0, 1)),
        unit(0, 3, "conflict", saw(0, zero), added(0, 2), saw(0, up(zero, 2))),
      ),
      [1, 0],
    ],
  ])("[E22] it explains %s", (_, given, order) => {
    expect(explain(given)).toEqual(order);
  });

  test.each<readonly [string, History]>([
    [
      "a lost update",
      history(
        [up(zero, 2, 1), one],
        unit(0, 2, "committed", saw(0, zero), added(0, 1)),
        unit(1, 3, "committed", saw(0, zero), added(0, 2)),
      ),
    ],
    [
      "write skew",
      history(
        [up(zero, 1), up(one, 2)],
        unit(0, 2, "committed", sawAll(zero, one), added(0, 1)),
        unit(1, 3, "committed", sawAll(zero, one), added(1, 2)),
      ),
    ],
    [
      "write skew by phantoms",
      history(
        [zero, one, { _id: 2, k: 4, v: 0, w: 1 }, { _id: 3, k: 4, v: 0, w: 2 }],
        unit(0, 2, "committed", saw(3), inserted({ _id: 2, k: 4, v: 0, w: 1 })),
        unit(1, 3, "committed", saw(2), inserted({ _id: 3, k: 4, v: 0, w: 2 })),
      ),
    ],
    [
      "the read-only anomaly",
      history(
        [up(zero, 1), up(one, 2)],
        unit(0, 6, "committed", sawAll(zero, one), added(0, 1)),
        unit(1, 2, "committed", saw(1, one), added(1, 2)),
        unit(3, 4, "committed", sawAll(zero, up(one, 2))),
      ),
    ],
    [
      "a reader of two states",
      history(
        [up(zero, 1), up(one, 1)],
        unit(1, 2, "committed", added(0, 1), added(1, 1)),
        unit(0, 3, "committed", saw(0, zero), saw(1, up(one, 1))),
      ),
    ],
    [
      "an aborted transaction that was seen",
      history([zero, one], unit(0, 3, "aborted", added(0, 1)), unit(1, 2, "committed", saw(0, up(zero, 1)))),
    ],
    [
      "an aborted transaction that left something",
      history([up(zero, 1), one], unit(0, 1, "aborted", added(0, 1))),
    ],
    ["a commit that is not there", history([zero, one], unit(0, 1, "committed", added(0, 1)))],
    [
      "a reader that began after a commit and did not see it",
      history(
        [up(zero, 1), one],
        unit(0, 1, "committed", added(0, 1)),
        unit(2, 3, "committed", saw(0, zero)),
      ),
    ],
  ])("[E22] it finds no order for %s", (_, given) => {
    expect(explain(given)).toBeUndefined();
  });
});
