// For tests of the embedded store: a store in a fresh directory with a mongoose connection to it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mongoose, { type Connection } from "mongoose";
import { type EmbeddedStore, openEmbeddedStore } from "./embedded-store.ts";

export interface TestStore {
  readonly store: EmbeddedStore;
  readonly directory: string;
  readonly connection: Connection;
  end(): Promise<void>;
}

export function freshDirectory(): string {
  return mkdtempSync(join(tmpdir(), "pliego-store-"));
}

/** A served store and a connection to its database "pliego". */
export async function openTestStore(
  directory = freshDirectory(),
  sweepMs = 60_000,
  patienceMs = 60_000,
): Promise<TestStore> {
  const store = await openEmbeddedStore({ directory, database: "pliego", sweepMs, patienceMs });
  const connection = await mongoose
    .createConnection(store.uri, { serverSelectionTimeoutMS: 5000 })
    .asPromise();
  return {
    store,
    directory,
    connection,
    end: async () => {
      await connection.close();
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
