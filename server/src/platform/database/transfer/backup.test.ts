// Backup and restore as an administrator runs them: processes of their own, on real stores.
import { cpSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { deserialize } from "bson";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommand } from "../../../testing/command-line.ts";
import { startWorld } from "../../../testing/world.ts";
import { lastBackup } from "../backups.ts";
import { inTransaction } from "../connection.ts";
import { anyDocuments } from "./any-documents.ts";
import { openBackup } from "./backup-reading.ts";
import { definitionsOf } from "./definitions.ts";
import { driverOf } from "./driver.ts";
import { unfinishedTransfer } from "./maintenance.ts";
import { documentsOf } from "./moment.ts";
import {
  backUpTo,
  everyKind,
  furnished,
  hashOf,
  restoreFrom,
  unwatched,
  withDatabase,
  withFolder,
  type Furnished,
} from "./test-places.ts";

let place: Furnished;

beforeAll(async () => void (place = await furnished()));
afterAll(() => place.end());

describe("backup and restore", () => {
  test("[O5] a backup names what it holds, and the database remembers it", async () => {
    const path = join(place.folder, "named");
    const { code, out } = await runCommand(["backup", path], { DATA_DIR: place.source });
    expect(code).toBe(0);
    expect(out).toContain("909 documents in 5 collections");
    expect(out).toContain(`sha256 ${place.hash}`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const last = await withFolder(place.source, lastBackup);
    expect(last).toMatchObject({ documents: 909, bytes: statSync(path).size });
    const nowhere = await runCommand(["backup", join(place.folder, "other")], place.fresh("nowhere"));
    expect(nowhere).toMatchObject({ code: 1, err: expect.stringContaining("is DATA_DIR right?") as string });
  });

  test("[O5] a backup while the server writes is one moment: what transactions move between collections is neither lost nor doubled", async () => {
    const DATA_DIR = join(place.folder, "busy");
    await withFolder(DATA_DIR, async (db) => {
      const driver = driverOf(db);
      const left = driver.collection<{ _id: number; amount: number; note: string }>("accounts");
      const right = driver.collection<{ _id: number; amount: number; note: string }>("z-accounts");
      for (const accounts of [left, right])
        await accounts.insertMany(
          Array.from({ length: 600 }, (_, _id) => ({ _id, amount: 10, note: "x".repeat(4_000) })),
        );
      let isOver = false;
      let moved = 0;
      const writing = (async () => {
        while (!isOver) {
          const _id = (moved * 7) % 600;
          await inTransaction(db, async (session) => {
            await left.updateOne({ _id }, { $inc: { amount: -1 } }, { session });
            await right.updateOne({ _id: 599 - _id }, { $inc: { amount: 1 } }, { session });
          });
          moved += 1;
        }
      })();
      const before = moved;
      const path = join(place.folder, "busy-backup");
      expect(await runCommand(["backup", path], { DATA_DIR })).toMatchObject({ code: 0 });
      expect(moved).toBeGreaterThan(before);
      isOver = true;
      await writing;
      expect(await sumOf(path)).toBe(12_000);
    });
  });

  test("[O5] a backup that the database cannot note is whole all the same, and that is said", async () => {
    const path = join(place.folder, "unnoted");
    const said: string[] = [];
    await withFolder(place.copied("unnoted").DATA_DIR, async (db) => {
      const backups = driverOf(db).collection<{ _id: string }>("backups");
      await backups.deleteMany({});
      await backups.insertOne({ _id: "in the way" });
      await backups.createIndex({ nothing: 1 }, { unique: true });
      const written = await backUpTo(db, path, { ...unwatched, say: (sentence) => void said.push(sentence) });
      expect(written.sha256).toBe(place.hash);
    });
    expect(said).toEqual([expect.stringMatching(/is whole; the database could not note it.*duplicate key/)]);
    expect(await runCommand(["restore", path, "--check"], {})).toMatchObject({ code: 0 });
  });

  test("[O6] a restore gives every document with its types and every index, and merges with nothing", async () => {
    const there = place.fresh("restored");
    const done = await runCommand(["restore", place.file], there);
    expect(done).toMatchObject({ code: 0 });
    expect(done.out).toContain(`sha256 ${place.hash}`);
    await withFolder(there.DATA_DIR, async (db) => {
      expect(await hashOf(db)).toBe(place.hash);
      const every = await documentsOf(db, "kinds").next();
      expect(deserialize(every.value as Buffer, { promoteValues: false, bsonRegExp: true })).toEqual({
        _id: "every",
        ...everyKind,
      });
      expect(await definitionsOf(db)).toEqual(await withFolder(place.source, definitionsOf));
      expect(await unfinishedTransfer(db)).toBeUndefined();
    });
    const again = await runCommand(["restore", place.file], there);
    expect(again).toMatchObject({ code: 1 });
    expect(again.err).toMatch(
      /must be empty; nothing is ever merged. It holds documents in kinds \(2\), mixed \(6\)/,
    );
    expect(await withFolder(there.DATA_DIR, hashOf)).toBe(place.hash);
  });

  test("[O6] while a process serves the store, nothing is restored into it or moved out of it", async () => {
    const { DATA_DIR } = place.fresh("served");
    await withFolder(DATA_DIR, async () => {
      for (const words of [
        ["restore", place.file],
        ["move", "--to", place.uriOf("never")],
      ]) {
        const refused = await runCommand(words, { DATA_DIR });
        expect(refused).toMatchObject({ code: 1 });
        expect(refused.err).toMatch(/Process \d+ is using the store in .*: stop the server first/);
      }
    });
  });

  test("[O6] any documents come back as they were", async () => {
    await withFolder(join(place.folder, "any"), async (db) => {
      const source = driverOf(db);
      let run = 0;
      await fc.assert(
        fc.asyncProperty(anyDocuments, async (documents) => {
          run += 1;
          const path = join(place.folder, `any-${run}`);
          const uri = place.uriOf(`any-${run}`);
          await source.dropDatabase();
          await source.createCollection("kept");
          if (documents.length > 0) await source.collection("any").insertMany([...documents]);
          const written = await backUpTo(db, path);
          await withDatabase(uri, async (target) => {
            await restoreFrom(target, path);
            expect(await hashOf(target)).toBe(written.sha256);
          });
          expect(written.documents).toBe(documents.length);
        }),
        { numRuns: 6 },
      );
    });
  });

  test("[O6] the public record verifies after a restore", async () => {
    const world = await startWorld();
    const path = join(place.folder, "world");
    try {
      await world.consultation("# Calle\n\nLa calle es de todas las personas.\n");
      await world.settled();
      await backUpTo(world.ctx.db, path);
    } finally {
      await world.close();
    }
    const there = place.fresh("world");
    await withFolder(there.DATA_DIR, (db) => restoreFrom(db, path));
    const verdict = await runCommand(["verify-record"], there);
    expect(verdict).toMatchObject({ code: 0 });
    expect(verdict.out).toMatch(/prueba: \d+ entr(y|ies), all fit/);
  });

  test("[O7] a damaged backup is refused before anything is written; --check only looks", async () => {
    const path = join(place.folder, "cut");
    cpSync(place.file, path);
    expect(await runCommand(["restore", path, "--check"], {})).toMatchObject({ code: 0 });
    truncateSync(path, statSync(path).size - 1);
    const there = place.fresh("untouched");
    const refused = await runCommand(["restore", path], there);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain("is not whole: it is cut off before its end");
    expect(await withFolder(there.DATA_DIR, definitionsOf)).toEqual([]);
  });
});

/** The sum of all amounts in a backup. */
async function sumOf(path: string): Promise<number> {
  const backup = await openBackup(path);
  let sum = 0;
  for await (const part of backup.parts())
    if (part.kind === "documents")
      for (const document of part.documents) sum += Number(deserialize(document)["amount"]);
  await backup.close();
  return sum;
}
