// For tests of the embedded store: a store that hostile clients meet, beside an honest one that must notice nothing.
import { expect } from "vitest";
import { type RawClient, message, rawClient } from "./raw-client.ts";
import { openTestStore } from "./test-store.ts";

/** Who hangs while holding the store's memory is closed after so long; a minute in the product. */
const PATIENCE_MS = 200;

interface Kept {
  readonly _id: number;
  readonly words: string;
}

export interface HostileWorld {
  /** The honest client's connection. */
  readonly connection: Awaited<ReturnType<typeof openTestStore>>["connection"];
  /** A new hostile client. */
  client(): RawClient;
  /** The honest client writes one more document and finds all that it wrote before, as it was. */
  honestGoesOn(): Promise<void>;
  /** Sends bytes and then a ping, so that something comes back whatever the bytes are; what comes must be sound. */
  outcomeOf(bytes: Buffer, name?: string): Promise<void>;
  end(): Promise<void>;
}

export async function openHostileWorld(): Promise<HostileWorld> {
  const world = await openTestStore(undefined, 60_000, PATIENCE_MS);
  const clients: RawClient[] = [];
  let kept: Kept[] = [];
  const client = () => {
    const one = rawClient(world.store.uri);
    clients.push(one);
    return one;
  };
  return {
    connection: world.connection,
    client,
    honestGoesOn: async () => {
      const c = world.connection.collection<Kept>("honest");
      const one = { _id: kept.length, words: `Artículo ${kept.length}: «el agua» 🜄` };
      await c.insertOne(one);
      kept = [...kept, one];
      expect(await c.find().sort({ _id: 1 }).toArray()).toEqual(kept);
    },
    outcomeOf: async (bytes, name = bytes.toString("hex")) => {
      const one = rawClient(world.store.uri);
      one.socket.write(Buffer.concat([bytes, message({ ping: 1 })]));
      const answer = await one.next();
      one.socket.destroy();
      if (answer === "closed") return;
      expect([0, 1]).toContain(answer["ok"]);
      if (answer["ok"] === 1) return;
      expect(answer).toMatchObject({ errmsg: expect.any(String), codeName: expect.any(String) });
      // 8 is a bug of the store, reported.
      expect(answer["code"], `${answer["errmsg"]} ${name}`).not.toBe(8);
    },
    end: async () => {
      for (const one of clients) one.socket.destroy();
      await world.end();
    },
  };
}
