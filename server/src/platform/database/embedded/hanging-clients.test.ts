import { type Document, Long, UUID } from "bson";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type HostileWorld, openHostileWorld } from "./hostile-world.ts";
import { message, rawClient } from "./raw-client.ts";
import { openTestStore } from "./test-store.ts";

let world: HostileWorld;
beforeAll(async () => {
  world = await openHostileWorld();
});
afterAll(() => world.end());

describe("clients that hang", () => {
  const head = (bytes: number) => {
    const start = message({ ping: 1 }).subarray(0, 20);
    const next = Buffer.from(start);
    next.writeInt32LE(bytes, 0);
    return next;
  };

  /** Returns when the store's patience with a silent client has ended, twice over. */
  async function outlastPatience(): Promise<void> {
    for (const _ of [1, 2]) {
      const silent = world.client();
      silent.socket.write(head(100));
      await silent.closed;
    }
  }

  test("[E9] half a frame and then nothing: closed, and nobody waits for it", async () => {
    const silent = [
      message({ ping: 1 }).subarray(0, 30),
      message({ ping: 1 }).subarray(0, 3),
      head(48_000_000),
    ].map((bytes) => {
      const one = world.client();
      one.socket.write(bytes);
      return one;
    });
    await world.honestGoesOn();
    for (const one of silent) expect(await one.next()).toBe("closed");
    await world.honestGoesOn();
  });

  test("[E9] also one that was idle before", async () => {
    const [late, other] = [world.client(), world.client()];
    late.socket.write(message({ ping: 1 }));
    expect(await late.next()).toMatchObject({ ok: 1 });
    await outlastPatience();
    late.socket.write(head(100));
    other.socket.write(head(100));
    await Promise.all([late.closed, other.closed]);
  });

  test("[E9] a connection that holds nothing is left alone for as long as it likes", async () => {
    const idle = world.client();
    idle.socket.write(message({ ping: 1 }));
    expect(await idle.next()).toMatchObject({ ok: 1 });
    await outlastPatience();
    idle.socket.write(message({ ping: 1 }));
    expect(await idle.next()).toMatchObject({ ok: 1 });
  });

  test("[E9] answers that nobody fetches: the store answers no further, and closes", async () => {
    // In small messages, which arrive whole: the honest client has no patience to lose either.
    const documents = () => Array.from({ length: 30 }, () => ({ a: "x".repeat(1000) }));
    await Promise.all(
      Array.from({ length: 20 }, () => world.connection.collection("large").insertMany(documents())),
    );
    const deaf = world.client();
    deaf.socket.pause();
    for (let n = 0; n < 200; n++)
      deaf.socket.write(message({ find: "large", batchSize: 1000, $db: "pliego" }));
    await world.honestGoesOn();
    await outlastPatience();
    deaf.socket.resume();
    let fetched = 0;
    while ((await deaf.next()) !== "closed") fetched += 1;
    expect(fetched).toBeLessThan(20);
    await world.connection.collection("large").drop();
  });

  test("[E9] many that declare 48 MB and send in drops: over 240 MB in all the longest are closed, the others not", async () => {
    const patient = await openTestStore();
    const heavy = Array.from({ length: 30 }, () => rawClient(patient.store.uri));
    const chunk = Buffer.alloc(10_000_000);
    for (const one of heavy) {
      one.socket.write(head(48_000_000));
      one.socket.write(Buffer.alloc(1));
      await new Promise<void>((sent) => one.socket.write(chunk, () => sent()));
    }
    await Promise.all(heavy.slice(0, 6).map((one) => one.closed));
    expect(await patient.connection.collection("honest").countDocuments()).toBe(0);
    expect(heavy.slice(8).filter((one) => one.socket.destroyed)).toEqual([]);
    for (const one of heavy) one.socket.destroy();
    await patient.end();
  });

  test("[E9] cursors that nobody reads to their end, and transactions that nobody ends", async () => {
    const patient = await openTestStore();
    await patient.connection.collection("honest").insertMany([{ a: 1 }, { a: 2 }]);
    const hoarder = rawClient(patient.store.uri);
    const answers = async (count: number, command: (n: number) => Document) => {
      hoarder.socket.write(Buffer.concat(Array.from({ length: count }, (_, n) => message(command(n)))));
      const all: unknown[] = [];
      while (all.length < count) all.push(await hoarder.next());
      return all;
    };
    const find = { find: "honest", batchSize: 1, $db: "pliego" };
    const [first, second, ...rest] = (await answers(1002, () => find)) as {
      ok: number;
      cursor: { id: Long };
    }[];
    expect([first, second, ...rest].every((one) => one?.ok === 1)).toBe(true);
    const more = (of: typeof first) => () => ({
      getMore: of?.cursor.id,
      collection: "honest",
      $db: "pliego",
    });
    expect(await answers(1, more(first))).toMatchObject([{ code: 43 }]);
    expect(await answers(1, more(rest.at(-1)))).toMatchObject([{ ok: 1, cursor: { nextBatch: [{ a: 2 }] } }]);
    const begun = await answers(501, () => ({
      ...find,
      lsid: { id: new UUID() },
      txnNumber: Long.ONE,
      autocommit: false,
      startTransaction: true,
    }));
    expect(begun.slice(0, 500).filter((one) => (one as Document)["ok"] !== 1)).toEqual([]);
    expect(begun[500]).toMatchObject({ code: 246, errorLabels: ["TransientTransactionError"] });
    expect(await patient.connection.collection("honest").find().toArray()).toHaveLength(2);
    // With the connection its transactions end.
    hoarder.socket.destroy();
    const session = await patient.connection.startSession();
    await session.withTransaction(() =>
      patient.connection.collection("honest").insertOne({ a: 3 }, { session }),
    );
    await session.endSession();
    await patient.end();
  });

  test("[E9] a thousand connections at once", async () => {
    const many = Array.from({ length: 1000 }, () => world.client());
    for (const one of many) one.socket.write(message({ insert: "many", documents: [{ a: 1 }] }));
    await world.honestGoesOn();
    const answers = await Promise.all(many.map((one) => one.next()));
    for (const answer of answers) expect(answer).toMatchObject({ ok: 1, n: 1 });
    for (const one of many) one.socket.destroy();
    await world.honestGoesOn();
  });
});
