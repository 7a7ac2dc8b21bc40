// For tests of transfers: databases to read from and to fill, on MONGODB_URI where it is set, and what they hold.
import { randomBytes } from "node:crypto";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  Binary,
  BSONRegExp,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  UUID,
} from "bson";
import { databaseUri, dropDatabaseAt } from "../../../testing/own-database.ts";
import { connectDatabase, type Database, type DatabaseConnection } from "../connection.ts";
import { openEmbeddedStore } from "../embedded/embedded-store.ts";
import { openDatabase } from "../open.ts";
import { openBackup } from "./backup-reading.ts";
import { backUp } from "./backing-up.ts";
import { driverOf } from "./driver.ts";
import { atOneMoment } from "./moment.ts";
import { contentHash, type CollectionDefinition, type Seal } from "./parts.ts";
import { restore } from "./restoring.ts";
import { makeFailpoint, type FailpointName } from "../../failpoints.ts";
import type { Watch } from "./watching.ts";

export const freshFolder = (): string => mkdtempSync(join(tmpdir(), "pliego-transfer-"));

/** A watch that nobody looks at. */
export const unwatched: Watch = {
  signal: new AbortController().signal,
  failpoint: () => {},
  now: () => performance.now(),
  say: () => {},
  show: () => {},
  everyMs: 1_000,
};

/** Cuts the work off at the nth time that a place is reached, as near to a kill as one process allows. */
export const cutAt = (place: FailpointName, nth: number): Watch => ({
  ...unwatched,
  failpoint: makeFailpoint(`${place}:${nth}`, () => {
    throw new Error("cut off");
  }),
});

/** MongoDB where MONGODB_URI names it, else a second embedded store, served by this process. */
async function openOtherServer(): Promise<Pick<Furnished, "uriOf" | "end">> {
  const mark = randomBytes(4).toString("hex");
  const named = new Set<string>();
  if (databaseUri() !== undefined)
    return {
      uriOf: (database) => {
        const uri = databaseUri(`pliego-test-${database}-${mark}`) ?? "";
        named.add(uri);
        return uri;
      },
      end: async () => {
        for (const uri of named) await dropDatabaseAt(uri);
      },
    };
  const directory = freshFolder();
  const store = await openEmbeddedStore({ directory, database: "pliego" });
  return {
    uriOf: (database) => store.uri.replace("/pliego?", `/${database}?`),
    end: async () => {
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The database at an address, for as long as the work takes. */
export const withDatabase = <T>(uri: string, work: (db: Database) => Promise<T>): Promise<T> =>
  whileOpen(connectDatabase(uri), work);

/** The embedded store of a data folder, for as long as the work takes. */
export const withFolder = <T>(dataDir: string, work: (db: Database) => Promise<T>): Promise<T> =>
  whileOpen(openDatabase({ mongodbUri: undefined, dataDir, share: false }), work);

async function whileOpen<T>(
  opening: Promise<DatabaseConnection>,
  work: (db: Database) => Promise<T>,
): Promise<T> {
  const { db, close } = await opening;
  try {
    return await work(db);
  } finally {
    await close();
  }
}

/** Everything that a database holds, as one hash. */
export const hashOf = (db: Database): Promise<string> =>
  atOneMoment(db, async (moment) => {
    const sealed: { definition: CollectionDefinition; seal: Seal }[] = [];
    let definition: CollectionDefinition | undefined;
    for await (const part of moment.parts()) {
      if (part.kind === "collection") definition = part.definition;
      if (part.kind === "seal" && definition !== undefined) sealed.push({ definition, seal: part.seal });
    }
    return contentHash(sealed);
  });

/** A furnished store, a backup of it, another server, and room for more; all of it goes at the end. */
export interface Furnished {
  readonly folder: string;
  readonly source: string;
  /** A backup of the source. */
  readonly file: string;
  readonly hash: string;
  /** The variables of a command on an empty data folder, or on a copy of the source. */
  readonly fresh: (name: string) => { readonly DATA_DIR: string };
  readonly copied: (name: string) => { readonly DATA_DIR: string };
  /** The address of a database of its own on the other server. */
  readonly uriOf: (database: string) => string;
  readonly end: () => Promise<void>;
}

export async function furnished(): Promise<Furnished> {
  const folder = freshFolder();
  const source = join(folder, "source");
  const file = join(folder, "backup");
  const hash = await withFolder(source, async (db) => {
    await furnish(db, 900);
    await backUpTo(db, file);
    return hashOf(db);
  });
  const other = await openOtherServer();
  const fresh = (name: string) => ({ DATA_DIR: join(folder, "data", name) });
  return {
    folder,
    source,
    file,
    hash,
    fresh,
    copied: (name) => {
      cpSync(join(source, "store"), join(folder, "data", name, "store"), { recursive: true });
      return fresh(name);
    },
    uriOf: other.uriOf,
    end: async () => {
      await other.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const backUpTo = (db: Database, path: string, watch = unwatched) =>
  backUp(db, { path, mayReplace: false, newId: path, product: "test", clock: () => new Date() }, watch);

export async function restoreFrom(db: Database, path: string, watch = unwatched): Promise<void> {
  const backup = await openBackup(path);
  try {
    await restore(db, backup, { from: path, at: new Date() }, watch);
  } finally {
    await backup.close();
  }
}

/** A value of every kind that BSON has and both servers store. */
export const everyKind = {
  int: new Int32(7),
  long: Long.fromBigInt(9_007_199_254_740_993n),
  smallLong: Long.fromInt(7),
  double: new Double(7),
  minusZero: new Double(-0),
  notANumber: new Double(Number.NaN),
  decimal: Decimal128.fromString("0.10"),
  text: "Ñandú 👩‍👩‍👧 עברית \u0000 ",
  "campo con ñ": "…",
  yes: true,
  nothing: null,
  at: new Date("2026-11-25T12:00:00.123Z"),
  before: new Date(-1),
  bytes: new Binary(Buffer.from([0, 255, 1]), 0),
  uuid: new UUID("00112233-4455-4677-8899-aabbccddeeff"),
  other: new Binary(Buffer.from([9]), 128),
  oid: new ObjectId("0123456789abcdef01234567"),
  pattern: new BSONRegExp("^a.*ñ", "im"),
  stamp: new Timestamp({ t: 1, i: 2 }),
  least: new MinKey(),
  most: new MaxKey(),
  nested: { b: [new Int32(1), [new Int32(2), { c: [] }], {}], a: { z: new Int32(1), y: new Double(1.5) } },
  "12": "a field named by a number",
} as const;

/** Documents in collections with every kind of index; a batch is some 220 people. */
async function furnish(db: Database, documents: number): Promise<void> {
  const driver = driverOf(db);
  await driver.collection("people").createIndexes([
    { key: { email: 1 }, name: "by_email", unique: true, sparse: true },
    { key: { "address.city": 1, age: -1 }, name: "city_age", partialFilterExpression: { age: { $gt: 17 } } },
    { key: { tags: 1 }, name: "tags_1" },
  ]);
  await driver.collection("sessions").createIndex({ expiresAt: 1 }, { expireAfterSeconds: 3600 });
  for (let from = 0; from < documents; from += 5_000)
    await driver.collection<{ _id: number }>("people").insertMany(
      Array.from({ length: Math.min(5_000, documents - from) }, (_, at) => ({
        _id: from + at,
        ...(at % 3 === 0 ? {} : { email: `${from + at}@pliego.example` }),
        address: { city: ["Mérida", "Ñuñoa"][at % 2] },
        age: at % 90,
        tags: ["a", at],
        note: "La calle es de todas las personas. ".repeat(130),
      })),
    );
  await driver.collection<{ _id: string; text: string }>("kinds").insertMany([
    { _id: "every", ...everyKind, text: everyKind.text },
    { _id: "Ñ", text: "second" },
  ]);
  for (const _id of [
    new Int32(1),
    "1",
    new ObjectId("0123456789abcdef01234567"),
    { a: 1 },
    new Date(1),
    true,
  ])
    await driver.collection<{ _id: unknown }>("mixed").insertOne({ _id });
  // Long over, yet kept until the server looks: a restore must not lose it before it was counted.
  await driver
    .collection<{ _id: string; expiresAt: Date }>("sessions")
    .insertOne({ _id: "old", expiresAt: new Date(0) });
  await driver.createCollection("empty");
}
