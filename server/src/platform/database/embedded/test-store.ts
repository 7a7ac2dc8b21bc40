// For tests of the embedded store: a store in a fresh directory with a mongoose connection to it, and its files read
// with no server between.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mongoose, { type Connection } from "mongoose";
import { type EmbeddedStore, openEmbeddedStore } from "./embedded-store.ts";
import { checkIntegrity } from "./integrity.ts";
import { Storage } from "./storage.ts";

export interface TestStore {
  readonly store: EmbeddedStore;
  readonly directory: string;
  readonly connection: Connection;
  /** Closes it; the files stay. */
  close(): Promise<void>;
  /** Closes it and removes its files. */
  end(): Promise<void>;
}

export function freshDirectory(): string {
  return mkdtempSync(join(tmpdir(), "pliego-store-"));
}

export const connectTo = (uri: string): Promise<Connection> =>
  mongoose.createConnection(uri, { serverSelectionTimeoutMS: 5000 }).asPromise();

/** A served store and a connection to its database "pliego". */
export async function openTestStore(
  directory = freshDirectory(),
  sweepMs = 60_000,
  patienceMs = 60_000,
): Promise<TestStore> {
  const store = await openEmbeddedStore({ directory, database: "pliego", sweepMs, patienceMs });
  const connection = await connectTo(store.uri);
  const close = async () => {
    await connection.close();
    await store.close();
  };
  return {
    store,
    directory,
    connection,
    close,
    end: async () => {
      await close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Reads every page, document and index entry of a directory that nobody serves; throws what is damaged. */
export async function checkFiles(directory: string): Promise<void> {
  const storage = new Storage(directory);
  const view = storage.snapshot();
  try {
    checkIntegrity(view, Infinity);
  } finally {
    view.done();
    await storage.close();
  }
}
