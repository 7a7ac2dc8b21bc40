import { once } from "node:events";
import { writeFileSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { Long } from "bson";
import { Schema } from "mongoose";
import { afterEach, describe, expect, test } from "vitest";
import { startScriptedServer, type ScriptedServer } from "../../testing/scripted-server.ts";
import { connectDatabase, inTransaction, usualPatience, type DatabaseConnection } from "./connection.ts";
import { freshDirectory } from "./embedded/test-store.ts";
import { openDatabase } from "./open.ts";

const patience = { ...usualPatience, selectionMs: 400 };
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function scripted(script: Parameters<typeof startScriptedServer>[0]): Promise<ScriptedServer> {
  const server = await startScriptedServer(script);
  ends.push(server.close);
  return server;
}

async function connected(uri: string): Promise<DatabaseConnection> {
  const connection = await connectDatabase(uri, patience);
  ends.push(connection.close);
  return connection;
}

const refusalOf = (uri: string): Promise<Error> =>
  connected(uri).then(
    () => new Error("it was let in"),
    (error: Error) => error,
  );

const withoutField = undefined as unknown as string;

describe("what a server says of itself decides", () => {
  test.each([
    ["an old server", { version: "7.0.14" }, "", "too old"],
    ["a server with a known hole", { version: "8.0.16" }, "", "CVE-2025-14847"],
    ["one the driver cannot talk to", { hello: { maxWireVersion: 6 } }, "", "too old for the driver"],
    ["a stand-alone server", { hello: { setName: withoutField, hosts: withoutField } }, "", "stands alone"],
    [
      "a stand-alone server under the name of a set",
      { hello: { setName: withoutField, hosts: withoutField } },
      "?replicaSet=set",
      "no server answers",
    ],
    [
      "a set that was never initiated",
      { hello: { setName: withoutField, isWritablePrimary: false, ismaster: false, isreplicaset: true } },
      "",
      "rs.initiate",
    ],
    [
      "an arbiter alone",
      { hello: { isWritablePrimary: false, ismaster: false, arbiterOnly: true, primary: withoutField } },
      "",
      "arbiter",
    ],
    [
      "a secondary alone",
      { hello: { isWritablePrimary: false, ismaster: false, secondary: true, primary: withoutField } },
      "",
      "read-only",
    ],
    [
      "a secondary named directly",
      { hello: { isWritablePrimary: false, ismaster: false, secondary: true } },
      "?directConnection=true",
      "read-only",
    ],
    ["a read-only server", { hello: { readOnly: true } }, "", "read-only mode"],
    [
      "a server without sessions",
      { hello: { logicalSessionTimeoutMinutes: withoutField } },
      "",
      "no sessions",
    ],
  ])("[O10] %s is refused in plain words", async (_what, script, query, words) => {
    const server = await scripted(script);
    const refusal = await refusalOf(`mongodb://${server.host}/${query}`);
    expect(refusal.name).toBe("StartRefusal");
    expect(refusal.message).toContain(words);
  });

  test("[O10] a server that cannot be reached is refused by its name", async () => {
    const idle = createServer().listen(0, "127.0.0.1");
    await once(idle, "listening");
    const { port } = idle.address() as AddressInfo;
    idle.close();
    await once(idle, "close");
    const refusal = await refusalOf(`mongodb://ana:s3cret@127.0.0.1:${port}/pliego`);
    expect(refusal.name).toBe("StartRefusal");
    expect(refusal.message).toContain(`no server answers at 127.0.0.1:${port}`);
  });

  test("[O10] an account that may not make collections is told so", async () => {
    const server = await scripted({
      answers: (name) =>
        name === "create"
          ? { ok: 0, code: 13, codeName: "Unauthorized", errmsg: "not authorized" }
          : undefined,
    });
    const { db, prepare } = await connected(`mongodb://${server.host}`);
    db.model("Thing", new Schema({ name: String }));
    await expect(prepare()).rejects.toThrow("readWrite");
  });

  test("[O10] what the database is called comes from itself, not from the setting", async () => {
    const directory = freshDirectory();
    const own = await openDatabase({ mongodbUri: undefined, dataDir: directory, share: false });
    ends.push(own.close);
    const shared = await openDatabase({ mongodbUri: undefined, dataDir: directory, share: true });
    ends.push(shared.close);
    const server = await scripted({});
    const real = await connected(`mongodb://${server.host}`);
    expect(own.description).toBe("embedded store (MongoDB protocol)");
    expect(shared.description).toBe(own.description);
    expect(real.description).toBe("MongoDB 8.0.99 (replica set set)");
    rmSync(directory, { recursive: true });
  });

  test("[O10] a data directory that is a file is refused in plain words", async () => {
    const file = join(freshDirectory(), "data");
    writeFileSync(file, "");
    await expect(openDatabase({ mongodbUri: undefined, dataDir: file, share: false })).rejects.toThrow(
      "is not a directory",
    );
  });
});

describe("credentials", () => {
  const denies = (name: string) =>
    name === "saslStart"
      ? { ok: 0, code: 18, codeName: "AuthenticationFailed", errmsg: "Authentication failed for s3cret" }
      : undefined;

  test("[O10, O11] wrong ones are refused, and never shown", async () => {
    const server = await scripted({ answers: denies });
    const refusal = await refusalOf(`mongodb://ana:s3cret@${server.host}/pliego`);
    expect(refusal.message).toContain("user name and password");
    expect(`${refusal.message}${refusal.stack}${String(refusal.cause)}`).not.toMatch(/ana:|s3cret/);
  });

  test.each([
    "mongodb://ana:s3cret@[::1",
    "mongodb://ana:s3cret@",
    "mongodb://ana:s3cret/x@db.example/pliego",
    "mongodb://ana:s3cret@127.0.0.1:1/pliego?retryWrites=s3cret",
    "mongodb://ana:s3cret@127.0.0.1:1/pliego?noSuchOption=1",
    "mongodb+srv://ana:s3cret@pliego.invalid/pliego",
  ])("[O11] an address that cannot be used is refused without its password: %s", async (uri) => {
    const refusal = await refusalOf(uri);
    expect(refusal.name).toBe("StartRefusal");
    expect(`${refusal.message}${refusal.stack}${String(refusal.cause)}`).not.toMatch(/ana:|s3cret/);
  });

  test.each([
    ["", "admin"],
    ["/", "admin"],
    ["/pliego", "pliego"],
    ["/?authSource=people", "people"],
  ])("[O10] the account of an address ending in %j is looked for in %s", async (end, source) => {
    const server = await scripted({ answers: denies });
    await refusalOf(`mongodb://ana:s3cret@${server.host}${end}`);
    expect(server.commands.find((command) => "saslStart" in command)?.["$db"]).toBe(source);
  });
});

describe("every write and read", () => {
  const cursor = { cursor: { id: Long.ZERO, ns: "pliego.things", firstBatch: [] } };

  test.each(["", "?w=1&journal=false&readConcernLevel=local&retryWrites=false&readPreference=secondary"])(
    "[O10] is a majority's and journaled, retried, from the primary, in pliego, whatever the address says: %j",
    async (query) => {
      const server = await scripted({ answers: (name) => (name === "find" ? cursor : undefined) });
      const { db } = await connected(`mongodb://${server.host}/${query}`);
      const things = db.collection("things");
      await things.insertOne({ name: "one" });
      await things.findOne({ name: "one" });
      await inTransaction(db, async (session) => void (await things.findOne({}, { session })));
      const sent = (name: string) => server.commands.filter((command) => name in command);
      const [insert] = sent("insert");
      expect(insert?.["writeConcern"]).toMatchObject({ w: "majority", j: true });
      expect(insert?.["txnNumber"]).toBeDefined();
      const [find, inside] = sent("find");
      expect(find?.["readConcern"]).toMatchObject({ level: "majority" });
      expect(inside?.["readConcern"]).toMatchObject({ level: "snapshot" });
      expect(sent("commitTransaction")[0]?.["writeConcern"]).toMatchObject({ w: "majority", j: true });
      for (const command of [insert, find, inside]) {
        expect(command?.["$db"]).toBe("pliego");
        expect([undefined, { mode: "primary" }]).toContainEqual(command?.["$readPreference"]);
      }
    },
  );
});
