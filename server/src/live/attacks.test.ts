// Attacks that once worked, each against a running server. Rules L24, L29, L62.
import { connect } from "node:net";
import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import * as Y from "yjs";
import { draftRoom, roomServerPath, roomText } from "@pliego/shared/live/rooms.ts";
import { socketPath } from "@pliego/shared/live/announcements.ts";
import { routes } from "@pliego/shared/routes.ts";
import { enterRoom, textAt, wordsIn } from "../testing/room-writers.ts";
import { startWorld, type TestPerson, type World } from "../testing/world.ts";
import { examine } from "./admission.ts";
import { defaultLimits } from "./limits.ts";
import { RoomText } from "./room-text.ts";

const slug = "ataques";
const room = draftRoom(slug);
let world: World;
let official: TestPerson;
beforeAll(async () => {
  world = await startWorld();
  official = await world.person("official");
  await world.consultation("# Norma\n\nLos datos serán gratuitos.\n", slug);
});
afterAll(() => world.close());

const lives = async () => (await world.visitor().get(routes.health())).status === 200;

function upgrade(path: string, origin: string): ReturnType<typeof connect> {
  const { hostname, port } = new URL(world.url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => {});
  socket.write(upgradeRequest(path, origin, `${hostname}:${port}`));
  return socket;
}

const upgradeRequest = (path: string, origin: string, host: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${origin}\r\nConnection: Upgrade\r\n` +
  "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

test("[L62] who was refused and then sends what is no frame does not end the process", async () => {
  for (const path of [
    `${roomServerPath}/x`,
    `${roomServerPath}/${room}`,
    `${roomServerPath}/draft-no-existe`,
  ]) {
    const socket = upgrade(path, world.url);
    await once(socket, "data");
    socket.write(Buffer.from([0x85, 0x80, 0, 0, 0, 0]));
    await once(socket, "close");
  }
  expect(await lives()).toBe(true);
});

test("[L62] a connection that is reset while it asks to be upgraded does not end the process", async () => {
  for (const [path, origin] of [
    ["/nowhere", world.url],
    [`${socketPath}/?EIO=4&transport=websocket`, "https://evil.example"],
    [`${roomServerPath}/${room}`, "https://evil.example"],
    [`${roomServerPath}/${room}`, world.url],
  ] as const)
    for (let delay = 0; delay < 12; delay += 1) {
      const socket = upgrade(path, origin);
      await once(socket, "connect");
      await new Promise((resolve) => setTimeout(resolve, delay % 4));
      socket.resetAndDestroy();
    }
  expect(await lives()).toBe(true);
});

test("[L62] thousands of things put at one place are refused before Yjs sorts them", () => {
  const doc = new Y.Doc({ gc: false });
  const words = new Y.XmlText();
  const block = new Y.XmlElement("block");
  block.insert(0, [words]);
  doc.getXmlFragment(roomText).insert(0, [block]);
  words.insert(0, "ab");
  const known = { clockOf: (client: number) => Y.getState(doc.store, client), ownerOf: () => undefined };
  const beside = (count: number) => {
    const merged: Uint8Array[] = [];
    for (let client = 1; client <= count; client += 1) {
      const other = new Y.Doc({ gc: false });
      other.clientID = 1_000 + client;
      Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
      const before = Y.encodeStateVector(other);
      textAt(other.getXmlFragment(roomText), 0).insert(1, "x");
      merged.push(Y.encodeStateAsUpdate(other, before));
    }
    return Y.mergeUpdates(merged);
  };
  expect(examine(beside(500), "one", known).claims).toHaveLength(500);
  expect(() => examine(beside(2_500), "one", known)).toThrow("too much at one place");
});

test("[L75] a client id that somebody speaks for cannot be taken before her first word is saved", async () => {
  const other = await world.person("official");
  const alice = await enterRoom(world, room, await world.cookieOf(official));
  const mallory = await enterRoom(world, room, await world.cookieOf(other));
  await expect.poll(() => mallory.provider.awareness.getStates().has(alice.doc.clientID)).toBe(false);
  alice.provider.awareness.setLocalState({ cursor: null, again: true });
  await expect.poll(() => mallory.provider.awareness.getStates().has(alice.doc.clientID)).toBe(true);
  alice.provider.disconnect();
  textAt(alice.fragment, 1).insert(0, "Míos: ");
  const forged = new Y.Doc({ gc: false });
  Y.applyUpdate(forged, Y.encodeStateAsUpdate(mallory.doc));
  forged.clientID = alice.doc.clientID;
  textAt(forged.getXmlFragment(roomText), 1).insert(0, "z");
  Y.applyUpdate(mallory.doc, Y.encodeStateAsUpdate(forged));
  await expect.poll(() => mallory.state.closed).toBe(4403);
  alice.provider.connect();
  await expect.poll(() => alice.provider.synced && alice.state.saved > 0).toBe(true);
  const reader = await enterRoom(world, room, await world.cookieOf(official));
  expect(wordsIn(reader.doc)[1]).toBe("Míos: Los datos serán gratuitos.");
  for (const one of [alice, mallory, reader]) one.destroy();
});

test("[L75] nobody speaks under a client id that is another's, by her words or because she spoke first", () => {
  const state = Y.encodeStateAsUpdate(new Y.Doc());
  const owners = new Map([[7, "alice"]]);
  const text = new RoomText({ state, owners, seq: 1, sinceSnapshot: { entries: 0, bytes: 0 } }, 1_000);
  expect(["mallory", "alice"].map((who) => text.speaksFor(7, who))).toEqual([false, true]);
  expect(["mallory", "alice", "mallory"].map((who) => text.speaksFor(8, who))).toEqual([true, false, true]);
});

test("[L24] who sends what cannot be again and again does not come in to write for a while; others do", async () => {
  const hostile = await world.person("official");
  const cookie = await world.cookieOf(hostile);
  const enter = () => {
    const socket = new WebSocket(`${world.url.replace("http", "ws")}${roomServerPath}/${room}`, {
      headers: { origin: world.url, cookie },
    });
    return new Promise<number>((resolve) => {
      socket.on("open", () => socket.send(Uint8Array.of(255)));
      socket.on("unexpected-response", (_request, { statusCode = 0 }) => resolve(statusCode));
      socket.on("close", (code) => resolve(code));
      socket.on("error", () => {});
    });
  };
  const ends: number[] = [];
  for (let time = 0; time < defaultLimits.faults.burst + 1; time += 1) ends.push(await enter());
  expect(ends.slice(0, -1)).toEqual(ends.slice(0, -1).map(() => 4400));
  expect(ends.at(-1)).toBe(429);
  const other = await enterRoom(world, room, await world.cookieOf(official));
  expect(other.state.closed).toBe(0);
  other.destroy();
});

test("[L24] twenty people moving their cursors at once are nobody's fault", async () => {
  const people = [];
  for (let at = 0; at < 20; at += 1)
    people.push(await enterRoom(world, room, await world.cookieOf(await world.person("official"))));
  for (let turn = 0; turn < 40; turn += 1) {
    for (const { provider } of people) provider.awareness.setLocalState({ cursor: null, turn });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(people.map(({ state }) => state.closed)).toEqual(people.map(() => 0));
  for (const one of people) one.destroy();
});

test("[L62] one address has so many connections to the rooms and no more, until one of them ends", async () => {
  const small = await startWorld({ limits: { socketsPerAddress: 2 } });
  try {
    await small.consultation("# Norma\n\nLos datos serán gratuitos.\n", slug);
    const { hostname, port } = new URL(small.url);
    const ask = async () => {
      const socket = connect(Number(port), hostname);
      socket.write(upgradeRequest(`${roomServerPath}/${room}`, small.url, `${hostname}:${port}`));
      const [answer] = (await once(socket, "data")) as [Buffer];
      return { socket, status: answer.toString().split(" ")[1] };
    };
    const official = await enterRoom(small, room, await small.cookieOf(await small.person("official")));
    const other = await enterRoom(small, room, await small.cookieOf(await small.person("official")));
    expect((await ask()).status).toBe("429");
    other.destroy();
    await expect.poll(async () => (await ask()).status).toBe("101");
    official.destroy();
  } finally {
    await small.close();
  }
});
