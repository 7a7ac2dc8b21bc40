// Restores, moves and backups killed at any millisecond, again and again, until one comes through.
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startCommand, type CommandEnd } from "../../../testing/command-line.ts";
import { inTransaction } from "../connection.ts";
import { driverOf } from "./driver.ts";
import { furnished, hashOf, withDatabase, withFolder, type Furnished } from "./test-places.ts";

const rounds = 20;
/** A command takes about this long; the later a try, the later its kill, so that one comes through. */
const longestMs = 3_000;

let place: Furnished;

beforeAll(async () => void (place = await furnished()));
afterAll(() => place.end());

/** Runs it until it ends by itself; answers that end and how often it was killed. */
async function killedUntilDone(
  words: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<CommandEnd & { readonly kills: number }> {
  for (let kills = 0; ; kills += 1) {
    const running = startCommand(words, variables);
    const [delayMs = 0] = fc.sample(fc.integer({ min: 200, max: longestMs + kills * 500 }), 1);
    const killer = setTimeout(() => running.child.kill("SIGKILL"), delayMs);
    const end = await running.ended;
    clearTimeout(killer);
    if (end.signal === null) return { ...end, kills };
  }
}

test("[O8] a restore killed at any moment comes to the same", async () => {
  for (let round = 0; round < rounds; round += 1) {
    const there = place.fresh(`restored-${round}`);
    const done = await killedUntilDone(["restore", place.file], there);
    // Killed after it had let go, it finds a full database.
    if (done.code !== 0) expect(done.err).toContain("must be empty");
    expect(await withFolder(there.DATA_DIR, hashOf)).toBe(place.hash);
  }
});

test("[O9] a move killed at any moment leaves one database that counts, and it is whole", async () => {
  for (let round = 0; round < rounds; round += 1) {
    const there = place.copied(`moved-${round}`);
    const uri = place.uriOf(`moved-${round}`);
    const done = await killedUntilDone(["move", "--to", uri], there);
    if (done.code !== 0) expect(done.err).toContain("was moved to");
    expect(await withDatabase(uri, hashOf)).toBe(place.hash);
  }
});

test("[O8] a backup killed at any moment under a running server is of one moment in the end", async () => {
  const there = place.copied("backed-up");
  await withFolder(there.DATA_DIR, async (db) => {
    const halves = ["a-pair", "z-pair"].map((name) =>
      driverOf(db).collection<{ _id: string; count: number }>(name),
    );
    let isOver = false;
    const writing = (async () => {
      while (!isOver)
        await inTransaction(db, async (session) => {
          for (const half of halves)
            await half.updateOne({ _id: "only" }, { $inc: { count: 1 } }, { session, upsert: true });
        });
    })();
    for (let round = 0; round < rounds; round += 1) {
      const path = join(place.folder, `killed-${round}`);
      const done = await killedUntilDone(["backup", path], there);
      if (done.code !== 0) expect(done.err).toContain("is there already");
      const copy = place.fresh(`again-${round}`);
      expect((await startCommand(["restore", path], copy).ended).code).toBe(0);
      await withFolder(copy.DATA_DIR, async (db) => {
        const [a, z] = await Promise.all(
          ["a-pair", "z-pair"].map((name) => driverOf(db).collection(name).findOne({})),
        );
        expect(a?.["count"]).toBe(z?.["count"]);
      });
    }
    isOver = true;
    await writing;
  });
});
