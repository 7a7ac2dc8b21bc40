// Several people who write words that can be counted, each through a bad network of her own.
import { setTimeout as wait } from "node:timers/promises";
import { readText } from "@pliego/shared/text/ydoc.ts";
import { openRoomClient, type RoomClient, type RoomClientOptions } from "../support/room-client.ts";
import { openTcpProxy, type TcpProxy } from "../support/tcp-proxy.ts";
import { chanceOf, type Chance } from "./seeds.ts";
import { countTokens, faultsAmong, placeToken, token } from "./tokens.ts";

export interface Writer {
  readonly client: RoomClient;
  readonly proxy: TcpProxy;
  /** Every word she wrote so far. */
  readonly written: readonly string[];
  /** Writes one more word. */
  readonly write: () => void;
  /** Goes on writing, with pauses of `low` to `high` ms, until told to stop. */
  readonly type: (low: number, high: number) => void;
  readonly stop: () => void;
  readonly close: () => Promise<void>;
}

/** Where and as whom a room is entered. */
export type Entrance = Pick<RoomClientOptions, "origin" | "cookie" | "room">;

/** `number` is what her words begin with, and what her chance comes from together with the seed. */
export async function openWriter(
  entrance: Entrance,
  number: number,
  seed: number,
  options: Pick<RoomClientOptions, "twice" | "isDeaf" | "clientId" | "onSaving"> = {},
): Promise<Writer> {
  const chance = chanceOf(seed * 1000 + number);
  const proxy = await openTcpProxy(Number(new URL(entrance.origin).port));
  const client = openRoomClient({ ...entrance, ...options, at: `http://127.0.0.1:${proxy.port}` });
  const written: string[] = [];
  let next: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    // Before the text is there, there is nothing to write in.
    if (client.fragment.length === 0) return;
    const word = token(number, written.length);
    written.push(word);
    client.edit(word, (fragment) => placeToken(fragment, word, chance));
  };
  const stop = () => clearTimeout(next);
  const type = (low: number, high: number) => {
    next = setTimeout(
      () => {
        write();
        type(low, high);
      },
      chance.between(low, high),
    );
  };
  return {
    client,
    proxy,
    written,
    write,
    type,
    stop,
    close: async () => {
      stop();
      client.destroy();
      await proxy.close();
    },
  };
}

/** Waits until a condition holds; throws with what it waited for when it does not within the time. */
export async function until(what: string, holds: () => boolean, withinMs = 20_000): Promise<void> {
  for (const end = performance.now() + withinMs; !holds(); await wait(5))
    if (performance.now() > end) throw new Error(`waited ${withinMs} ms in vain: ${what}`);
}

/** What somebody sees who enters the room now, straight at the server. */
export async function readRoom<T>(entrance: Entrance, read: (client: RoomClient) => T): Promise<T> {
  const reader = openRoomClient({ ...entrance, at: entrance.origin });
  try {
    await until("a reader gets the text", () => {
      if (reader.closes.length > 20) throw new Error(`a reader is not let in: ${reader.closes.join()}`);
      return reader.provider.synced;
    });
    return read(reader);
  } finally {
    reader.destroy();
  }
}

export interface Faults {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
}
export const noFaults: Faults = { lost: [], doubled: [] };

/** What the server has now, held against every word that it said is saved. */
export const faultsOfServer = (entrance: Entrance, writers: readonly Writer[]): Promise<Faults> =>
  readRoom(entrance, ({ fragment }) =>
    faultsAmong(
      countTokens(fragment),
      writers.flatMap(({ client }) => [...client.acknowledged]),
    ),
  );

const agreeWithinMs = 10_000;

/** Waits until everybody's words are saved and have reached everybody who hears. */
export async function settle(entrance: Entrance, writers: readonly Writer[]): Promise<void> {
  for (const writer of writers) writer.stop();
  const describe = () =>
    writers
      .filter(({ client }) => !client.isSettled())
      .map(({ client, written }) => `${written[0]}: closes ${client.closes.slice(-5).join()}`)
      .join("; ");
  await until("everybody's words are saved", () => writers.every(({ client }) => client.isSettled())).catch(
    (error: unknown) => {
      throw new Error(`${String(error)} (${describe()})`);
    },
  );
  const expected = writers.flatMap(({ written }) => written).length;
  for (const { client } of writers) {
    if (client.isDeaf) continue;
    await until("everybody has everybody's words", () => countTokens(client.fragment).size >= expected);
  }
  // Who was told last may still have something on its way.
  const end = performance.now() + agreeWithinMs;
  for (;;) {
    const texts = new Set(
      writers.flatMap(({ client }) => (client.isDeaf ? [] : [JSON.stringify(readText(client.fragment))])),
    );
    texts.add(await readRoom(entrance, ({ fragment }) => JSON.stringify(readText(fragment))));
    if (texts.size === 1) return;
    if (performance.now() > end)
      throw new Error(`writers and server have ${texts.size} different texts, and keep them`);
  }
}

/** Some bad luck for one writer's network: a pause, a cut, a half-closed or silent connection, or better weather. */
export function badLuck(proxy: TcpProxy, chance: Chance): void {
  switch (chance.below(8)) {
    case 0:
      return proxy.cutAll();
    case 1:
      return [...proxy.links].forEach((link) => link.halfClose(chance.pick(["toServer", "toClient"])));
    case 2: {
      // Silent in one direction, until it is noticed and cut.
      const direction = chance.pick(["toServer", "toClient"] as const);
      for (const link of proxy.links) {
        link.set(direction, { state: "lost" });
        setTimeout(() => link.cut(), 150);
      }
      return;
    }
    case 3:
    case 4:
      return proxy.set(chance.pick(["toServer", "toClient"]), { delayMs: chance.below(60) });
    case 5:
      for (const link of proxy.links) {
        link.set("toClient", { state: "held" });
        setTimeout(() => link.set("toClient", { state: "open" }), chance.below(150));
      }
      return;
    default:
      return proxy.set(chance.pick(["toServer", "toClient"]), { delayMs: 0 });
  }
}
