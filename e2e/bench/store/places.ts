// Where documents are kept: an embedded store of a given size in a process of its own, or a MongoDB; and how they come there.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { mongo } from "mongoose";
import { startChild } from "../live/child.ts";
import { indexes, suggestion, type KeptSuggestion } from "./documents.ts";

export interface Place {
  readonly name: string;
  readonly size: number;
  readonly client: mongo.MongoClient;
  /** With the three indexes; holds `size` documents at first. */
  readonly suggestions: mongo.Collection<KeptSuggestion>;
  /** With _id alone; holds only what the measured inserts put there. */
  readonly plain: mongo.Collection<KeptSuggestion>;
  readonly receipts: mongo.Collection<{ readonly number: number; readonly at: Date }>;
  /** Processor time of the store's process so far, in µs; undefined where it is not ours to see. */
  readonly cpuUs: (() => Promise<number>) | undefined;
  /** Documents loaded in a second. */
  readonly loadedPerSecond: number;
  readonly leave: () => Promise<void>;
}

export const parallel = 32;
const loadedPerBatch = 1_000;
const batchesAtOnce = 2;

/** An embedded store on a fresh directory below `folder`. */
export async function openEmbedded(folder: string, size: number): Promise<Place> {
  const directory = join(folder, `store-${size}`);
  await mkdir(directory);
  const child = await startChild("../store/store-child.js", [directory]);
  const place = await settle("embedded", (await child.order("uri")) as string, "banco", size);
  return {
    ...place,
    cpuUs: async () => (await child.cpuSeconds()) * 1e6,
    leave: async () => {
      await place.client.close();
      await child.kill();
    },
  };
}

/** A database of its own on a MongoDB, dropped at the end. */
export async function openMongo(uri: string, size: number): Promise<Place> {
  const database = `pliego_bench_${process.pid}_${size}`;
  const place = await settle("MongoDB", uri, database, size);
  return {
    ...place,
    cpuUs: undefined,
    leave: async () => {
      await place.client.db(database).dropDatabase();
      await place.client.close();
    },
  };
}

async function settle(
  name: string,
  uri: string,
  database: string,
  size: number,
): Promise<Omit<Place, "cpuUs" | "leave">> {
  // The concerns are those of the product's own connection.
  const client = await mongo.MongoClient.connect(uri, {
    maxPoolSize: parallel,
    minPoolSize: parallel,
    writeConcern: { w: "majority", journal: true },
    readConcern: { level: "majority" },
  });
  const db = client.db(database);
  const place = {
    name,
    size,
    client,
    suggestions: db.collection<KeptSuggestion>("suggestions"),
    plain: db.collection<KeptSuggestion>("plain"),
    receipts: db.collection<{ readonly number: number; readonly at: Date }>("receipts"),
  };
  await place.suggestions.createIndexes([...indexes]);
  await db.createCollection("plain");
  await db.createCollection("receipts");
  const begin = performance.now();
  await load(place.suggestions, size);
  return { ...place, loadedPerSecond: size / ((performance.now() - begin) / 1000) };
}

async function load(suggestions: mongo.Collection<KeptSuggestion>, size: number): Promise<void> {
  let next = 0;
  const loading = async () => {
    while (next < size) {
      const from = next;
      next = Math.min(size, from + loadedPerBatch);
      await suggestions.insertMany(Array.from({ length: next - from }, (_, turn) => suggestion(from + turn)));
    }
  };
  await Promise.all(Array.from({ length: batchesAtOnce }, loading));
}
