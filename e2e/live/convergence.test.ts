// A small part of convergence.endurance.ts for every run: the same few seeds, so that a change is judged by itself.
import { afterAll, beforeAll, expect, test } from "vitest";
import type * as Y from "yjs";
import { readText } from "@pliego/shared/text/ydoc.ts";
import { editTogether, faultsAfterReload } from "./converge.ts";
import { openRoomsServer, type RoomsServer } from "./rooms-server.ts";
import { openWriter, until } from "./writers.ts";

const seeds = [1, 2, 3, 4, 5];
let server: RoomsServer;
beforeAll(async () => void (server = await openRoomsServer(seeds.length + 2)));
afterAll(() => server.close());

test("[L61] eight writers with bad networks, the server, the reloaded room and its HTML have the same text", async () => {
  const texts = [];
  for (const [nth, seed] of seeds.entries())
    texts.push(await editTogether(server.entrance(nth), { seed, clients: 8, edits: 60 }));
  expect(await faultsAfterReload(server, texts)).toEqual([]);
});

const firstBlock = (fragment: Y.XmlFragment) => fragment.get(0) as Y.XmlElement;
const firstWords = (fragment: Y.XmlFragment) => firstBlock(fragment).get(0) as Y.XmlText;

test("[L61] where Yjs tidies marks away as the server takes an edit in, the edit's own writer is told too", async () => {
  const entrance = server.entrance(seeds.length);
  // Of two who write at the same place the one with the smaller id comes first.
  const one = await openWriter(entrance, 1, 1, { clientId: 2 });
  const other = await openWriter(entrance, 2, 1, { clientId: 3 });
  const areIn = () => one.client.isSettled() && other.client.isSettled();
  await until("both are in", areIn);
  for (const direction of ["toServer", "toClient"] as const) one.proxy.set(direction, { state: "held" });
  const rest = (fragment: Y.XmlFragment) => firstWords(fragment).length - 2;
  other.client.edit("mark", (fragment) => firstWords(fragment).format(2, rest(fragment), { strong: {} }));
  await until("the mark is saved", () => other.client.isSettled());
  // She takes out what is being marked, and does not know it yet.
  one.client.edit("cut", (fragment) => firstWords(fragment).delete(2, rest(fragment)));
  one.client.edit("type", (fragment) => firstWords(fragment).insert(2, "x"));
  for (const direction of ["toServer", "toClient"] as const) one.proxy.set(direction, { state: "open" });
  await until("both are saved", areIn);
  const textOf = (fragment: Y.XmlFragment) => JSON.stringify(readText(fragment));
  await until("both have the same text", () => textOf(one.client.fragment) === textOf(other.client.fragment));
  await Promise.all([one.close(), other.close()]);
});

test("[L61] what was formed several times without a connection is taken in when there is one", async () => {
  const one = await openWriter(server.entrance(seeds.length + 1), 1, 1);
  await until("she is in", () => one.client.isSettled());
  one.proxy.gate("closed");
  one.proxy.cutAll();
  await until("she is cut off", () => one.client.closes.length > 0);
  for (const level of [1, 2, 3])
    one.client.edit(`level ${level}`, (fragment) =>
      firstBlock(fragment).setAttribute("level", level as never),
    );
  one.proxy.gate("open");
  await until("it is saved", () => one.client.isSettled() || one.client.closes.some((code) => code >= 4400));
  expect(one.client.closes.filter((code) => code >= 4400)).toEqual([]);
  await one.close();
});
