import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { StoreLockedError, openEmbeddedStore } from "./embedded-store.ts";
import { connectTo, freshDirectory, openTestStore } from "./test-store.ts";

describe("one process serves a directory", () => {
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
      const connection = await connectTo(error.uri);
      expect(await connection.db?.command({ ping: 1 })).toMatchObject({ ok: 1 });
      await connection.close();
    }
    await won?.value.close();
    const next = await open();
    await next.close();
    rmSync(directory, { recursive: true });
  });

  test("[E10] the file itself is locked too: a socket that was removed lets nobody else in", async () => {
    const directory = freshDirectory();
    const world = await openTestStore(directory);
    const c = world.connection.collection<{ _id: number }>("c");
    await c.insertOne({ _id: 1 });
    for (const name of ["store.sock", "address.json"]) rmSync(join(directory, name));
    const compiled = fileURLToPath(new URL("embedded-store.js", import.meta.url)).replace("/src/", "/dist/");
    const other = spawn(
      process.execPath,
      [
        "--input-type=module",
        "-e",
        `const { openEmbeddedStore } = await import(${JSON.stringify(compiled)});
        await openEmbeddedStore({ directory: ${JSON.stringify(directory)}, database: "other" });`,
      ],
      { stdio: ["ignore", "ignore", "pipe"] },
    );
    let said = "";
    other.stderr.on("data", (bytes) => (said += String(bytes)));
    const [code] = await once(other, "close");
    expect(said).toContain(`is open in another process (${process.pid})`);
    expect(code).not.toBe(0);
    await c.insertOne({ _id: 2 });
    expect(await c.countDocuments()).toBe(2);
    await world.end();
  });

  test("[E10] whoever finds a server waits for no turn and writes nothing", async () => {
    const directory = freshDirectory();
    const open = () => openEmbeddedStore({ directory, database: "pliego" });
    const store = await open();
    const space = existsSync("/proc/self/ns/pid") ? readlinkSync("/proc/self/ns/pid") : "this machine";
    const claim = JSON.stringify({ pid: process.pid, space });
    writeFileSync(join(directory, "starting"), claim);
    await expect(open()).rejects.toMatchObject({ uri: store.uri });
    expect(readFileSync(join(directory, "starting"), "utf8")).toBe(claim);
    await store.close();
    rmSync(directory, { recursive: true });
  });

  test("[E21] a directory that holds files of others and no store is not taken over", async () => {
    const directory = freshDirectory();
    mkdirSync(join(directory, "lost+found"));
    writeFileSync(join(directory, "letters.txt"), "Dear Ana");
    const open = () => openEmbeddedStore({ directory, database: "pliego" });
    await expect(open()).rejects.toThrow(/holds letters\.txt and no store; nothing was written/);
    expect(readdirSync(directory).sort()).toEqual(["letters.txt", "lost+found"]);
    rmSync(join(directory, "letters.txt"));
    const store = await open();
    await store.close();
    rmSync(directory, { recursive: true });
  });

  test("[E10] a copy of a directory is a store of its own, and opening it touches nothing of the original", async () => {
    const original = freshDirectory();
    const first = await openTestStore(original);
    await first.connection
      .collection<{ _id: number; here: string }>("c")
      .insertOne({ _id: 1, here: "original" });
    await first.close();
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

  test("[E10] what processes that were killed while they started left behind holds nobody up", async () => {
    const directory = freshDirectory();
    const gone = spawn(process.execPath, ["-e", ""]);
    await once(gone, "close");
    const space = existsSync("/proc/self/ns/pid") ? readlinkSync("/proc/self/ns/pid") : "this machine";
    writeFileSync(join(directory, "starting"), JSON.stringify({ pid: gone.pid, space }));
    writeFileSync(join(directory, "address.json"), "");
    for (const left of ["store.new.mdb", "store.new.mdb-lock"]) writeFileSync(join(directory, left), "half");
    const open = () => openEmbeddedStore({ directory, database: "pliego" });
    const started = await Promise.allSettled([open(), open()]);
    const [won, ...more] = started.filter((one) => one.status === "fulfilled");
    expect(more).toEqual([]);
    await won?.value.close();
    rmSync(directory, { recursive: true });
  });
});
