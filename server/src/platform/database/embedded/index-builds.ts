// Building an index of a collection that may be large, while others write to it. The index is in the catalog from the
// first commit on, marked as being built: every write keeps it, no query uses it. Then the documents that were there
// get their entries piece by piece, and the last commit takes the mark away. A build that did not end, because the
// process died or two documents have one unique key, leaves nothing.
import type { Call } from "./call.ts";
import type { Collection } from "./catalog.ts";
import { type Target, indexDocument, noteMultikey } from "./documents.ts";
import { StoreError } from "./errors.ts";
import { type IndexDefinition, compileIndex } from "./indexes.ts";
import { afterPrefix } from "./key-encoding.ts";
import { documentPrefix } from "./layout.ts";
import { type GoOn, SLICE_MS } from "./pace.ts";
import { beginIndexes, buildNow } from "./schema-commands.ts";
import type { Storage } from "./storage.ts";
import { tallyOf } from "./tallies.ts";
import { decode } from "./values.ts";
import type { Place } from "./writing.ts";

/** A collection up to this size gets its index in one commit. */
const SMALL = 500;

/** Runs createIndexes outside transactions, one at a time. */
export class IndexBuilds {
  #last: Promise<unknown> = Promise.resolve();

  /** Resolves when every index is whole and on disk; a build that may not go on is given up. */
  run(call: Call, place: Place, goOn: GoOn): Promise<object> {
    const built = this.#last.then(() => build(call, place, goOn));
    this.#last = built.catch(() => {});
    return built;
  }
}

async function build(call: Call, place: Place, goOn: GoOn): Promise<object> {
  goOn();
  const begun = await place.storage.write((view) => {
    const target = { ...place, view };
    // Builds take turns, so one that is still marked has ended: what was to remove it failed as well.
    abandon(target, () => true);
    const { collection, wanted, ...answer } = beginIndexes(call, target);
    const isSmall = tallyOf(view, collection.number).documents <= SMALL;
    let made = collection;
    for (const definition of wanted)
      made = isSmall ? buildNow(target, made, definition) : mark(target, made, definition);
    const numbers = isSmall ? [] : wanted.map(({ number }) => number);
    return { answer: { ...answer, numIndexesAfter: made.indexes.length + 1 }, numbers };
  });
  if (begun.numbers.length === 0) return begun.answer;
  try {
    await fill(place, begun.numbers, goOn);
  } catch (error) {
    await place.storage.write((view) =>
      abandon({ ...place, view }, (number) => begun.numbers.includes(number)),
    );
    throw error;
  }
  return begun.answer;
}

function mark(target: Target, collection: Collection, definition: IndexDefinition): Collection {
  const index = compileIndex({ ...definition, isBuilding: true });
  return target.catalog.save(target.view, { ...collection, indexes: [...collection.indexes, index] });
}

/** Gives all documents their entries, and takes the mark away with the last. */
async function fill(place: Place, numbers: readonly number[], goOn: GoOn): Promise<void> {
  let after: Buffer | undefined = Buffer.alloc(0);
  while (after !== undefined) {
    goOn();
    const from: Buffer = after;
    after = await place.storage.write((view) => fillSome({ ...place, view }, numbers, from));
  }
}

/** Goes on after a document's key; answers the last one done, or undefined at the end. */
function fillSome(target: Target, numbers: readonly number[], after: Buffer): Buffer | undefined {
  const { view, catalog, namespace } = target;
  const collection = catalog.find(view, namespace);
  const building = collection?.indexes.filter(({ number }) => numbers.includes(number)) ?? [];
  if (collection === undefined || building.length < numbers.length)
    throw new StoreError(276, `The indexes being built for ${namespace} were dropped`);
  const end = performance.now() + SLICE_MS;
  const prefix = documentPrefix(collection.number);
  const low = after.length === 0 ? prefix : Buffer.concat([after, Buffer.of(0)]);
  const met = new Map<number, Set<number>>(building.map(({ number }) => [number, new Set()]));
  let last: Buffer | undefined;
  for (const [key, bytes] of view.range(low, afterPrefix(prefix) as Buffer)) {
    const doc = decode(bytes);
    for (const index of building)
      for (const position of indexDocument(target, index, doc)) met.get(index.number)?.add(position);
    last = key;
    if (performance.now() > end) break;
    last = undefined;
  }
  noteMultikey(
    target,
    collection,
    collection.indexes.map(({ number }) => [...(met.get(number) ?? [])]),
  );
  if (last === undefined) finish(target, numbers);
  return last;
}

function finish({ view, catalog, namespace }: Target, numbers: readonly number[]): void {
  const collection = catalog.find(view, namespace);
  if (collection === undefined) return;
  const indexes = collection.indexes.map((index) =>
    numbers.includes(index.number) ? compileIndex({ ...index, isBuilding: false }) : index,
  );
  catalog.save(view, { ...collection, indexes });
}

/** Removes indexes of a collection that are still marked. */
function abandon({ view, catalog, namespace }: Target, isMeant: (number: number) => boolean): void {
  const collection = catalog.find(view, namespace);
  const left = collection?.indexes.filter((index) => index.isBuilding && isMeant(index.number)) ?? [];
  if (collection !== undefined && left.length > 0) catalog.dropIndexes(view, collection, left);
}

/** Removes what builds of an earlier run have left. */
export async function abandonBuilds(storage: Storage, catalog: Place["catalog"]): Promise<void> {
  await storage.write((view) => {
    for (const { namespace } of catalog.list(view)) abandon({ view, catalog, namespace }, () => true);
  });
}
