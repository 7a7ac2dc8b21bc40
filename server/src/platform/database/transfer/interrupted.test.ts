// Backup and restore killed, stopped and tampered with on the way.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Long, Timestamp } from "bson";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommand, startCommand } from "../../../testing/command-line.ts";
import { startScriptedServer } from "../../../testing/scripted-server.ts";
import { driverOf } from "./driver.ts";
import { unfinishedTransfer } from "./maintenance.ts";
import { atOneMoment, hasMoment } from "./moment.ts";
import {
  backUpTo,
  cutAt,
  furnished,
  hashOf,
  restoreFrom,
  withDatabase,
  withFolder,
  type Furnished,
} from "./test-places.ts";

let place: Furnished;

beforeAll(async () => void (place = await furnished()));
afterAll(() => place.end());

describe("interrupted", () => {
  test("[O8] a backup that was killed goes on at its moment while the server keeps it, and else begins anew", async () => {
    const there = place.copied("live");
    const [path, other] = [join(place.folder, "killed"), join(place.folder, "killed-again")];
    const FAILPOINT = "transfer.read-part:8";
    const changed = await withFolder(there.DATA_DIR, async (db) => {
      for (const one of [path, other])
        expect(await runCommand(["backup", one], { ...there, FAILPOINT })).toMatchObject({
          signal: "SIGKILL",
        });
      expect([existsSync(path), existsSync(`${path}.partial`)]).toEqual([false, true]);
      await driverOf(db)
        .collection<{ _id: number }>("people")
        .deleteMany({ age: { $gte: 10 } });
      const done = await runCommand(["backup", path], there);
      expect(done).toMatchObject({ code: 0, err: expect.stringContaining("at the same moment") as string });
      expect(done.out).toContain(place.hash);
      return hashOf(db);
    });
    const anew = await runCommand(["backup", other], there);
    expect(anew).toMatchObject({ code: 0, err: expect.stringContaining("starting over") as string });
    expect(anew.out).toContain(changed);
    for (const one of [path, other])
      expect(await runCommand(["restore", one, "--check"], {})).toMatchObject({ code: 0 });
  });

  test("[O8] a moment that the server no longer keeps is named, with what to do", async () => {
    await withFolder(place.fresh("empty").DATA_DIR, async (db) => {
      const past = new Timestamp({ t: 1, i: 1 });
      expect(await hasMoment(db, past)).toBe(false);
      await expect(atOneMoment(db, async () => {}, past)).rejects.toThrow(
        /minSnapshotHistoryWindowInSeconds: 3600/,
      );
    });
    const server = await startScriptedServer({
      answers: (name) => {
        if (name === "listCollections") return { cursor: { id: Long.ZERO, ns: "pliego.c", firstBatch: [] } };
        return name === "find" ? { ok: 0, code: 246, errmsg: "its clock is being set" } : undefined;
      },
    });
    await withDatabase(`mongodb://${server.host}`, (db) =>
      expect(atOneMoment(db, async () => {})).rejects.toThrow(
        "just now; start again in a minute. It says: its clock",
      ),
    );
    await server.close();
  });

  test("[O8] a restore that was killed goes on, is served by nobody meanwhile, and takes no other file", async () => {
    const there = place.fresh("killed");
    for (const FAILPOINT of ["transfer.filled-batch:3", "transfer.verified"])
      expect(await runCommand(["restore", place.file], { ...there, FAILPOINT })).toMatchObject({
        signal: "SIGKILL",
      });
    const served = await runCommand(["verify-record"], there);
    expect(served.code).toBe(1);
    expect(served.err).toMatch(
      /half filled: a restore from .*backup, begun .*\(909 documents are here\).*`npm run cli -- restore \S+backup`/,
    );
    const other = join(place.folder, "other-backup");
    await withFolder(place.source, (db) => backUpTo(db, other));
    await withFolder(there.DATA_DIR, async (db) => {
      await expect(restoreFrom(db, other)).rejects.toThrow(/holds an unfinished restore from/);
    });
    const done = await runCommand(["restore", place.file], there);
    expect(done.code).toBe(0);
    expect(done.err).toContain("Going on with the restore begun");
    expect(await withFolder(there.DATA_DIR, hashOf)).toBe(place.hash);
  });

  test("[O8] what an interrupted restore left is compared, not believed", async () => {
    await withFolder(place.fresh("tampered").DATA_DIR, async (db) => {
      await expect(restoreFrom(db, place.file, cutAt("transfer.filled-batch", 5))).rejects.toThrow("cut off");
      const people = driverOf(db).collection<{ _id: number }>("people");
      expect(await people.countDocuments()).toBeGreaterThan(600);
      await people.updateOne({ _id: 100 }, { $set: { age: -1 } });
      await people.deleteOne({ _id: 400 });
      await people.insertOne({ _id: 7_000 });
      await restoreFrom(db, place.file);
      expect(await hashOf(db)).toBe(place.hash);
    });
  });

  test("[O8] Ctrl+C stops between two batches with 130, and says how to go on", async () => {
    const there = place.fresh("stopped");
    const running = startCommand(["restore", place.file], there);
    running.child.stderr.on("data", (chunk: Buffer) => {
      if (chunk.includes("Restoring")) running.child.kill("SIGINT");
    });
    const stopped = await running.ended;
    expect(stopped.code).toBe(130);
    expect(stopped.err).toContain("Run the same command again and it goes on where it was.");
    await withFolder(there.DATA_DIR, async (db) => {
      expect(await unfinishedTransfer(db)).toMatchObject({ kind: "restore", isVerified: false });
      await restoreFrom(db, place.file);
      expect(await hashOf(db)).toBe(place.hash);
    });
  });
});
