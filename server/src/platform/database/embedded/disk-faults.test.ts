import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Connection } from "mongoose";
import { describe, expect, test } from "vitest";
import { type Room, limitedRoom, tmpfsRoom } from "./disk-room.ts";
import { openEmbeddedStore } from "./embedded-store.ts";
import { must } from "./errors.ts";
import { type StoreProcess, fileSizeLimit, startStore } from "./test-process.ts";
import { connectTo, freshDirectory } from "./test-store.ts";

interface Row {
  readonly _id: number | string;
  readonly filler?: string;
}

const NO_MOUNT = "mounting is not allowed here: the limit on file sizes stands for it";
const BIG = "x".repeat(600_000);
const noSpace = {
  code: 14031,
  codeName: "OutOfDiskSpace",
  message: expect.stringContaining("Free space for "),
};

async function connect(store: StoreProcess): Promise<Connection> {
  const uri = await store.uri;
  if (uri === undefined) throw new Error((await store.ended).errors);
  return connectTo(uri);
}

/** The ids in a store that is opened afresh, without limit on the space. */
async function idsAfterKill(store: StoreProcess, directory: string): Promise<unknown[]> {
  await store.kill();
  const next = startStore(directory);
  const connection = await connect(next);
  const ids = (await connection.collection<Row>("c").find().sort({ _id: 1 }).toArray()).map((row) => row._id);
  await connection.close();
  await next.kill();
  return ids;
}

async function fillUp(connection: Connection): Promise<number[]> {
  const c = connection.collection<Row>("c");
  const acknowledged: number[] = [];
  for (let n = 1; ; n++) {
    try {
      await c.insertOne({ _id: n, filler: "x".repeat(50_000) });
    } catch (error) {
      expect(error).toMatchObject(noSpace);
      return acknowledged;
    }
    acknowledged.push(n);
  }
}

async function fillAndGoOn(room: Room): Promise<void> {
  const store = startStore(room.directory, { wrapper: room.wrapper });
  const connection = await connect(store);
  try {
    const c = connection.collection<Row>("c");
    await connection.collection<Row>("early").insertMany(Array.from({ length: 9 }, (_, at) => ({ _id: at })));
    const cursor = connection.collection<Row>("early").find({}, { batchSize: 2 });
    await cursor.next();
    const acknowledged = await fillUp(connection);
    expect(acknowledged.length).toBeGreaterThan(10);
    // Whoever shares the commit is told as well, a transaction too, and nothing of it is seen.
    const refused = await Promise.allSettled([
      ...Array.from({ length: 6 }, (_, at) => c.insertOne({ _id: 1000 + at, filler: BIG })),
      connection.transaction(async (session) => {
        await c.insertOne({ _id: 2000 }, { session });
        await connection.collection<Row>("twins").insertOne({ _id: 2000, filler: BIG }, { session });
      }),
    ]);
    for (const one of refused) expect(one).toMatchObject({ status: "rejected", reason: noSpace });
    expect((await c.find().sort({ _id: 1 }).toArray()).map((row) => row._id)).toEqual(acknowledged);
    expect(await connection.collection<Row>("twins").countDocuments()).toBe(0);
    expect(await cursor.toArray()).toHaveLength(8);
    room.free(store);
    await c.insertOne({ _id: 3000, filler: BIG });
    await connection.transaction(async (session) => {
      await c.insertOne({ _id: 3001, filler: BIG }, { session });
    });
    await connection.close();
    expect(await idsAfterKill(store, room.directory)).toEqual([...acknowledged, 3000, 3001]);
  } finally {
    await connection.close();
    await store.kill();
    room.end();
  }
}

async function refusedAtOpening(
  directory: string,
  wrapper: readonly string[],
  reason: string,
): Promise<void> {
  const ending = await startStore(directory, { wrapper }).ended;
  expect(ending).toMatchObject({ code: 3, signal: null });
  expect(ending.errors).toContain(directory);
  expect(ending.errors).toContain(reason);
}

/** A store with one document that was closed in good order. */
async function makeStore(directory: string): Promise<Buffer> {
  const store = startStore(directory);
  const connection = await connect(store);
  await connection.collection<Row>("c").insertOne({ _id: 1 });
  await connection.close();
  store.process.stdin?.end();
  expect(await store.ended).toMatchObject({ code: 0 });
  return readFileSync(join(directory, "store.mdb"));
}

describe("a full disk", () => {
  test("[E20] it refuses writes, loses nothing, reads on, and writes again with space (limit on file sizes)", async () => {
    await fillAndGoOn(limitedRoom());
  });

  test("[E20] it refuses writes, loses nothing, reads on, and writes again with space (file system)", async (context) => {
    const room = tmpfsRoom();
    if (room === undefined) return context.skip(NO_MOUNT);
    await fillAndGoOn(room);
  });

  test("[E20] opening on it is refused with what to do, and changes nothing (limit on file sizes)", async () => {
    const [used, fresh] = [freshDirectory(), freshDirectory()];
    const before = await makeStore(used);
    await refusedAtOpening(used, fileSizeLimit(0), "no space is left");
    await refusedAtOpening(fresh, fileSizeLimit(0), "no space is left");
    // Room for the claim, not for the file.
    await refusedAtOpening(fresh, fileSizeLimit(8), "no space is left");
    expect(readFileSync(join(used, "store.mdb")).equals(before)).toBe(true);
    expect(readdirSync(fresh)).not.toContain("store.mdb");
    await makeStore(fresh);
    for (const directory of [used, fresh]) rmSync(directory, { recursive: true });
  });

  test("[E20] opening on it is refused with what to do, and changes nothing (file system)", async (context) => {
    const room = tmpfsRoom();
    if (room === undefined) return context.skip(NO_MOUNT);
    await refusedWhileFull(room);
  });

  test("[E10, E20] who comes to a store that is served on it finds the server", async (context) => {
    const room = tmpfsRoom();
    if (room === undefined) return context.skip(NO_MOUNT);
    await foundWhileFull(room);
  });
});

async function foundWhileFull(room: Room): Promise<void> {
  const served = startStore(room.directory);
  try {
    const uri = await served.uri;
    fillFileSystem(room.root);
    await expect(openEmbeddedStore({ directory: room.directory, database: "pliego" })).rejects.toMatchObject({
      uri,
    });
  } finally {
    await served.kill();
    room.end();
  }
}

async function refusedWhileFull(room: Room): Promise<void> {
  const { directory, root } = room;
  try {
    const before = await makeStore(directory);
    fillFileSystem(root);
    await refusedAtOpening(directory, [], "no space is left");
    expect(readFileSync(join(directory, "store.mdb")).equals(before)).toBe(true);
    rmSync(join(directory, "store.mdb"));
    rmSync(join(directory, "store.mdb-lock"));
    fillFileSystem(root);
    await refusedAtOpening(directory, [], "no space is left");
    expect(readdirSync(directory)).not.toContain("store.mdb");
  } finally {
    room.end();
  }
}

function fillFileSystem(root: string): void {
  execFileSync("sh", ["-c", 'cat /dev/zero >> "$0/filling" 2>/dev/null || true', root]);
}

describe("a disk that does not let itself be written to", () => {
  test("[E20] opening in a read-only directory is refused with what to do", async () => {
    const room = tmpfsRoom();
    const directory = room?.directory ?? freshDirectory();
    const before = await makeStore(directory);
    if (room === undefined) chmodSync(directory, 0o500);
    else execFileSync("mount", ["-o", "remount,ro", room.root]);
    // Where nothing can be mounted, root must become someone else to feel the directory's mode.
    const wrapper =
      room === undefined && process.getuid?.() === 0
        ? ["setpriv", "--reuid=65534", "--clear-groups", "--bounding-set=-all"]
        : [];
    try {
      await refusedAtOpening(directory, wrapper, "may not be written to");
      await refusedAtOpening(join(directory, "fresh"), wrapper, "may not be written to");
      expect(readFileSync(join(directory, "store.mdb")).equals(before)).toBe(true);
    } finally {
      if (room === undefined) rmSync(directory, { recursive: true });
      else room.end();
    }
  });

  test("[E20] a path that is a file is refused", async () => {
    const directory = freshDirectory();
    await makeStore(directory);
    await refusedAtOpening(join(directory, "store.mdb"), [], "it is not a directory");
    rmSync(directory, { recursive: true });
  });

  test("[E20] a file that is deleted while it is served takes no more writes", async () => {
    const directory = freshDirectory();
    const store = startStore(directory);
    const connection = await connect(store);
    const c = connection.collection<Row>("c");
    await c.insertOne({ _id: 1 });
    rmSync(join(directory, "store.mdb"));
    await expect(c.insertOne({ _id: 2 })).rejects.toMatchObject({
      code: 96,
      message: expect.stringContaining("was deleted or replaced"),
    });
    expect(await c.countDocuments()).toBe(1);
    await connection.close();
    await store.kill();
    await refusedAtOpening(directory, [], "is missing");
    rmSync(directory, { recursive: true });
  });

  test("[E20] writes and syncs that fail with an input/output error cost their own commit only", async (context) => {
    if (!hasTracer()) return context.skip("strace is not at hand to inject errors");
    const directory = freshDirectory();
    await makeStore(directory);
    // Each commit makes one call of each kind for its pages and one for its root, so that both are hit.
    const inject = ["pwrite64:error=EIO:when=12+7", "fdatasync:error=EIO:when=8+11"];
    const options = inject.flatMap((one) => ["-e", `inject=${one}`]);
    const trace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=pwrite64,fdatasync"];
    const store = startStore(directory, { wrapper: [...trace, ...options] });
    const connection = await connect(store);
    const c = connection.collection<Row>("c");
    const acknowledged = [1];
    const reasons = new Set<string>();
    for (let n = 2; n <= 80; n++) {
      try {
        await c.insertOne({ _id: n });
        acknowledged.push(n);
      } catch (error) {
        expect(error).toMatchObject({ code: 14031 });
        reasons.add(must((error as Error).message.match(/EIO|opened again/)?.[0], "a reason"));
      }
      expect(await c.countDocuments()).toBe(acknowledged.length);
    }
    expect(reasons.has("EIO")).toBe(true);
    expect(acknowledged.length).toBeGreaterThan(40);
    await connection.close();
    expect(await idsAfterKill(store, directory)).toEqual(acknowledged);
    rmSync(directory, { recursive: true });
  });
});

function hasTracer(): boolean {
  try {
    execFileSync("strace", ["-e", "inject=fsync:error=EIO", "true"], { stdio: "pipe" });
    return true;
  } catch {
    return false;
  }
}
