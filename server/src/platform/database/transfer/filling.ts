// Fills an empty database with the parts of another, each batch durable before the next. It may be cut off anywhere and
// run again: batches go in in _id order, so what an earlier run left of a collection is its beginning. That is compared
// document by document with what comes, not believed; from the first that differs it is removed and written anew.
import type { mongo } from "mongoose";
import type { Database } from "../connection.ts";
import { decode } from "./canonical.ts";
import { makeCollection } from "./definitions.ts";
import { driverOf } from "./driver.ts";
import { documentsOf } from "./moment.ts";
import { batchDocuments, type CollectionDefinition, type Part, type Sealed } from "./parts.ts";
import type { Watch } from "./watching.ts";

/** Indexes by which the server removes documents are left for later: nothing may vanish before it was read back. */
export async function fill(
  db: Database,
  parts: AsyncIterable<Part>,
  watch: Watch,
): Promise<readonly Sealed[]> {
  const filled: Sealed[] = [];
  let current: CollectionDefinition | undefined;
  let present: Present | undefined;
  for await (const part of parts) {
    if (part.kind === "collection") {
      current = part.definition;
      await makeCollection(db, current);
      present = new Present(db, current.name);
      continue;
    }
    if (current === undefined || present === undefined)
      throw new Error("Documents come after their collection");
    if (part.kind === "seal") {
      await present.removeRest();
      filled.push({ definition: current, seal: part.seal });
      continue;
    }
    const missing = await present.without(part.documents);
    if (missing.length > 0) await insert(db, current.name, missing);
    watch.failpoint("transfer.filled-batch");
  }
  return filled;
}

async function insert(db: Database, name: string, documents: readonly Buffer[]): Promise<void> {
  await driverOf(db)
    .collection(name)
    .insertMany(
      documents.map((bytes) => decode(bytes, name)),
      { ordered: true, writeConcern: { w: "majority", journal: true } },
    );
}

/** What an earlier run has left of a collection, met in the same order as what comes. */
class Present {
  readonly #db: Database;
  readonly #name: string;
  readonly #documents: AsyncGenerator<Buffer>;
  #isOver = false;

  constructor(db: Database, name: string) {
    this.#db = db;
    this.#name = name;
    this.#documents = documentsOf(db, name);
  }

  /** Those of a batch that are not there yet. */
  async without(batch: readonly Buffer[]): Promise<readonly Buffer[]> {
    for (const [at, document] of batch.entries()) {
      const there = await this.#next();
      if (there === undefined) return batch.slice(at);
      if (there.equals(document)) continue;
      await this.#remove([there]);
      await this.removeRest();
      return batch.slice(at);
    }
    return [];
  }

  /** Removes whatever has not been met. */
  async removeRest(): Promise<void> {
    for (;;) {
      const some: Buffer[] = [];
      while (some.length < batchDocuments) {
        const there = await this.#next();
        if (there === undefined) break;
        some.push(there);
      }
      if (some.length === 0) return;
      await this.#remove(some);
    }
  }

  async #next(): Promise<Buffer | undefined> {
    if (this.#isOver) return undefined;
    const next = await this.#documents.next();
    if (next.done !== true) return next.value;
    this.#isOver = true;
    return undefined;
  }

  async #remove(documents: readonly Buffer[]): Promise<void> {
    const ids = documents.map((bytes) => decode(bytes, this.#name)["_id"] as mongo.ObjectId);
    await driverOf(this.#db)
      .collection(this.#name)
      .deleteMany({ _id: { $in: ids } }, { writeConcern: { w: "majority", journal: true } });
  }
}
