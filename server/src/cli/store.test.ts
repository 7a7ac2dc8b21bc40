// The commands around the store, as processes of their own.
import { spawn } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Long } from "bson";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connectDatabase, usualPatience, type DatabaseConnection } from "../platform/database/connection.ts";
import { readConfig } from "../config.ts";
import { socketOf } from "../platform/database/embedded/raw-client.ts";
import { freshDirectory } from "../platform/database/embedded/test-store.ts";
import { commandLine, startCommand, type RunningCommand } from "../testing/command-line.ts";
import { startScriptedServer } from "../testing/scripted-server.ts";
import { openDatabase, serveStore } from "../platform/database/open.ts";
import { checkStoreCommand } from "./check-store.ts";
import { isAboutUsage } from "./command.ts";
import { storeCommand } from "./store.ts";

/** A process has to load the whole product first. */
const startWithin = { timeout: 25_000 };
const patience = { ...usualPatience, selectionMs: 2_000 };

let dataDir: string;
const ends: (() => unknown)[] = [];
beforeEach(() => void (dataDir = freshDirectory()));
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
  rmSync(dataDir, { recursive: true, force: true });
});

function run(words: readonly string[], variables: Readonly<Record<string, string>> = {}): RunningCommand {
  const running = startCommand(words, { DATA_DIR: dataDir, ...variables });
  ends.push(async () => {
    running.child.kill("SIGKILL");
    await running.ended;
  });
  return running;
}

/** A process that has started a store with its parent and does nothing else; killed, it leaves the store alone. */
function parentOfStore(directory: string, input: "pipe" | "ignore") {
  const stdio = JSON.stringify([input, "inherit", "inherit"]);
  const words = JSON.stringify([commandLine, "store", "--with-parent"]);
  const code = `require("node:child_process").spawn(process.execPath, ${words}, { stdio: ${stdio} });`;
  const child = spawn(process.execPath, ["-e", code], {
    env: { PATH: process.env["PATH"], DATA_DIR: directory },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return { child, printed: () => output };
}

const addressIn = (printed: string) => /^MONGODB_URI=(\S+)$/m.exec(printed)?.[1];

async function uriOf(store: { readonly printed: () => string }): Promise<string> {
  await expect.poll(() => addressIn(store.printed()), startWithin).toBeDefined();
  return addressIn(store.printed()) ?? "";
}

async function connected(uri: string): Promise<DatabaseConnection> {
  const connection = await connectDatabase(uri, patience);
  ends.push(connection.close);
  return connection;
}

const isServed = (uri: string) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(socketOf(uri));
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });

test("[O15] several processes work on one store at the socket that was asked for; SIGTERM ends it, the data stay", async () => {
  const socket = join(dataDir, "shared.sock");
  const store = run(["store", "--socket", relative(process.cwd(), socket)]);
  const uri = await uriOf(store);
  expect(uri).toContain(encodeURIComponent(socket));
  expect(store.printed()).toContain(`There was no store in ${dataDir}: a new, empty one was made.`);
  const [one, other] = [await connected(uri), await connected(uri)];
  expect(one.description).toBe("embedded store (MongoDB protocol)");
  await one.db.collection<{ _id: string }>("things").insertOne({ _id: "kept" });
  expect(await other.db.collection<{ _id: string }>("things").findOne({ _id: "kept" })).toBeTruthy();

  await expect(serveStore(dataDir)).rejects.toThrow(encodeURIComponent(socket));

  store.child.kill("SIGTERM");
  expect((await store.ended).code).toBe(0);
  const again = await serveStore(dataDir);
  ends.push(again.close);
  const after = await connected(again.uri);
  expect(await after.db.collection<{ _id: string }>("things").findOne({ _id: "kept" })).toBeTruthy();
});

test("[O15] a store that was started with its parent ends when the parent is killed", async () => {
  const parent = parentOfStore(dataDir, "pipe");
  const uri = await uriOf(parent);
  expect(await isServed(uri)).toBe(true);
  parent.child.kill("SIGKILL");
  await expect.poll(() => isServed(uri)).toBe(false);
});

test("[O15] with its parent, also where no pipe leads to it; alone it stays whatever becomes of its input", async () => {
  const parent = parentOfStore(join(dataDir, "with"), "ignore");
  const alone = run(["store"], { DATA_DIR: join(dataDir, "alone") });
  const [childless, uri] = await Promise.all([uriOf(parent), uriOf(alone)]);
  alone.child.stdin.end();
  parent.child.kill("SIGKILL");
  await expect.poll(() => isServed(childless)).toBe(false);
  expect(await isServed(uri)).toBe(true);
});

test.each([
  [[], { MONGODB_URI: "mongodb://127.0.0.1:1" }, "there is no embedded store to serve"],
  [["--socket", `/tmp/${"x".repeat(120)}`], {}, "longer than 100 bytes"],
  [["--socket", fileURLToPath(import.meta.url)], {}, "is not a socket"],
  [["--socket", "/missing/folder/s"], {}, "/missing/folder is missing"],
  [["--socket"], {}, "argument missing"],
] as [string[], Record<string, string>, string][])(
  "[O15] store %j with %j is refused: %s",
  async (words, env, says) => {
    const config = readConfig({ DATA_DIR: dataDir, ...env });
    await expect(storeCommand.runAlone(words, config)).rejects.toThrow(says);
  },
);

test("[O15] where there is no store, who looks makes none, and says why", async () => {
  const missing = "is DATA_DIR right?";
  for (const [words, DATA_DIR, says] of [
    [[], dataDir, missing],
    [[], join(dataDir, "none"), missing],
    [[], join(dataDir, "x".repeat(300)), "cannot be used"],
    [["extra"], dataDir, "Unexpected argument"],
    [["--wrong"], dataDir, "Unknown option"],
  ] as const) {
    const refusal = await checkStoreCommand.runAlone(words, readConfig({ DATA_DIR })).catch((error) => error);
    expect(refusal.message).toContain(says);
    expect(isAboutUsage(refusal)).toBe(words.length > 0);
  }
  const verify = run(["verify-record"]);
  expect((await verify.ended).code).toBe(1);
  expect(verify.printed()).toContain(missing);
  expect(readdirSync(dataDir)).toEqual([]);
});

test("[O15] check-store says that data are sound, of the embedded store, and exits with 0", async () => {
  const database = await openDatabase({ mongodbUri: undefined, dataDir, share: false });
  const things = database.db.collection("things");
  await things.insertMany([{ name: "one" }, { name: "two" }]);
  await things.createIndex({ name: 1 });
  await database.close();
  const check = run(["check-store"]);
  expect((await check.ended).code).toBe(0);
  expect(check.printed()).toContain("Checking the embedded store");
  expect(check.printed()).toContain("[1/1] things: sound (2 documents, 2 indexes)");
  expect(check.printed()).toContain("All is sound: 2 documents in 1 collection.");
});

test("[O15] check-store names what is damaged, of a MongoDB server too, and exits with 1", async () => {
  const listed = ["things", "jobs"].map((name) => ({ name, type: "collection" }));
  const server = await startScriptedServer({
    answers: (name, command) => {
      if (name === "listCollections")
        return { cursor: { id: Long.ZERO, ns: "pliego.$cmd.listCollections", firstBatch: listed } };
      if (name !== "validate") return undefined;
      const valid = command["full"] === true && command["validate"] !== "things";
      const errors = valid ? [] : ["index name_1 misses a document"];
      return { valid, nrecords: 7, keysPerIndex: { _id_: 7, name_1: 7 }, errors };
    },
  });
  ends.push(server.close);
  const check = run(["check-store"], { MONGODB_URI: `mongodb://${server.host}` });
  expect((await check.ended).code).toBe(1);
  for (const line of [
    "Checking the MongoDB 8.0.99",
    "[1/2] jobs: sound (7 documents, 2 indexes)",
    "[2/2] things: DAMAGED",
    "index name_1 misses a document",
    "Damaged: 1 of 2 collections.",
  ])
    expect(check.printed()).toContain(line);
});
