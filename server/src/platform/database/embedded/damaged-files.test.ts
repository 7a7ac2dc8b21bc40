import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { open } from "lmdb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { must } from "./errors.ts";
import { FORMAT } from "./layout.ts";
import { refusals } from "./test-process.ts";
import { checkFiles, freshDirectory, openTestStore } from "./test-store.ts";
import { encode } from "./values.ts";

const PAGE = 4096;
/** A sound store that was closed in good order, and its data file. */
let sound: string;
let bytes: Buffer;

beforeAll(async () => {
  const world = await openTestStore();
  const c = world.connection.collection<{ _id: number; n: number; filler: string }>("c");
  await c.createIndex({ n: 1 });
  for (let round = 0; round < 4; round++) {
    const rows = Array.from({ length: 100 }, (_, at) => ({
      _id: round * 100 + at,
      n: at % 9,
      filler: "á".repeat(at === 50 ? 12_000 : 150),
    }));
    await c.insertMany(rows);
    await c.deleteMany({ n: round });
  }
  await world.close();
  sound = world.directory;
  bytes = readFileSync(join(sound, "store.mdb"));
});
afterAll(() => rmSync(sound, { recursive: true, force: true }));

/** A copy of the sound store with other bytes in its data file. */
function damaged(file: Buffer): string {
  const directory = freshDirectory();
  cpSync(sound, directory, { recursive: true });
  writeFileSync(join(directory, "store.mdb"), file);
  return directory;
}

function overwritten(from: number, to: number, byte: (at: number) => number): Buffer {
  const file = Buffer.from(bytes);
  for (let at = from; at < to; at++) file[at] = byte(at);
  return file;
}

function replaced(what: string, by: string): Buffer {
  return Buffer.from(bytes.toString("latin1").replaceAll(what, by), "latin1");
}

/** Without the page that both roots name as the record of the tree. */
function withoutRoots(): Buffer {
  const file = Buffer.from(bytes);
  for (const root of [0, PAGE]) {
    const page = Number(bytes.readBigUInt64LE(root + 24 + 24 + 48 + 40));
    file.fill(0, page * PAGE, (page + 1) * PAGE);
  }
  return file;
}

const CASES: readonly (readonly [name: string, file: () => Buffer, reason: string])[] = [
  ["empty", () => Buffer.alloc(0), "is damaged: it is empty"],
  ["a text", () => Buffer.from("Estimada autoridad municipal"), "is not a file of this store"],
  ["noise", () => overwritten(0, bytes.length, (at) => (at * 7919) % 251), "is not a file of this store"],
  ["zeros", () => Buffer.alloc(bytes.length), "is not a file of this store"],
  ["a database of something else", () => replaced("data\0", "else\0"), "is not a file of this store"],
  ["of another format", () => replaced(FORMAT, "pliego-embedded-0"), "pliego-embedded-0"],
  ["cut inside its first page", () => bytes.subarray(0, 100), "is not a file of this store"],
  ["cut in the middle", () => bytes.subarray(0, bytes.length / 2 + 100), "is damaged: page"],
  ["without its second root", () => overwritten(PAGE, PAGE * 2, () => 0), "its second root is missing"],
  ["with zeros for its root pages", withoutRoots, "is damaged: page"],
  ["with an indexed field renamed", () => replaced("\u0010n\0", "\u0010m\0"), "is damaged: index n_1"],
];

describe("a file that is not what it should be", () => {
  const opened = new Map<string, { directory: string; names: readonly string[]; given: Buffer }>();
  let reasons: ReadonlyMap<string, string>;
  beforeAll(async () => {
    for (const [name, file] of CASES) {
      const given = file();
      const directory = damaged(given);
      opened.set(name, { directory, given, names: readdirSync(directory) });
    }
    reasons = await refusals([...opened.values()].map((one) => one.directory));
  });
  afterAll(() => {
    for (const { directory } of opened.values()) rmSync(directory, { recursive: true });
  });

  test.each(CASES)(
    "[E21] %s: it is refused with its path and what to do, and left as it is",
    (name, _file, reason) => {
      const { directory, names, given } = must(opened.get(name), "a case");
      const said = reasons.get(directory);
      expect(said).toContain(directory);
      expect(said).toContain(reason);
      expect(said).toContain("restore a backup");
      expect(readFileSync(join(directory, "store.mdb")).equals(given)).toBe(true);
      expect(readdirSync(directory)).toEqual(names);
    },
  );

  test("[E21] whatever is overwritten: opening refuses, or everything reads; it never writes and never crashes", async () => {
    const directory = freshDirectory();
    const path = join(directory, "store.mdb");
    const places = fc.record({
      at: fc.nat({ max: bytes.length - 1 }),
      with: fc.uint8Array({ minLength: 1, maxLength: 64 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(places, { minLength: 1, maxLength: 4 }), async (changes) => {
        const file = Buffer.from(bytes);
        for (const change of changes) file.set(change.with.subarray(0, file.length - change.at), change.at);
        writeFileSync(path, file);
        try {
          await checkFiles(directory);
        } catch (error) {
          expect((error as Error).message).not.toContain("bug");
        }
        expect(readFileSync(path).equals(file)).toBe(true);
      }),
      { numRuns: 60 },
    );
    rmSync(directory, { recursive: true });
  });

  test("[E21] a value that was longer, and free pages in runs, are no damage", async () => {
    const directory = freshDirectory();
    cpSync(join(sound, "store.mdb"), join(directory, "store.mdb"));
    const root = open({ path: join(directory, "store.mdb"), overlappingSync: false });
    const data = root.openDB<Buffer, Buffer>({ name: "data", encoding: "binary", keyEncoding: "binary" });
    // Out of the way of documents, between the kinds of keys.
    const key = (n: number) => Buffer.from([0x7f, n >> 8, n & 255]);
    for (const [round, size] of [40_000, 300, 9000, 10, 60_000, 5000].entries()) {
      data.transactionSync(() => {
        for (let n = 0; n < 40; n++) if ((n + round) % 3 !== 0) data.put(key(n), Buffer.alloc(size));
        for (let n = 0; n < 40; n++) if ((n + round) % 3 === 0) data.remove(key(n));
        for (let n = 0; n < 40; n += 2) data.put(key(n), encode({ n }));
      });
    }
    await root.close();
    await checkFiles(directory);
    rmSync(directory, { recursive: true });
  });
});
