// Scripts of concurrent sessions for fast-check: few documents and keys, so that they meet.
import fc from "fast-check";
import {
  type History,
  type Operation,
  type Place,
  type Row,
  type Unit,
  explain,
  hasEffect,
  isReadOnly,
} from "./history-checker.ts";
import type { Part, Script } from "./history-player.ts";

const id = fc.integer({ min: 0, max: 2 });
const key = fc.integer({ min: 0, max: 4 });
const place = fc.constantFrom<Place>("plain", "plain", "plain", "unique", "absent");
const which = fc.oneof(
  { weight: 3, arbitrary: fc.record({ by: fc.constant("id" as const), id }) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(key, fc.integer({ min: 1, max: 3 }))
      .map(([low, width]) => ({ by: "range" as const, low, high: low + width })),
  },
  { weight: 1, arbitrary: fc.constant({ by: "all" as const }) },
);
/** Every write gets a number of its own when the script is whole. */
const w = fc.constant(0);
const row = fc.record<Row>({ _id: id, k: key, v: fc.constant(0), w });

const read: fc.Arbitrary<Operation> = fc.record({
  kind: fc.constantFrom("find", "first", "count"),
  place,
  which,
});
const write: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("insert", "move", "upsert"), place, row }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("update"),
      place,
      which,
      change: fc.constantFrom("add", "add", "touch"),
      w,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("delete"), place, which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("findAndModify"), place, which, w }) },
);
const operation = fc.oneof(read, write);

const ending = fc.constantFrom("commit", "commit", "commit", "commit", "abort");
const part: fc.Arbitrary<Part> = fc.oneof(
  // What anomalies are made of: something is read, then something else is written.
  {
    weight: 5,
    arbitrary: fc
      .tuple(
        fc.array(read, { minLength: 1, maxLength: 2 }),
        fc.array(write, { minLength: 1, maxLength: 2 }),
        ending,
      )
      .map(([reads, writes, end]) => ({ operations: [...reads, ...writes], ending: end })),
  },
  {
    weight: 3,
    arbitrary: fc.record({ operations: fc.array(operation, { minLength: 1, maxLength: 4 }), ending }),
  },
  { weight: 1, arbitrary: operation.map((one) => ({ operations: [one], ending: "none" as const })) },
);

const rows = fc
  .uniqueArray(row, { selector: ({ k }) => k, minLength: 2, maxLength: 4 })
  .map((list) =>
    list
      .filter(({ _id }, at) => list.findIndex((other) => other._id === _id) === at)
      .toSorted((a, b) => a._id - b._id),
  );

/** Scripts of 2 to 4 sessions with so many parts each. */
export function anyScript(maxParts: number): fc.Arbitrary<Script> {
  return fc
    .record({
      before: fc.record({ plain: rows, unique: rows }),
      sessions: fc.array(fc.array(part, { minLength: 1, maxLength: maxParts }), {
        minLength: 2,
        maxLength: 4,
      }),
      picks: fc.array(fc.nat(11), { maxLength: 40 }),
    })
    .map((script) => ({ ...script, sessions: numbered(script.sessions) }));
}

function numbered(sessions: Script["sessions"]): Script["sessions"] {
  let last = 0;
  const next = () => (last += 1);
  const number = (one: Operation): Operation => {
    if ("row" in one) return { ...one, row: { ...one.row, w: next() } };
    return "w" in one ? { ...one, w: next() } : one;
  };
  return sessions.map((parts) => parts.map((one) => ({ ...one, operations: one.operations.map(number) })));
}

/** What is wrong with a history: no order explains it, or a conflict was with nobody; undefined when all is well. */
export function complaint(history: History): string | undefined {
  const { units } = history;
  const isNeedless = (unit: Unit) =>
    unit.outcome === "conflict" &&
    (isReadOnly(unit) ||
      !units.some((other) => hasEffect(other) && other.start < unit.end && other.end > unit.start));
  if (units.some(isNeedless)) return `A conflict with nobody: ${JSON.stringify(units.filter(isNeedless))}`;
  return explain(history) === undefined ? `No order explains ${JSON.stringify(history)}` : undefined;
}
