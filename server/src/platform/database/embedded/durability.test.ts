import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import mongoose from "mongoose";
import { describe, expect, test } from "vitest";
import { StoreLockedError, openEmbeddedStore } from "./embedded-store.ts";
import { freshDirectory, openTestStore } from "./test-store.ts";

const KILLS = 5;
/** Acknowledged writes to wait for before a kill. */
const WRITES_PER_KILL = 60;

describe("durability", () => {
  test(
    "[E2] after kill -9 under load every acknowledged write is there, and transactions are whole",
    { timeout: 60_000 },
    async () => {
      const directory = freshDirectory();
      const acknowledged: string[] = [];
      for (let kill = 0; kill < KILLS; kill++) {
        const child = writer(directory, kill);
        let seen = 0;
        for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
          acknowledged.push(line);
          if (++seen === WRITES_PER_KILL + kill) child.kill("SIGKILL");
        }
        expect(seen).toBeGreaterThanOrEqual(WRITES_PER_KILL);
      }
      const world = await openTestStore(directory);
      const ids = new Set(
        (await world.connection.collection<{ _id: string }>("w").find().toArray()).map((doc) => doc._id),
      );
      expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
      // A transaction writes its document's twin; neither is there without the other.
      const twins = new Set(
        (await world.connection.collection<{ _id: string }>("twins").find().toArray()).map((doc) => doc._id),
      );
      expect([...ids].filter((id) => id.startsWith("t") && !twins.has(id))).toEqual([]);
      expect([...twins].filter((id) => !ids.has(id))).toEqual([]);
      await world.end();
    },
  );

  test("[E2] what was written is there after close and reopening, indexes included", async () => {
    const directory = freshDirectory();
    const before = await openTestStore(directory);
    const c = before.connection.collection<{ _id: number; k: number }>("c");
    await c.createIndex({ k: 1 }, { unique: true, sparse: true });
    await c.insertMany(Array.from({ length: 200 }, (_, n) => ({ _id: n, k: n * 2 })));
    await before.connection.close();
    await before.store.close();
    const after = await openTestStore(directory);
    const again = after.connection.collection<{ _id: number; k: number }>("c");
    expect(await again.findOne({ k: 198 })).toEqual({ _id: 99, k: 198 });
    await expect(again.insertOne({ _id: 999, k: 198 })).rejects.toMatchObject({ code: 11000 });
    expect(await again.countDocuments()).toBe(200);
    await after.end();
  });

  test("[E10] a second opening is told where the first serves, also when both start at once", async () => {
    const directory = freshDirectory();
    const open = () => openEmbeddedStore({ directory, database: "other" });
    const started = await Promise.allSettled([open(), open(), open()]);
    const [won, ...more] = started.filter((one) => one.status === "fulfilled");
    expect(more).toEqual([]);
    const refused = started.flatMap((one) =>
      one.status === "rejected" ? [one.reason as StoreLockedError] : [],
    );
    expect(refused).toHaveLength(2);
    for (const error of refused) {
      expect(error).toBeInstanceOf(StoreLockedError);
      expect(error.pid).toBe(process.pid);
      const connection = await mongoose.createConnection(error.uri).asPromise();
      expect(await connection.db?.command({ ping: 1 })).toMatchObject({ ok: 1 });
      await connection.close();
    }
    await won?.value.close();
    const next = await open();
    await next.close();
    rmSync(directory, { recursive: true });
  });

  test("[E10] a copy of a directory is a store of its own, and opening it touches nothing of the original", async () => {
    const original = freshDirectory();
    const first = await openTestStore(original);
    await first.connection
      .collection<{ _id: number; here: string }>("c")
      .insertOne({ _id: 1, here: "original" });
    await first.connection.close();
    await first.store.close();
    const copy = `${original}-copy`;
    cpSync(original, copy, { recursive: true });
    const [one, other] = [await openTestStore(original), await openTestStore(copy)];
    expect(other.store.uri).not.toBe(one.store.uri);
    await other.connection
      .collection<{ _id: number; here: string }>("c")
      .updateOne({ _id: 1 }, { $set: { here: "copy" } });
    expect(await one.connection.collection<{ _id: number }>("c").findOne({ _id: 1 })).toMatchObject({
      here: "original",
    });
    await one.end();
    await other.end();
    for (const directory of [original, copy]) rmSync(directory, { recursive: true, force: true });
  });

  test("[E10] a directory too deep for a unix socket is served from a private temporary one", async () => {
    const root = freshDirectory();
    const directory = join(root, "a".repeat(60), "b".repeat(60));
    mkdirSync(directory, { recursive: true });
    const world = await openTestStore(directory);
    expect(world.store.uri).not.toContain("aaaa");
    await expect(openEmbeddedStore({ directory, database: "pliego" })).rejects.toMatchObject({
      uri: world.store.uri,
    });
    await world.end();
    rmSync(root, { recursive: true, force: true });
  });
});

/** A process that writes as fast as it can and says each id once it is acknowledged. */
function writer(directory: string, round: number): ChildProcess {
  const compiled = fileURLToPath(new URL("embedded-store.js", import.meta.url)).replace(
    "/server/src/",
    "/server/dist/",
  );
  const code = `
    import mongoose from "mongoose";
    import { openEmbeddedStore } from ${JSON.stringify(compiled)};
    const store = await openEmbeddedStore({ directory: ${JSON.stringify(directory)}, database: "pliego" });
    const connection = await mongoose.createConnection(store.uri).asPromise();
    const [w, twins] = [connection.collection("w"), connection.collection("twins")];
    const filler = "x".repeat(500);
    const say = (id) => process.stdout.write(id + "\\n");
    const write = async (lane) => {
      for (let n = 0; ; n++) {
        const _id = (lane === 0 ? "t" : "w") + [${round}, lane, n].join("-");
        if (lane === 0) await connection.transaction(async (session) => {
          await w.insertOne({ _id, filler }, { session });
          await twins.insertOne({ _id }, { session });
        });
        else await w.insertOne({ _id, filler });
        say(_id);
      }
    };
    await Promise.all([0, 1, 2, 3].map(write));
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
    cwd: fileURLToPath(new URL(".", import.meta.url)),
  });
  void once(child, "exit");
  return child;
}
