import { readFileSync, rmSync, statSync, writeFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { serialize, Timestamp } from "bson";
import { afterAll, describe, expect, test } from "vitest";
import { openBackup } from "./backup-reading.ts";
import { partialOf, writeBackup } from "./backup-writing.ts";
import { encodeFields, encodeFrame, magic, preamble } from "./file-format.ts";
import { readPartial } from "./partial-backup.ts";
import { makeSealer, type Part } from "./parts.ts";
import { freshFolder, unwatched } from "./test-places.ts";
import { checkBackup } from "./restoring.ts";
import { Cancelled, progressLine, watched } from "./watching.ts";

const folder = freshFolder();
afterAll(() => rmSync(folder, { recursive: true }));

/** Every byte would take seconds; a step that is prime meets every kind of place. */
const step = 5;

const header = {
  id: "one",
  at: new Date("2026-11-25T12:00:00Z"),
  moment: new Timestamp({ t: 7, i: 1 }),
  from: "here/pliego",
  product: "0.1.0",
  collections: ["a", "b"],
  definitions: "0".repeat(64),
};

async function* parts(): AsyncGenerator<Part> {
  for (const [name, documents] of [
    ["a", [1, 2, 3]],
    ["b", []],
  ] as const) {
    yield {
      kind: "collection",
      definition: { name, options: {}, indexes: [{ name: "k_1", key: { k: 1 } }] },
    };
    const encoded = documents.map((n) => Buffer.from(serialize({ _id: n, text: "Ñ" })));
    const sealer = makeSealer(name);
    encoded.forEach(sealer.add);
    if (encoded.length > 0) yield { kind: "documents", documents: encoded };
    yield { kind: "seal", seal: sealer.seal() };
  }
}

async function check(bytes: Uint8Array): Promise<string> {
  const path = join(folder, "damaged");
  writeFileSync(path, bytes);
  try {
    const backup = await openBackup(path);
    try {
      await checkBackup(backup, unwatched);
      return "whole";
    } finally {
      await backup.close();
    }
  } catch (error) {
    return (error as Error).message.replace(path, "FILE");
  }
}

const path = join(folder, "whole");
await writeBackup(path, false, header, parts());
const whole = readFileSync(path);

describe("a backup file", () => {
  test("[O5] a backup file is readable by its owner only, and is there only when it is whole", async () => {
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await check(whole)).toBe("whole");
    await expect(writeBackup(path, false, header, parts())).rejects.toThrow(/is there already.*--replace/);
    const broken = join(folder, "broken");
    async function* failing(): AsyncGenerator<Part> {
      yield* parts();
      throw new Error("the server is gone");
    }
    await expect(writeBackup(broken, false, header, failing())).rejects.toThrow("the server is gone");
    expect([existsSync(broken), existsSync(partialOf(broken))]).toEqual([false, true]);
    await expect(writeBackup(path, true, header, failing())).rejects.toThrow("the server is gone");
    expect(readFileSync(path)).toEqual(whole);
    await expect(writeBackup(join(folder, "no", "where"), false, header, parts())).rejects.toThrow(/ENOENT/);
  });

  test("[O7] a backup with a flipped byte is refused, wherever it is", async () => {
    for (let at = 0; at < whole.length; at += step) {
      const bytes = Buffer.from(whole);
      bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << (at % 8)), at);
      expect(`${at} ${await check(bytes)}`).toMatch(
        /^\d+ FILE (is damaged at byte|is not a backup of Pliego|was written by a newer)/,
      );
    }
  });

  test("[O7] a backup cut off anywhere is refused", async () => {
    for (let length = 0; length < whole.length; length += step)
      expect(`${length} ${await check(whole.subarray(0, length))}`).toMatch(
        /^\d+ FILE is not whole: it is cut off/,
      );
  });

  test("[O7] a newer file, another file and no file are each named", async () => {
    const newer = Buffer.from(whole);
    newer.writeUInt16LE(2, magic.length);
    expect(await check(newer)).toContain(
      "written by a newer version of Pliego (format 2; this version reads 1)",
    );
    expect(await check(Buffer.from("PK\u0003\u0004 a zip"))).toBe("FILE is not a backup of Pliego");
    await expect(openBackup(join(folder, "nothing"))).rejects.toThrow("cannot be read (ENOENT)");
    await expect(openBackup(folder)).rejects.toThrow("is not a file");
    await expect(writeBackup(folder, true, header, parts())).rejects.toThrow(
      "is a folder: name a file in it",
    );
  });

  test("[O7] frames that are sound but out of place, missing or too many are found", async () => {
    const a = { name: "a", options: {}, indexes: [] };
    const one = serialize({ _id: 1 });
    const sealer = makeSealer("a");
    sealer.add(Buffer.from(one));
    const frames = {
      header: await encodeFrame("header", encodeFields({ ...header, collections: ["a"] })),
      collection: await encodeFrame("collection", encodeFields(a)),
      documents: await encodeFrame("documents", one),
      seal: await encodeFrame("seal", encodeFields(sealer.seal())),
      end: await encodeFrame(
        "end",
        encodeFields({ collections: 1, documents: 1, bytes: 5, sha256: "0".repeat(64) }),
      ),
      half: await encodeFrame("documents", one.subarray(0, 9)),
    };
    const file = (...names: readonly (keyof typeof frames)[]) =>
      check(Buffer.concat([preamble(), ...names.map((name) => frames[name])]));
    expect(await file("collection")).toContain("it has no header");
    expect(await file("header", "documents")).toContain("documents is out of place");
    expect(await file("header", "header")).toContain("header is out of place");
    expect(await file("header", "collection", "collection")).toContain("collection is out of place");
    expect(await file("header", "collection", "half")).toContain("is damaged");
    expect(await file("header", "collection", "seal")).toContain("the documents of a are not those");
    expect(await file("header", "collection", "documents", "documents", "seal")).toContain(
      "the documents of a are not those",
    );
    expect(await file("header", "collection", "documents", "seal", "end")).toContain(
      "its collections are not those",
    );
    expect(await file("header", "collection", "documents", "seal")).toContain("is not whole");
    expect(await check(Buffer.concat([whole, frames.header]))).toContain("something follows its end");
  });

  test("[O8] of an interrupted backup every whole frame is used, and written on it comes to the same file", async () => {
    const all: Part[] = [];
    for await (const part of parts()) all.push(part);
    for (let length = 0; length < whole.length; length += 6 * step) {
      const again = join(folder, "again");
      writeFileSync(partialOf(again), whole.subarray(0, length));
      const begun = await readPartial(partialOf(again));
      if (begun === undefined) {
        expect(length).toBeLessThan(whole.length / 2);
        continue;
      }
      expect(begun.end).toBeLessThanOrEqual(length);
      const isWritten = (part: Part): boolean => {
        const name = part.kind === "collection" ? part.definition.name : "a";
        const isSealed = begun.sealed.some(
          (one) => one.seal.name === (part.kind === "seal" ? part.seal.name : name),
        );
        return (
          isSealed ||
          (begun.current?.definition.name === name && part.kind === "collection") ||
          (part.kind === "documents" && begun.current?.sealer.counted() === 3)
        );
      };
      async function* rest(): AsyncGenerator<Part> {
        yield* all.filter((part) => !isWritten(part));
      }
      await writeBackup(again, true, begun, rest());
      expect(readFileSync(again)).toEqual(whole);
    }
  });

  test("[O8] work stops between two parts when it is told to, and says how far it is", async () => {
    const stopping = new AbortController();
    const lines: string[] = [];
    const watch = {
      ...unwatched,
      signal: stopping.signal,
      show: (line: string) => void lines.push(line),
      everyMs: 0,
    };
    const passing = watched(parts(), "Backing up", 3, watch);
    await passing.next();
    stopping.abort();
    await expect(passing.next()).rejects.toThrow(Cancelled);
    expect(lines).toEqual([expect.stringMatching(/^Backing up a: 0 of about 3 documents, \d/)]);
    lines.length = 0;
    const sealer = makeSealer("z");
    sealer.add(Buffer.from(serialize({ _id: 1 })));
    const done = { sealed: [], current: { definition: { name: "z", options: {}, indexes: [] }, sealer } };
    async function* rest(): AsyncGenerator<Part> {
      yield { kind: "documents", documents: [Buffer.from(serialize({ _id: 2 }))] };
      yield { kind: "documents", documents: [Buffer.from(serialize({ _id: 3 }))] };
    }
    const goingOn = watched(
      rest(),
      "Backing up",
      3,
      { ...unwatched, ...watch, signal: unwatched.signal, everyMs: Infinity },
      done,
    );
    for await (const part of goingOn) expect(part.kind).toBe("documents");
    expect(lines).toEqual([
      expect.stringMatching(/^Backing up z: 2 of about 3 documents, \d/),
      expect.stringMatching(/^Backing up z: 3 of about 3 documents, \d/),
    ]);
    expect(
      progressLine({
        doing: "Moving",
        collection: "a",
        documents: 12_000,
        expected: 9,
        bytes: 3e6,
        ms: 2_000,
      }),
    ).toBe("Moving a: 12,000 of about 12,000 documents, 1.5 MB/s");
  });
});
