// Every row of the catalogue of hostile inputs that is a frame of the rooms (65 to 92), with its answer. After each one
// an honest writer in the same room goes on, the text is unchanged, nothing has grown, and the room loads again as it is.
import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import * as decoding from "lib0/decoding";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { draftRoom, messageSaved, roomServerPath, roomText } from "@pliego/shared/live/rooms.ts";
import { readText } from "@pliego/shared/text/ydoc.ts";
import type { Consultation } from "../consultations/actions.ts";
import { openDrafting } from "../drafting/opening.ts";
import {
  bytes,
  changed,
  deleteEverything,
  hex,
  hostileUpdates,
  presence,
  presenceFrame,
  questionFrame,
  updateFrame,
} from "../testing/hostile-frames.ts";
import { startWorld, type TestPerson, type World } from "../testing/world.ts";
import { defaultLimits } from "./limits.ts";
import { loadRoom } from "./loading.ts";
import { Trial } from "./trial.ts";

const policy = "# Norma\n\nLos entes publicarán sus datos en un plazo razonable.\n";
const seventeen = "diecisiete letras";
const mostGrowth = 64 * 1024 * 1024;

let world: World;
let official: TestPerson;
let cookies: Record<"official" | "hostile" | "citizen", string>;
let consultation: Consultation;
let honest: Awaited<ReturnType<typeof writer>>;
let before: { readonly text: string; readonly memory: number };
let count = 0;

beforeAll(async () => {
  // Everything here is one address that does nothing but wrong: its door must not shut.
  world = await startWorld({ limits: { faults: { burst: 1e6, perSecond: 1e6 } } });
  official = await world.person("official");
  cookies = {
    official: await world.cookieOf(official),
    hostile: await world.cookieOf(await world.person("official")),
    citizen: await world.cookieOf(await world.person("citizen")),
  };
});
afterAll(() => world.close());

beforeEach(async () => {
  count += 1;
  consultation = await world.consultation(policy, `hostil-${count}`);
  honest = await writer();
  honest.write(seventeen);
  await expect.poll(() => honest.unsaved()).toBe(0);
  before = { text: textOf(honest.doc), memory: process.memoryUsage().rss };
});
afterEach(async () => {
  expect(textOf(honest.doc)).toBe(before.text);
  expect(process.memoryUsage().rss - before.memory).toBeLessThan(mostGrowth);
  honest.write(" Y sigue.");
  await expect.poll(() => honest.unsaved()).toBe(0);
  expect(honest.closes()).toBe(0);
  const { state } = await loadRoom(world.ctx.db, draftRoom(consultation.slug), world.ctx.log);
  expect(JSON.stringify(new Trial([state]).text())).toBe(textOf(honest.doc));
  expect(({} as Record<string, unknown>)["a"]).toBeUndefined();
  honest.destroy();
});

const roomPath = () => `${roomServerPath}/${draftRoom(consultation.slug)}`;
const textOf = (doc: Y.Doc) => JSON.stringify(readText(doc.getXmlFragment(roomText)));

/** The honest official, who writes under the client id 7. */
async function writer() {
  const headers = { cookie: cookies.official, origin: world.url };
  class Browser extends WebSocket {
    constructor(url: string, protocols?: string[]) {
      super(url, protocols, { headers });
    }
  }
  const doc = new Y.Doc({ gc: false });
  doc.clientID = 7;
  const server = world.url.replace("http", "ws") + roomServerPath;
  const provider = new WebsocketProvider(server, draftRoom(consultation.slug), doc, {
    WebSocketPolyfill: Browser as never,
    disableBc: true,
  });
  let [sent, saved, closes] = [1, 0, 0];
  provider.messageHandlers[messageSaved] = (_answer, decoder) => void (saved = decoding.readVarUint(decoder));
  for (const own of [101, 102]) provider.messageHandlers[own] = () => {};
  provider.on("connection-close", () => void (closes += 1));
  await expect.poll(() => provider.synced && saved === 1).toBe(true);
  return {
    doc,
    awareness: provider.awareness,
    write(words: string) {
      const block = doc.getXmlFragment(roomText).get(1) as Y.XmlElement;
      sent += 1;
      (block.get(0) as Y.XmlText).insert(0, words);
    },
    unsaved: () => sent - saved,
    closes: () => closes,
    destroy() {
      provider.destroy();
      doc.destroy();
    },
  };
}

/** Enters as somebody, sends frames, and answers the close code; "open" when there is none for a while. */
function send(
  frames: readonly (Uint8Array | string)[],
  cookie: string = cookies.hostile,
  patienceMs = 8_000,
  query = "",
): Promise<number | "open"> {
  return new Promise((resolve) => {
    const socket = new WebSocket(world.url.replace("http", "ws") + roomPath() + query, {
      headers: { cookie, origin: world.url },
      perMessageDeflate: false,
    });
    const patience = setTimeout(() => {
      resolve("open");
      socket.terminate();
    }, patienceMs);
    socket.on("error", () => {});
    socket.once("close", (code) => {
      clearTimeout(patience);
      resolve(code);
    });
    socket.once("open", () => frames.forEach((frame) => socket.send(frame)));
  });
}

test.each(hostileUpdates)("[L24] row $row: $what", async ({ update, codes }) => {
  const frame = updateFrame(update(Y.encodeStateAsUpdate(honest.doc)));
  before = { ...before, memory: process.memoryUsage().rss };
  expect(codes).toContain(await send([frame]));
});

test.each([
  [65, "an empty frame", new Uint8Array()],
  [65, "half a frame", hex("00")],
  [65, "an update shorter than it says", hex("00020901")],
  [70, "an unknown message", hex("0900")],
  [70, "our own message, from a browser", hex("6405")],
  [70, "an unknown sync message", hex("000700")],
  [71, "a kind that overflows", new Uint8Array(12).fill(255)],
  [71, "a length that overflows", bytes(0, 2, new Uint8Array(12).fill(255))],
  [
    91,
    "presence of 20,000 people",
    presenceFrame(presence(Array.from({ length: 20_000 }, (_, id) => [id, "{}"]))),
  ],
  [91, "presence that is no JSON", presenceFrame(presence([[99, "{no"]]))],
  [
    91,
    "presence of more than 1 kB",
    presenceFrame(presence([[99, JSON.stringify({ x: "x".repeat(2000) })]])),
  ],
])("[L24] row %i: %s", async (_row, _what, frame) => {
  expect(await send([frame])).toBe(4400);
});

test("[L24] row 66: text where frames are binary", async () => {
  expect(await send(["hola"])).toBe(1003);
});

test("[L24] row 67: a frame over the limit", async () => {
  expect([1009, 4413]).toContain(await send([new Uint8Array(defaultLimits.frameBytes + 70 * 1024)]));
});

test("[L24] row 80: everything taken out, by somebody who may not write", async () => {
  expect(await send([updateFrame(deleteEverything)], cookies.citizen)).toBe(4403);
});

test("[L24] row 82: four thousand updates that rest on what is not here end at the first", async () => {
  const gap = (nth: number) => updateFrame(bytes(1, 1, 99, 5 + nth * 2, 4, 1, roomText, "x", 0));
  expect(await send(Array.from({ length: 300 }, (_, nth) => gap(nth)))).toBe(4400);
});

test("[L24] row 90: a hundred questions for the whole text in a second", async () => {
  expect(await send(Array.from({ length: 100 }, () => questionFrame()))).toBe(1013);
});

test("[L24] row 90: more frames than anybody types", async () => {
  expect(await send(Array.from({ length: 2_000 }, () => bytes(3)))).toBe(1013);
});

test("[L24] row 91: presence of another, and a colour that is a style, are passed over", async () => {
  const state = JSON.stringify({ user: { name: "SEGOB ✓", color: "red;background:url(https://evil)" } });
  honest.awareness.setLocalState({ cursor: null });
  const sent = send(
    [presenceFrame(presence([[7, state]])), presenceFrame(presence([[98, state]]))],
    undefined,
    500,
  );
  await expect
    .poll(() => honest.awareness.getStates().get(98)?.["user"])
    .toMatchObject({
      name: expect.stringMatching(/^official/),
      color: expect.stringMatching(/^#[0-9A-F]{6}$/),
    });
  expect(await sent).toBe("open");
  expect(JSON.stringify([...honest.awareness.getStates().values()])).not.toMatch(/SEGOB|evil/);
});

test("[L24] row 92: a signed-out person and somebody without the right to write are turned away", async () => {
  expect(await send([updateFrame(deleteEverything)], "")).toBe(4401);
  expect(await send([updateFrame(deleteEverything)], cookies.citizen)).toBe(4403);
});

test("[L24, L74] rows 80 and 92: who may only read along is thrown out for writing, also for taking everything out", async () => {
  await openDrafting(world.ctx, world.rooms, official.actor, consultation.slug, true);
  const state = Y.encodeStateAsUpdate(honest.doc);
  const words = changed(state, (text) => text.insert(0, [new Y.XmlElement("block")]));
  for (const update of [deleteEverything, words])
    for (const cookie of [cookies.citizen, ""])
      expect(await send([questionFrame(), updateFrame(update)], cookie)).toBe(4403);
});

test("[L24] row 92: who shows another making of the room is told so for good", async () => {
  expect(await send([], cookies.hostile, 8_000, "?epoch=otra")).toBe(4409);
});

/** What the server answers to raw bytes after a good handshake: the close code of its close frame, 1006 without one. */
function sendRaw(
  write: (socket: Socket) => void,
  extensions = "",
  patienceMs = 4_000,
): Promise<number | "open"> {
  const { port, hostname } = new URL(world.url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let received = Buffer.alloc(0);
    let isUpgraded = false;
    const end = (answer: number | "open") => {
      clearTimeout(patience);
      socket.destroy();
      resolve(answer);
    };
    const patience = setTimeout(() => end("open"), patienceMs);
    socket.on("error", () => {});
    socket.on("close", () => end(1006));
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (!isUpgraded) {
        const head = received.indexOf("\r\n\r\n");
        if (head < 0) return;
        isUpgraded = true;
        received = received.subarray(head + 4);
        write(socket);
      }
      const code = closeCodeIn(received);
      if (code !== undefined) end(code);
    });
    socket.write(
      `GET ${roomPath()} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nOrigin: ${world.url}\r\nCookie: ${cookies.hostile}\r\n` +
        `Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n${extensions}` +
        `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\n\r\n`,
    );
  });
}

/** Reads whole frames of a server, without a mask, until one closes. */
function closeCodeIn(received: Buffer): number | undefined {
  for (let at = 0; at + 2 <= received.length;) {
    const short = received[at + 1]! & 127;
    const header = short === 127 ? 10 : short === 126 ? 4 : 2;
    if (at + header > received.length) return undefined;
    const length =
      short === 127
        ? Number(received.readBigUInt64BE(at + 2))
        : short === 126
          ? received.readUInt16BE(at + 2)
          : short;
    if ((received[at]! & 15) === 8 && at + header + length <= received.length)
      return length >= 2 ? received.readUInt16BE(at + header) : 1005;
    at += header + length;
  }
  return undefined;
}

/** A client's frame with an empty mask; `declared` may say another length than it has. */
function rawFrame(
  first: number,
  payload: Uint8Array,
  isMasked = true,
  declared: number = payload.length,
): Buffer {
  const mask = isMasked ? 0x80 : 0;
  const header = declared < 126 ? Buffer.from([first, mask | declared]) : Buffer.alloc(10);
  if (declared >= 126) {
    header.set([first, mask | 127]);
    header.writeBigUInt64BE(BigInt(declared), 2);
  }
  return Buffer.concat([header, Buffer.alloc(isMasked ? 4 : 0), payload]);
}

const final = 0x80;
const kinds = { more: 0, text: 1, binary: 2 } as const;

test.each([
  [66, "text that is not UTF-8", rawFrame(final | kinds.text, hex("ff")), [1007]],
  [66, "a frame without a mask", rawFrame(final | kinds.binary, hex("00"), false), [1002]],
  [66, "reserved bits", rawFrame(final | 0x70 | kinds.binary, hex("00")), [1002]],
  [66, "an unknown kind of frame", rawFrame(final | 5, hex("00")), [1002]],
  [67, "2^40 bytes declared", rawFrame(final | kinds.binary, hex("00"), true, 2 ** 40), [1009]],
  [
    69,
    "a compressed frame where nothing is compressed",
    rawFrame(final | 0x40 | kinds.binary, hex("00")),
    [1002],
  ],
])("[L24] row %i: %s", async (_row, _what, frame, codes) => {
  expect(codes).toContain(await sendRaw((socket) => void socket.write(frame)));
});

test("[L24] row 68: fifty thousand empty pieces of a message", async () => {
  const pieces = Array.from({ length: 50_000 }, () => rawFrame(kinds.more, new Uint8Array()));
  const all = Buffer.concat([rawFrame(kinds.binary, new Uint8Array()), ...pieces]);
  expect(await sendRaw((socket) => void socket.write(all))).toBe(1008);
});

test("[L24] row 69: compression is not agreed to, so nothing can swell", async () => {
  const offer = "Sec-WebSocket-Extensions: permessage-deflate\r\n";
  const bomb = rawFrame(final | 0x40 | kinds.binary, randomBytes(1000));
  expect(await sendRaw((socket) => void socket.write(bomb), offer)).toBe(1002);
});
