// Connections that do not keep up: they cost the room nothing and can come back.
import { once } from "node:events";
import type { Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import * as Y from "yjs";
import { draftRoom, roomServerPath } from "@pliego/shared/live/rooms.ts";
import { openDrafting } from "../drafting/opening.ts";
import { enterRoom, wordsIn } from "../testing/room-writers.ts";
import { startWorld, type TestPerson, type World } from "../testing/world.ts";

const slug = "lentos";
const room = draftRoom(slug);
const plenty = { burst: 1e9, perSecond: 1e9 };

let world: World;
let official: TestPerson;
beforeAll(async () => {
  world = await startWorld({ limits: { bytes: plenty, roomBytes: 1e9, beatMs: 300 } });
  official = await world.person("official");
  await world.consultation("# Norma\n\nLos datos serán gratuitos.\n", slug);
  await openDrafting(world.ctx, world.rooms, official.actor, slug, true);
});
afterAll(() => world.close());

async function reader(): Promise<{ readonly socket: WebSocket; readonly wire: Socket }> {
  const url = `${world.url.replace("http", "ws")}${roomServerPath}/${room}`;
  const socket = new WebSocket(url, { headers: { origin: world.url } });
  socket.on("error", () => {});
  await once(socket, "open");
  return { socket, wire: (socket as unknown as { readonly _socket: Socket })._socket };
}

test("[L24] row 64: who does not read is cut off at a megabyte, nobody else notices, and she can come back", async () => {
  const writer = await enterRoom(world, room, await world.cookieOf(official));
  const [deaf, hearing] = [await reader(), await enterRoom(world, room, undefined)];
  deaf.wire.pause();
  const paragraph = "Los datos serán gratuitos y abiertos. ".repeat(5_000);
  for (let part = 0; part < 80; part += 1) {
    const block = new Y.XmlElement("block");
    block.setAttribute("id", `largo-${part}`);
    block.insert(0, [new Y.XmlText(paragraph)]);
    writer.fragment.insert(1, [block]);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await expect.poll(() => wordsIn(hearing.doc).length, { timeout: 25_000 }).toBe(82);
  expect([hearing.state.closed, writer.state.closed]).toEqual([0, 0]);
  const ended = once(deaf.socket, "close");
  deaf.wire.resume();
  expect((await ended)[0]).toBe(1006);
  const back = await enterRoom(world, room, undefined);
  expect(wordsIn(back.doc)).toHaveLength(82);
  for (const one of [writer, hearing, back]) one.destroy();
});

test("[L24] row 68: a message that never ends costs its sender the connection", async () => {
  const { socket, wire } = await reader();
  const ended = once(socket, "close");
  // The first piece of a binary message, masked, with one byte in it; the next piece never comes.
  wire.write(Buffer.from([0x02, 0x81, 0, 0, 0, 0, 0]));
  expect((await ended)[0]).toBe(1008);
});

test("[L24] a connection that answers nothing any more is ended, and one that is only quiet is not", async () => {
  const [gone, quiet] = [await reader(), await reader()];
  const ended = once(gone.socket, "close");
  gone.wire.pause();
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(quiet.socket.readyState).toBe(WebSocket.OPEN);
  gone.wire.resume();
  expect((await ended)[0]).toBe(1006);
  quiet.socket.close();
});
