import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { WebsocketProvider } from "y-websocket";
import * as decoding from "lib0/decoding";
import * as Y from "yjs";
import { io, type Socket } from "socket.io-client";
import {
  announcementEvent,
  followEvent,
  socketPath,
  type Announcement,
} from "@pliego/shared/live/announcements.ts";
import {
  draftRoom,
  messageSaved,
  roomConflicts,
  roomServerPath,
  roomText,
} from "@pliego/shared/live/rooms.ts";
import { routes } from "@pliego/shared/routes.ts";
import { blockWords } from "@pliego/shared/suggestions/block-words.ts";
import { eachBlock } from "@pliego/shared/text/blocks.ts";
import { readText } from "@pliego/shared/text/ydoc.ts";
import type { Consultation } from "../consultations/actions.ts";
import { decide, simulate } from "../decisions/actions.ts";
import { moderate } from "../moderation/actions.ts";
import { latestRevision } from "../policies/actions.ts";
import { submitSuggestion } from "../suggestions/actions.ts";
import { startWorld, type TestPerson, type World } from "../testing/world.ts";
import { readUpdates } from "./rooms.model.ts";

const policy =
  "# Norma\n\nLos entes publicarán sus datos en un plazo razonable.\n\nLos datos serán gratuitos.\n";

let world: World;
let people: Record<"citizen" | "moderator" | "official", TestPerson>;
let consultation: Consultation;
let count = 0;
const open: { destroy: () => void }[] = [];

beforeAll(async () => {
  world = await startWorld();
  people = {
    citizen: await world.person("citizen"),
    moderator: await world.person("moderator"),
    official: await world.person("official"),
  };
});
afterAll(() => world.close());
beforeEach(async () => {
  for (const one of open.splice(0)) one.destroy();
  count += 1;
  consultation = await world.consultation(policy, `sala-${count}`);
});

async function cookieOf(person: TestPerson): Promise<string> {
  const answer = await fetch(world.url + routes.signIn(), {
    method: "POST",
    body: new URLSearchParams({ email: person.email, password: person.password }),
    headers: { origin: world.url },
    redirect: "manual",
  });
  return answer.headers.getSetCookie()[0]!.split(";")[0]!;
}

/** A stock y-websocket client with a session, as a browser has one. */
async function writer(person: TestPerson) {
  const cookie = await cookieOf(person);
  const headers = { cookie, origin: world.url };
  class Browser extends WebSocket {
    constructor(url: string, protocols?: string[]) {
      super(url, protocols, { headers });
    }
  }
  const doc = new Y.Doc({ gc: false });
  const provider = new WebsocketProvider(
    world.url.replace("http", "ws") + roomServerPath,
    draftRoom(consultation.slug),
    doc,
    {
      WebSocketPolyfill: Browser as never,
      disableBc: true,
    },
  );
  open.push({ destroy: () => provider.destroy() });
  const state = { saved: 0, closed: 0 };
  provider.messageHandlers[messageSaved] = (_encoder, decoder) =>
    void (state.saved = decoding.readVarUint(decoder));
  provider.on("connection-close", (event) => void (state.closed = event?.code ?? 1));
  await expect.poll(() => provider.synced).toBe(true);
  return { doc, provider, state, fragment: doc.getXmlFragment(roomText) };
}
const words = (doc: Y.Doc) => [...eachBlock(readText(doc.getXmlFragment(roomText)))].map(blockWords);
const textAt = (fragment: Y.XmlFragment, block: number) =>
  (fragment.get(block) as Y.XmlElement).get(0) as Y.XmlText;
const stored = async () => {
  const doc = new Y.Doc();
  for (const { update } of await readUpdates(world.ctx.db, draftRoom(consultation.slug)))
    Y.applyUpdate(doc, update);
  return words(doc);
};

/** A citizen's suggestion, approved and accepted. */
async function accepted(from: string, to: string) {
  const latest = await latestRevision(world.ctx, consultation.policy);
  const block = [...eachBlock(latest.doc)].find((candidate) => blockWords(candidate).includes(from))!;
  const sent = await submitSuggestion(world.ctx, people.citizen.actor, consultation.slug, {
    base: latest.number,
    block: block.attrs.id,
    words: blockWords(block).replace(from, to),
    rationale: "Para que se entienda mejor.",
    key: `key-${count}-${from}`.replaceAll(" ", "-"),
  });
  await moderate(world.ctx, people.moderator.actor, sent.folio, {
    verdict: "approve",
    rule: "",
    sentence: "",
  });
  const { hash } = await simulate(world.ctx, sent);
  return decide(world.ctx, people.official.actor, sent.folio, {
    outcome: "accepted",
    reason: "Mejora el texto y no contradice otro artículo.",
    shown: hash,
  });
}

test("[L22] a room begins as the latest version; what one official writes reaches the other, and is in the database before it says saved", async () => {
  const [one, other] = [await writer(people.official), await writer(await world.person("official"))];
  expect(words(one.doc)).toEqual([
    "Norma",
    "Los entes publicarán sus datos en un plazo razonable.",
    "Los datos serán gratuitos.",
  ]);
  await expect.poll(() => one.state.saved).toBeGreaterThan(0);
  const before = one.state.saved;
  textAt(one.fragment, 2).insert(4, "nuevos ");
  await expect.poll(() => one.state.saved).toBe(before + 1);
  expect(await stored()).toContain("Los nuevos datos serán gratuitos.");
  await expect.poll(() => words(other.doc)).toContain("Los nuevos datos serán gratuitos.");
});

test("[L23] only officials enter a drafting room, from our own pages, and only rooms that exist", async () => {
  const enter = (path: string, headers: Record<string, string>) =>
    new Promise<string>((resolve) => {
      const socket = new WebSocket(world.url.replace("http", "ws") + path, { headers });
      socket.once("close", (code) => resolve(String(code)));
      socket.once("message", () => resolve("in"));
      socket.once("unexpected-response", (_req, res) => resolve(String(res.statusCode)));
      socket.once("error", () => resolve("error"));
    });
  const room = `${roomServerPath}/${draftRoom(consultation.slug)}`;
  const official = await cookieOf(people.official);
  expect(await enter(room, { origin: world.url })).toBe("4401");
  expect(await enter(room, { origin: world.url, cookie: await cookieOf(people.citizen) })).toBe("4403");
  expect(await enter(room, { origin: world.url, cookie: await cookieOf(people.moderator) })).toBe("4403");
  expect(await enter(room, { origin: "https://evil.example", cookie: official })).toBe("403");
  expect(await enter(room, { cookie: official })).toBe("403");
  expect(await enter(`${roomServerPath}/draft-no-existe`, { origin: world.url, cookie: official })).toBe(
    "4403",
  );
  expect(await enter(`${roomServerPath}/..%2f`, { origin: world.url, cookie: official })).toBe("4403");
  expect(await enter("/otra/cosa", { origin: world.url, cookie: official })).toBe("404");
  expect(await enter(room, { origin: world.url, cookie: official })).toBe("in");
});

test.each([
  ["no frame", new Uint8Array([])],
  ["half a frame", new Uint8Array([0, 2, 9, 1])],
  ["an unknown kind", new Uint8Array([9, 9])],
  ["a damaged update", new Uint8Array([0, 2, 4, 1, 1, 255, 255])],
  ["text", "hola"],
])("[L24] %s closes that connection for good, and the room lives on unchanged", async (_what, frame) => {
  const [one, other] = [await writer(people.official), await writer(people.official)];
  const before = await stored();
  other.provider.ws!.send(frame);
  await expect.poll(() => other.state.closed).toBe(4400);
  expect(await stored()).toEqual(before);
  textAt(one.fragment, 2).insert(0, "Sí: ");
  await expect.poll(stored).toContain("Sí: Los datos serán gratuitos.");
});

test("[L24] an update that would break the text is not stored, not shown, and costs its sender the connection", async () => {
  const [one, other] = [await writer(people.official), await writer(people.official)];
  other.fragment.insert(0, [new Y.XmlElement("script")]);
  await expect.poll(() => other.state.closed).toBe(4400);
  expect(words(one.doc)).toHaveLength(3);
  expect(await stored()).toHaveLength(3);
});

test("[L25] names and colours come from the server, not from the browser", async () => {
  const [one, other] = [await writer(people.official), await writer(people.official)];
  one.provider.awareness.setLocalState({
    user: { name: "SEGOB ✓", color: "red;background:url(https://evil)" },
    cursor: null,
  });
  await expect
    .poll(() => other.provider.awareness.getStates().get(one.doc.clientID))
    .toEqual({
      cursor: null,
      user: { name: people.official.actor.publicName, color: expect.stringMatching(/^#[0-9A-F]{6}$/) },
    });
  other.provider.destroy();
  one.provider.destroy();
});

test("[L25] a cursor that is no place in the text is left out", async () => {
  const [one, other] = [await writer(people.official), await writer(people.official)];
  for (const cursor of [
    5,
    "x",
    { anchor: null, head: null },
    { anchor: { type: "zzz" }, head: 5 },
    { anchor: {}, head: {} },
  ]) {
    one.provider.awareness.setLocalState({ cursor });
  }
  const place = { type: null, tname: roomText, item: null, assoc: 0 };
  one.provider.awareness.setLocalState({ cursor: { anchor: place, head: place } });
  const seen: unknown[] = [];
  other.provider.awareness.on("change", () =>
    seen.push(other.provider.awareness.getStates().get(one.doc.clientID)?.["cursor"]),
  );
  one.provider.awareness.setLocalState({ cursor: { anchor: place, head: place }, again: true });
  await expect
    .poll(() => other.provider.awareness.getStates().get(one.doc.clientID)?.["cursor"])
    .toEqual({ anchor: place, head: place });
  for (const cursor of seen) expect([null, { anchor: place, head: place }]).toContainEqual(cursor);
});

test("[U3] signing out ends the person's place in the drafting room", async () => {
  const person = await world.person("official");
  const one = await writer(person);
  const session = await world.signedIn(person);
  await session.post(routes.signOut(), "");
  await expect.poll(() => one.state.closed).toBe(4401);
});

test("[L26] a citizen's accepted suggestion shows up in the open room, and in one that opens later, once", async () => {
  const one = await writer(people.official);
  textAt(one.fragment, 2).insert(4, "nuevos ");
  await accepted("razonable", "de diez días hábiles");
  await world.settled();
  const followed = [
    "Norma",
    "Los entes publicarán sus datos en un plazo de diez días hábiles.",
    "Los nuevos datos serán gratuitos.",
  ];
  await expect.poll(() => words(one.doc)).toEqual(followed);
  expect(await stored()).toEqual(followed);
  const later = await writer(people.official);
  expect(words(later.doc)).toEqual(followed);
});

test("[L27] where the official text changed what the writers had changed too, theirs stays and both are shown", async () => {
  const one = await writer(people.official);
  const text = textAt(one.fragment, 1);
  const at = text.toString().indexOf("razonable");
  text.delete(at, "razonable".length);
  text.insert(at, "breve");
  await expect.poll(stored).toContain("Los entes publicarán sus datos en un plazo breve.");
  await accepted("razonable", "de un mes");
  await world.settled();
  await expect.poll(() => one.doc.getMap(roomConflicts).size).toBe(1);
  expect(words(one.doc)).toContain("Los entes publicarán sus datos en un plazo breve.");
  const [conflict] = [...one.doc.getMap<string>(roomConflicts).values()];
  expect(JSON.parse(conflict!)).toMatchObject({
    revision: 2,
    after: "Los entes publicarán sus datos en un plazo de un mes.",
  });
});

test("[D7] publishing the room makes the next version with its reason; the room goes on from it", async () => {
  const session = await world.signedIn(people.official);
  const one = await writer(people.official);
  textAt(one.fragment, 2).insert(4, "nuevos ");
  await expect.poll(stored).toContain("Los nuevos datos serán gratuitos.");
  const publish = (reason: string) =>
    session.post(routes.drafting(consultation.slug), new URLSearchParams({ reason }), {
      accept: "application/json",
    });
  expect((await publish("")).status).toBe(422);
  const done = await publish("Aclara de qué datos se habla, como pidieron en la audiencia.");
  expect(done.headers.get("location")).toBe(routes.versionChanges(consultation.slug, 2));
  const latest = await latestRevision(world.ctx, consultation.policy);
  expect(latest).toMatchObject({ number: 2, parent: 1, madeBy: { kind: "institutional" } });
  expect([...eachBlock(latest.doc)].map(blockWords)).toContain("Los nuevos datos serán gratuitos.");
  await world.settled();
  expect((await publish("Otra vez lo mismo, que no cambia nada.")).status).toBe(422);
  textAt(one.fragment, 2).insert(0, "Todos ");
  await expect.poll(stored).toContain("Todos Los nuevos datos serán gratuitos.");
  expect((await publish("Ahora sí hay un cambio nuevo que publicar.")).status).toBe(303);
  expect((await latestRevision(world.ctx, consultation.policy)).number).toBe(3);
});

async function listener(
  wish: object,
  cookie = "",
): Promise<{ heard: Announcement[]; joined: { ok: boolean }; socket: Socket }> {
  const headers = { origin: world.url, ...(cookie === "" ? {} : { cookie }) };
  const socket = io(world.url, { path: socketPath, transports: ["websocket"], extraHeaders: headers });
  open.push({ destroy: () => socket.disconnect() });
  const heard: Announcement[] = [];
  socket.on(announcementEvent, (news: Announcement) => heard.push(news));
  const joined = (await socket.timeout(5000).emitWithAck(followEvent, wish)) as { ok: boolean };
  return { heard, joined, socket };
}

test("[L28] who follows a consultation hears of a decision and its version at once; what waits for moderation is for moderators only", async () => {
  const reader = await listener({ consultation: consultation.slug });
  const moderator = await listener({ desk: "queue" }, await cookieOf(people.moderator));
  expect([reader.joined, moderator.joined]).toEqual([{ ok: true }, { ok: true }]);
  const { folio } = await accepted("razonable", "breve");
  await expect
    .poll(() => reader.heard.map(({ news }) => news))
    .toEqual([
      { kind: "suggestion", folio },
      { kind: "decision", folio, revision: 2 },
    ]);
  expect(reader.heard[1]!.version).toBe(reader.heard[0]!.version + 1);
  await expect.poll(() => moderator.heard.map(({ news }) => news)).toContainEqual({ kind: "queue", folio });
});

test("[L29] nobody follows what is not theirs to see, and no message ends the process", async () => {
  expect((await listener({ desk: "queue" })).joined).toEqual({ ok: false });
  expect((await listener({ desk: "desk" }, await cookieOf(people.citizen))).joined).toEqual({ ok: false });
  expect((await listener({ consultation: { $ne: "" } })).joined).toEqual({ ok: false });
  const { socket } = await listener({ consultation: "x" });
  socket.emit(followEvent);
  socket.emit(followEvent, null, "no function");
  socket.emit("__proto__", {});
  expect((await world.visitor().get(routes.health())).status).toBe(200);
  const foreign = io(world.url, {
    path: socketPath,
    transports: ["websocket"],
    extraHeaders: { origin: "https://evil.example" },
    reconnection: false,
  });
  open.push({ destroy: () => foreign.disconnect() });
  expect(await new Promise((resolve) => foreign.once("connect_error", () => resolve("refused")))).toBe(
    "refused",
  );
});
