// Is a recorded history of transactions serialisable? An oracle that knows nothing of the store: rows in maps, and
// a search for an order of the units (a transaction, or a single read or write) in which replaying each as a whole
// gives every answer that was given, and at the end the rows that are there at the end.
//
// The order must keep real time: what ended before another began comes before it. Units without effect (readers,
// and what was aborted or lost a conflict) take part with their answers only: they too must have read one state of
// the order. Such a unit may be placed as soon as it fits, for it changes nothing for the others; only writers are
// tried in turn. What led nowhere is remembered by the units placed and the rows they left.

/** A document of the histories: a key that is indexed, a number that is counted up, and the write that made it. */
export interface Row {
  readonly _id: number;
  readonly k: number;
  readonly v: number;
  readonly w: number;
}

/** Three collections: k indexed; k unique; not there before someone writes to it. */
export const PLACES = ["plain", "unique", "absent"] as const;
export type Place = (typeof PLACES)[number];

/** By _id, by low <= k < high, or all of a collection. */
export type Which =
  | { readonly by: "id"; readonly id: number }
  | { readonly by: "range"; readonly low: number; readonly high: number }
  | { readonly by: "all" };

interface At {
  readonly place: Place;
  readonly which: Which;
}
/**
 * By _id an update or a deletion is of one, otherwise of many. "add" counts v up, "touch" changes nothing. The first
 * is the first by k where k is unique, else by _id: an order without ties.
 */
export type Operation =
  | (At & { readonly kind: "find" | "first" | "count" | "delete" })
  | (At & { readonly kind: "update"; readonly change: "add" | "touch"; readonly w: number })
  | (At & { readonly kind: "findAndModify"; readonly w: number })
  | { readonly kind: "insert" | "move" | "upsert"; readonly place: Place; readonly row: Row };

/** Rows (by _id), one row or null, a number of documents, or the refusal of a second equal key. */
export type Answer = readonly Row[] | Row | null | number | "duplicate";

export interface Unit {
  readonly calls: readonly { readonly operation: Operation; readonly answer: Answer }[];
  readonly outcome: "committed" | "aborted" | "conflict";
  /** Steps of the history: of the first command, and of the last. */
  readonly start: number;
  readonly end: number;
}

export type Rows = Readonly<Record<Place, readonly Row[]>>;

export interface History {
  readonly before: Rows;
  readonly units: readonly Unit[];
  readonly after: Rows;
}

/** An order that explains the history, as positions of its units; undefined when there is none. */
export function explain({ before, units, after }: History): readonly number[] | undefined {
  const wanted = JSON.stringify(after);
  const dead = new Set<string>();
  const search = (placed: readonly number[], rows: Rows): readonly number[] | undefined => {
    const order = [...placed];
    const isNext = (unit: Unit, at: number) =>
      !order.includes(at) && units.every((other, i) => other.end >= unit.start || order.includes(i));
    for (let grew = true; grew;) {
      grew = false;
      for (const [at, unit] of units.entries()) {
        if (!isNext(unit, at) || hasEffect(unit) || replay(rows, unit) === undefined) continue;
        order.push(at);
        grew = true;
      }
    }
    const state = JSON.stringify(rows);
    if (order.length === units.length) return state === wanted ? order : undefined;
    const known = `${order.toSorted((a, b) => a - b).join()} ${state}`;
    if (dead.has(known)) return undefined;
    const next = [...units.entries()].filter(([at, unit]) => hasEffect(unit) && isNext(unit, at));
    for (const [at, unit] of next.sort(([, a], [, b]) => a.end - b.end)) {
      const left = replay(rows, unit);
      const found = left === undefined ? undefined : search([...order, at], left);
      if (found !== undefined) return found;
    }
    dead.add(known);
    return undefined;
  };
  return search([], before);
}

/** Could the unit have changed something? */
export function hasEffect(unit: Unit): boolean {
  return unit.outcome === "committed" && !isReadOnly(unit);
}

export function isReadOnly(unit: Unit): boolean {
  return unit.calls.every(({ operation: { kind } }) => ["find", "first", "count"].includes(kind));
}

/** The rows after the unit; undefined when an answer was another. */
function replay(rows: Rows, unit: Unit): Rows | undefined {
  let state = rows;
  for (const { operation, answer } of unit.calls) {
    const done = perform(state, operation);
    if (JSON.stringify(done.answer) !== JSON.stringify(answer)) return undefined;
    state = done.rows;
  }
  return state;
}

interface Done {
  readonly answer: Answer;
  readonly rows: Rows;
}

/** What an operation answers and leaves when it runs alone. */
function perform(rows: Rows, operation: Operation): Done {
  return "row" in operation ? performOnRow(rows, operation) : performWhere(rows, operation);
}

function performOnRow(rows: Rows, { kind, place, row }: Extract<Operation, { row: Row }>): Done {
  const held = rows[place].find(({ _id }) => _id === row._id);
  if (kind === "insert" && held !== undefined) return { answer: "duplicate", rows };
  if (kind === "move" && held === undefined) return { answer: 0, rows };
  if (kind === "upsert" && held !== undefined)
    return { answer: 1, rows: withRow(rows, place, counted(held, row.w)) };
  if (place === "unique" && rows[place].some((other) => other._id !== row._id && other.k === row.k))
    return { answer: "duplicate", rows };
  const made = kind === "upsert" ? { ...row, v: 1 } : { ...row, v: held?.v ?? row.v };
  return { answer: 1, rows: withRow(rows, place, made) };
}

function performWhere(rows: Rows, operation: Extract<Operation, { which: Which }>): Done {
  const { place, which } = operation;
  const found = rows[place].filter((row) => isMeant(which, row));
  const first = (place === "unique" ? found.toSorted((a, b) => a.k - b.k) : found)[0] ?? null;
  switch (operation.kind) {
    case "find":
      return { answer: found, rows };
    case "count":
      return { answer: found.length, rows };
    case "first":
      return { answer: first, rows };
    case "delete":
      return {
        answer: found.length,
        rows: { ...rows, [place]: rows[place].filter((row) => !found.includes(row)) },
      };
    case "update": {
      const changed = operation.change === "touch" ? [] : found.map((row) => counted(row, operation.w));
      return {
        answer: found.length,
        rows: changed.reduce((state, row) => withRow(state, place, row), rows),
      };
    }
    case "findAndModify":
      return {
        answer: first,
        rows: first === null ? rows : withRow(rows, place, counted(first, operation.w)),
      };
  }
}

function withRow(rows: Rows, place: Place, row: Row): Rows {
  const others = rows[place].filter(({ _id }) => _id !== row._id);
  return { ...rows, [place]: [...others, row].toSorted((a, b) => a._id - b._id) };
}

function isMeant(which: Which, row: Row): boolean {
  if (which.by === "id") return row._id === which.id;
  return which.by === "all" || (which.low <= row.k && row.k < which.high);
}

function counted(row: Row, w: number): Row {
  return { ...row, v: row.v + 1, w };
}
