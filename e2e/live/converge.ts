// Many people edit one text at random, through networks that slow down, break, fall silent and deliver twice. In the end
// all of them and the server have the same text.
import { setTimeout as wait } from "node:timers/promises";
import * as Y from "yjs";
import { readText } from "@pliego/shared/text/ydoc.ts";
import type { DocJSON } from "@pliego/shared/text/types.ts";
import { docHtml } from "@pliego/shared/text/doc-html.ts";
import { openRoomClient, type RoomClient } from "../support/room-client.ts";
import { openTcpProxy } from "../support/tcp-proxy.ts";
import { editAtRandom } from "./random-edits.ts";
import type { RoomsServer } from "./rooms-server.ts";
import { chanceOf } from "./seeds.ts";
import { badLuck, readRoom, until, type Entrance } from "./writers.ts";

export interface Session {
  readonly seed: number;
  readonly clients: number;
  readonly edits: number;
}

/** The text that all have in the end; throws when they differ, or when the server refused somebody. */
export async function editTogether(entrance: Entrance, session: Session): Promise<DocJSON> {
  const people = await Promise.all(
    Array.from({ length: session.clients }, async (_, nth) => {
      const chance = chanceOf(session.seed * 100 + nth);
      const proxy = await openTcpProxy(Number(new URL(entrance.origin).port));
      const twice = () => chance.happens(0.1);
      const client = openRoomClient({ ...entrance, at: `http://127.0.0.1:${proxy.port}`, twice });
      return { nth, chance, proxy, client };
    }),
  );
  try {
    await until("everybody has the text", () => people.every(({ client }) => client.provider.synced));
    await Promise.all(
      people.map(async ({ nth, chance, proxy, client }) => {
        let ids = 0;
        const fresh = () => `c${nth}-${(ids += 1)}`;
        for (let edit = 0; edit < session.edits; edit += 1) {
          client.edit(`${nth}-${edit}`, (fragment) => editAtRandom(fragment, chance, fresh));
          if (chance.happens(0.02)) badLuck(proxy, chance);
          // Several edits at once, then a moment in which the others' arrive.
          if (chance.happens(0.3)) await wait(chance.below(12));
        }
        proxy.set("toServer", { delayMs: 0, state: "open" });
        proxy.set("toClient", { delayMs: 0, state: "open" });
      }),
    );
    const refused = () => people.flatMap(({ client }) => client.closes.filter((code) => code >= 4400));
    await until(`all is saved, seed ${session.seed}`, () => {
      if (refused().length > 0) throw new Error(`seed ${session.seed}: refused with ${refused().join()}`);
      return people.every(({ client }) => client.isSettled());
    });
    const isOne = () => new Set(people.map(({ client }) => textOf(client))).size === 1;
    await until(`all have the same text`, isOne).catch(async () => {
      const clients = people.map(({ client }) => client);
      const whole = await readRoom(entrance, (reader) => whoHasWhat([...clients, reader]));
      throw new Error(`seed ${session.seed}: the texts differ (the last is the server's): ${whole}`);
    });
    const text = await readRoom(entrance, ({ fragment }) => readText(fragment));
    if (people.some(({ client }) => textOf(client) !== JSON.stringify(text)))
      throw new Error(`seed ${session.seed}: the server has another text than its writers`);
    return text;
  } finally {
    for (const { client, proxy } of people) {
      client.destroy();
      await proxy.close();
    }
  }
}

const textOf = ({ fragment }: RoomClient) => JSON.stringify(readText(fragment));

/** One letter each for the text and for the clocks that somebody has: the same letter is the same thing. */
function whoHasWhat(clients: readonly RoomClient[]): string {
  const letters = (values: readonly string[]) => {
    const known = [...new Set(values)];
    return values.map((value) => String.fromCharCode(97 + known.indexOf(value))).join("");
  };
  const clocks = ({ doc }: RoomClient) =>
    JSON.stringify([...Y.decodeStateVector(Y.encodeStateVector(doc))].toSorted(([a], [b]) => a - b));
  return `texts ${letters(clients.map(textOf))}, clocks ${letters(clients.map(clocks))}`;
}

/** One sentence for each room whose text is another after the server has loaded it again, or that its page does not show. */
export async function faultsAfterReload(
  server: RoomsServer,
  texts: readonly DocJSON[],
): Promise<readonly string[]> {
  await server.restart();
  const faults: string[] = [];
  for (const [nth, text] of texts.entries()) {
    const entrance = server.entrance(nth);
    const reloaded = await readRoom(entrance, ({ fragment }) => readText(fragment));
    if (JSON.stringify(reloaded) !== JSON.stringify(text)) faults.push(`room ${nth}: reloaded differs`);
    if (docHtml(reloaded) !== docHtml(text)) faults.push(`room ${nth}: the HTML differs`);
  }
  return faults;
}
