// Running write commands. One that is quick is a single commit. One that is not lets others have their turn: many
// statements are several commits, and what takes long to find is looked for in a snapshot, and looked at again in the
// commit that changes it. So a statement is atomic per document, as in MongoDB; a transaction runs all of it at once
// on its own view.
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Call } from "./call.ts";
import type { Catalog } from "./catalog.ts";
import type { Target } from "./documents.ts";
import { StoreError } from "./errors.ts";
import { encodeKey } from "./key-encoding.ts";
import { documentPrefix } from "./layout.ts";
import { compileFilter } from "./match.ts";
import { type GoOn, PAUSE, SLICE_MS, TakesLong, briefly, rushed, within } from "./pace.ts";
import { own } from "./paths.ts";
import { type Found, type Query, lazily, select } from "./query.ts";
import { isLatest, recall, remember } from "./outcomes.ts";
import type { Storage } from "./storage.ts";
import type { Doc } from "./values.ts";
import type { WritableView } from "./views.ts";
import type { Outcome, Statement, WriteCommand } from "./write-commands.ts";

/** A statement that finds more documents than this changes them in several commits. */
const MAX_AT_ONCE = 500;
/** How often one document is looked for again because it changed before it could be changed. */
const MAX_TRIES = 5;

/** Once the messages of refused statements are so long, those to come have none, as in MongoDB: an answer has its limit. */
const MAX_TOLD = 250_000;

/** Where commands outside transactions write. */
export interface Place {
  readonly storage: Storage;
  readonly catalog: Catalog;
  readonly namespace: string;
}

/** How far a command has come. It stands with its session when it is retryable, so that sent again it goes on there. */
interface Progress {
  readonly at: number;
  readonly outcome: Outcome;
  /** The statement to come takes longer than a commit may. */
  readonly isLong: boolean;
  /** Once it is done. */
  readonly answer: object | undefined;
  /** As it stands with its session. */
  readonly kept?: Buffer | undefined;
}

const nothing = (): Outcome => ({ n: 0, nModified: 0, upserted: [], writeErrors: [], told: 0, value: null });

/** Runs a command on a transaction's own view; a refused statement is the transaction's failure. */
export function writeAtOnce(target: Target, command: WriteCommand): object {
  const outcome = nothing();
  for (let index = 0; index < command.count; index++) {
    const statement = command.statement(index);
    statement.run(
      target,
      statement.query === undefined ? [] : [...rushed(foundIn(target, statement.query))],
      outcome,
    );
  }
  return command.answer(outcome);
}

/** Runs a command outside a transaction; with a transaction number it is done once, however often it is sent. */
export async function writeInTurns(
  call: Call,
  command: WriteCommand,
  place: Place,
  goOn: GoOn,
): Promise<object> {
  // A client that has gone may have wanted no answer: only time ends what is made of many slices.
  const mayGoOn = within(call.limitMs);
  let progress: Progress | undefined;
  while (progress?.answer === undefined) {
    const last: Progress | undefined = progress;
    if (last !== undefined) mayGoOn();
    progress =
      last?.isLong === true
        ? await stepPatiently(call, command, last, place, goOn)
        : await place.storage.write((view) => {
            // What is remembered goes first: sent again while it runs, either goes on where the other has come to.
            const from = newest(view, call, last) ?? {
              at: 0,
              outcome: nothing(),
              isLong: false,
              answer: undefined,
            };
            return from.answer === undefined ? step(call, command, from, targetOf(place, view)) : from;
          });
  }
  return progress.answer;
}

const targetOf = ({ catalog, namespace }: Place, view: WritableView): Target => ({
  view,
  catalog,
  namespace,
});

/** Runs statements until the slice is over. */
function step(call: Call, command: WriteCommand, from: Progress, target: Target): Progress {
  const end = performance.now() + SLICE_MS;
  const { outcome } = from;
  let { at } = from;
  do {
    const tried = attempt(command, at, outcome, ({ query, run }) =>
      run(target, query === undefined ? [] : briefly(foundIn(target, query), MAX_AT_ONCE), outcome),
    );
    if (tried === "long") return kept(call, target.view, { at, outcome, isLong: true, answer: undefined });
    at = tried === "stopped" ? command.count : at + 1;
  } while (at < command.count && performance.now() < end);
  return kept(call, target.view, progressAt(command, at, outcome));
}

/** Runs one statement that takes long: what it looks for is found in a snapshot, piece by piece. */
async function stepPatiently(
  call: Call,
  command: WriteCommand,
  from: Progress,
  place: Place,
  goOn: GoOn,
): Promise<Progress> {
  const { outcome, at } = from;
  const query = command.statement(at).query as Query;
  const isOne = query.limit === 1;
  const matches = compileFilter(query.filter);
  for (let tries = 1; ; tries++) {
    const snapshot = place.storage.snapshot();
    let changed = 0;
    let after: Attempted = "done";
    const collection = place.catalog.find(snapshot, place.namespace);
    /** Changes those that still match; the last piece ends the statement, unless it is to be tried again. */
    const change = (keys: readonly Buffer[], isLast: boolean): Promise<Progress | undefined> =>
      place.storage.write((view) => {
        const other = newest(view, call, from);
        if (other !== undefined && (other.answer !== undefined || other.at > at)) return other;
        const target = targetOf(place, view);
        // What was dropped meanwhile may still stand under its keys.
        const isThere = place.catalog.find(view, place.namespace)?.number === collection?.number;
        const hurries = isOne && tries === MAX_TRIES;
        after = attempt(command, at, outcome, ({ run }) => {
          const still = hurries
            ? [...rushed(foundIn(target, query))]
            : stillThere(view, isThere ? keys : [], matches);
          changed += still.length;
          if (still.length > 0) run(target, still, outcome);
          else if (isLast && changed === 0 && (keys.length === 0 || hurries)) run(target, [], outcome);
        });
        const again = isOne && keys.length > 0 && changed === 0 && !hurries && after === "done";
        if (again || !(isLast || after !== "done")) return undefined;
        return kept(call, view, progressAt(command, after === "stopped" ? command.count : at + 1, outcome));
      });
    try {
      const prefix = documentPrefix(collection?.number ?? 0);
      let keys: Buffer[] = [];
      for (const one of select(snapshot, collection, query).found) {
        if (one === PAUSE) {
          await nextTurn();
          goOn();
          continue;
        }
        keys.push(Buffer.concat([prefix, encodeKey(own(one.doc(), "_id"))]));
        if (keys.length < MAX_AT_ONCE) continue;
        const stopped = await change(keys, false);
        if (stopped !== undefined) return stopped;
        keys = [];
      }
      const done = await change(keys, true);
      if (done !== undefined) return done;
    } finally {
      snapshot.done();
    }
  }
}

function foundIn({ view, catalog, namespace }: Target, query: Query): ReturnType<typeof select>["found"] {
  return select(view, catalog.find(view, namespace), query).found;
}

function stillThere(view: WritableView, keys: readonly Buffer[], matches: (doc: Doc) => boolean): Found[] {
  return keys.flatMap((key) => {
    const bytes = view.get(key);
    const found = bytes === undefined ? undefined : lazily(bytes);
    return found !== undefined && matches(found.doc()) ? [found] : [];
  });
}

/** "refused" ends a statement, "stopped" the command. */
type Attempted = "done" | "refused" | "stopped" | "long";

/** Runs one statement; a refusal is noted in the outcome, and stops an ordered command. */
function attempt(
  command: WriteCommand,
  index: number,
  outcome: Outcome,
  run: (statement: Statement) => void,
): Attempted {
  try {
    run(command.statement(index));
    return "done";
  } catch (error) {
    if (error instanceof TakesLong) return "long";
    if (!(error instanceof StoreError) || !command.reportsErrors) throw error;
    const { code, codeName, message, details } = error;
    const isTold = (outcome.told += message.length) <= MAX_TOLD;
    outcome.writeErrors.push({
      index,
      code,
      codeName,
      errmsg: isTold ? message : "",
      ...(isTold ? details : {}),
    });
    return command.isOrdered ? "stopped" : "refused";
  }
}

function progressAt(command: WriteCommand, at: number, outcome: Outcome): Progress {
  const answer = at < command.count ? undefined : command.answer(outcome);
  return { at, outcome, isLong: false, answer };
}

/** Keeps the progress of a retryable command in the same commit, and answers it. */
function kept(call: Call, view: WritableView, progress: Progress): Progress {
  const { use } = call;
  if (use?.number === undefined) return progress;
  const { answer, at, outcome } = progress;
  const bytes = remember(view, use.session, use.number, answer !== undefined, answer ?? { at, outcome });
  return { at, outcome, isLong: progress.isLong, answer, kept: bytes };
}

/** How far the command has come: here, or where the same one that was sent again runs beside it. */
function newest(view: WritableView, call: Call, last: Progress | undefined): Progress | undefined {
  const { use } = call;
  const isOurs = use !== undefined && last?.kept !== undefined && isLatest(view, use.session, last.kept);
  return isOurs ? last : (remembered(view, call) ?? last);
}

function remembered(view: WritableView, { use }: Call): Progress | undefined {
  if (use?.number === undefined) return undefined;
  const held = recall(view, use.session, use.number);
  if (held === undefined) return undefined;
  if (held.isDone) return { at: 0, outcome: nothing(), isLong: false, answer: held.doc };
  const { at, outcome } = held.doc as unknown as RememberedProgress;
  return {
    at: Number(at),
    outcome: {
      ...outcome,
      n: Number(outcome.n),
      nModified: Number(outcome.nModified),
      told: Number(outcome.told),
    },
    isLong: false,
    answer: undefined,
  };
}

/** As it comes back: numbers are BSON's. */
interface RememberedProgress {
  readonly at: unknown;
  readonly outcome: Omit<Outcome, "n" | "nModified" | "told"> & {
    readonly n: unknown;
    readonly nModified: unknown;
    readonly told: unknown;
  };
}
