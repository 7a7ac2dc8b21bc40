// The hostile inputs 47 to 64 of the promises. After each, the process answers an honest reader.
import { once } from "node:events";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { io, type Socket } from "socket.io-client";
import { WebSocket } from "ws";
import {
  announcementEvent,
  followEvent,
  socketPath,
  type Announcement,
  type Answer,
} from "@pliego/shared/live/announcements.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import { routes } from "@pliego/shared/routes.ts";
import type { KeptAnnouncements } from "../notifications/kept-announcements.ts";
import { setRoles } from "../people/actions.ts";
import { startWorld, type TestPerson, type World } from "../testing/world.ts";
import { openAnnouncements, type AnnouncementParts, type Announcements } from "./announcements.ts";
import { defaultLimits } from "./limits.ts";

let world: World;
let moderator: TestPerson;
const open: (() => unknown)[] = [];
const slug = "hostil";

beforeAll(async () => {
  world = await startWorld();
  moderator = await world.person("moderator");
  await world.consultation("# Norma\n\nLos datos serán gratuitos.\n", slug);
});
afterAll(() => world.close());
afterEach(async () => {
  for (const close of open.splice(0)) await close();
  expect((await world.visitor().get(routes.health())).status).toBe(200);
  const reader = browser(world.url);
  expect(await reader.emitWithAck(followEvent, { consultation: slug })).toMatchObject({ ok: true });
  reader.disconnect();
});

function browser(url: string, headers: Record<string, string> = {}, more: object = {}): Socket {
  const socket = io(url, {
    path: socketPath,
    transports: ["websocket"],
    extraHeaders: { origin: url, ...headers },
    reconnection: false,
    forceNew: true,
    ...more,
  });
  open.push(() => socket.disconnect());
  return socket.timeout(5000) as unknown as Socket;
}

const address = (query: string) => `${world.url}${socketPath}/?${query}`;
const own = () => ({ origin: world.url });
const get = async (query: string, headers: Record<string, string> = own()) =>
  (await fetch(address(query), { headers })).status;
const post = async (query: string, body: string | Uint8Array, headers: Record<string, string> = {}) => {
  const sent = new Uint8Array(Buffer.from(body as string));
  return (await fetch(address(query), { method: "POST", body: sent, headers: { ...own(), ...headers } }))
    .status;
};
/** Opens a polling connection and answers its id. */
async function polling(headers: Record<string, string> = {}): Promise<string> {
  const answer = await fetch(address("EIO=4&transport=polling"), { headers: { ...own(), ...headers } });
  return (JSON.parse((await answer.text()).slice(1)) as { sid: string }).sid;
}
const poll = (sid: string) => `EIO=4&transport=polling&sid=${sid}`;

/** A websocket without a library in between. */
async function raw(url = world.url, headers: Record<string, string> = {}) {
  const socket = new WebSocket(`${url.replace("http", "ws")}${socketPath}/?EIO=4&transport=websocket`, {
    headers: { origin: url, ...headers },
  });
  open.push(() => socket.terminate());
  const heard: string[] = [];
  let closed = false;
  socket.on("message", (data) => heard.push((data as Buffer).toString()));
  socket.on("close", () => (closed = true));
  socket.on("error", () => {});
  await once(socket, "open");
  socket.send("40");
  await expect.poll(() => heard.some((message) => message.startsWith("40"))).toBe(true);
  return {
    socket,
    heard,
    closed: () => closed,
    ended: () => expect.poll(() => closed, { timeout: 5000 }).toBe(true),
  };
}

const caughtUp: KeptAnnouncements = {
  ofOne: async () => ({ version: 1, missed: [] }),
  ofAll: async () => new Map([["a", { version: 1, missed: [] }]]),
};

/** Announcements alone on a server of their own, with other limits or faults. */
async function alone(parts: Partial<AnnouncementParts>): Promise<{ live: Announcements; url: string }> {
  const http: HttpServer = createServer();
  const live = openAnnouncements(http, {
    isOwnOrigin: () => true,
    identify: [],
    kept: caughtUp,
    log: world.ctx.log,
    ...parts,
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  open.unshift(async () => {
    live.close();
    http.closeAllConnections();
    http.close();
    await once(http, "close");
  });
  return { live, url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` };
}
/** Whoever sends this header is that person, in the session of that name. */
const identifyBy =
  (actors: Readonly<Record<string, Actor>>): AnnouncementParts["identify"][number] =>
  (req, _res, next) => {
    const name = req.headers["x-session"];
    if (typeof name === "string" && actors[name]) Object.assign(req, { user: actors[name], sessionID: name });
    next();
  };

test("[L29] 47: a foreign origin, or none, opens no connection", async () => {
  expect(await get("EIO=4&transport=polling", { origin: "https://evil.example" })).toBe(403);
  expect(await get("EIO=4&transport=polling", {})).toBe(403);
  expect(await get("EIO=4&transport=polling", { "sec-fetch-site": "cross-site" })).toBe(403);
  expect(await get("EIO=4&transport=polling")).toBe(200);
  for (const origin of ["https://evil.example", undefined]) {
    const socket = new WebSocket(
      `${world.url.replace("http", "ws")}${socketPath}/?EIO=4&transport=websocket`,
      {
        headers: origin === undefined ? {} : { origin },
      },
    );
    const [, answer] = (await once(socket, "unexpected-response")) as [unknown, { statusCode: number }];
    expect(answer.statusCode).toBe(403);
    socket.on("error", () => {}).terminate();
  }
});

test.each([
  "EIO=3&transport=polling",
  "transport=polling",
  "EIO=4&transport=toString",
  "EIO=4&transport=__proto__",
  "EIO=4&transport=polling&sid=__proto__",
  "EIO=4&transport=polling&sid=toString",
  "EIO=4&transport=websocket",
])("[L29] 48: %s is refused with 400", async (query) => {
  expect(await get(query)).toBe(400);
});

test("[L29] 49: a polling connection belongs to the session that opened it", async () => {
  const cookie = await world.cookieOf(moderator);
  const hers = await polling({ cookie });
  const other = await world.cookieOf(await world.person("citizen"));
  expect(await get(poll(hers))).toBe(400);
  expect(await get(poll(hers), { ...own(), cookie: other })).toBe(400);
  expect(await post(poll(hers), "40", { cookie: other })).toBe(400);
  expect(await post(poll(hers), "40", { cookie })).toBe(200);
  const anonymous = await polling();
  expect(await get(poll(anonymous), { ...own(), cookie })).toBe(400);
  expect(await get(poll(anonymous), { origin: "https://evil.example" })).toBe(400);
  expect(await post(poll(anonymous), "40")).toBe(200);
  const upgrade = new WebSocket(
    `${world.url.replace("http", "ws")}${socketPath}/?EIO=4&transport=websocket&sid=${hers}`,
    { headers: own() },
  );
  const [, answer] = (await once(upgrade, "unexpected-response")) as [unknown, { statusCode: number }];
  expect(answer.statusCode).toBe(400);
  upgrade.on("error", () => {}).terminate();
});

test("[L29] 50: an event before connecting ends the connection, and so does following nothing for ten seconds", async () => {
  const socket = new WebSocket(`${world.url.replace("http", "ws")}${socketPath}/?EIO=4&transport=websocket`, {
    headers: own(),
  });
  await once(socket, "open");
  socket.send(`42["${followEvent}",{"consultation":"${slug}"}]`);
  await once(socket, "close");
  const { url } = await alone({ followWithinMs: 500 });
  const busy = await raw(url);
  busy.socket.send(`42["${followEvent}",{"consultation":"a"}]`);
  const [idle, refused] = [await raw(url), await raw(url)];
  refused.socket.send(`42["${followEvent}",{"desk":"queue"}]`);
  await Promise.all([idle.ended(), refused.ended()]);
  expect(busy.closed()).toBe(false);
});

test.each<[string, unknown[]]>([
  ["51: no arguments", []],
  ["51: null", [null]],
  ["51: an operator", [{ consultation: { $ne: "" } }]],
  ["51: another shape", [{ consultation: slug, admin: true }]],
  ["51: both", [{ consultation: slug, desk: "queue" }]],
  ["62: a number that is none", [{ consultation: slug, since: { [slug]: "NaN" } }]],
  ["62: a date", [{ consultation: slug, since: { [slug]: new Date(Number.NaN) } }]],
  ["62: too large a number", [{ consultation: slug, since: { [slug]: 1e300 } }]],
  ["62: a version and nothing more", [{ consultation: slug, since: 5 }]],
  ["62: a prototype", [JSON.parse(`{"consultation":"${slug}","__proto__":{"x":1}}`)]],
])("[L29] %s is answered as malformed", async (_what, sent) => {
  const answer = (await browser(world.url).emitWithAck(followEvent, ...sent)) as Answer;
  expect(answer).toEqual({ ok: false, code: "malformed" });
});

test("[L29] 52: an acknowledgement that nobody asked for is not given, and nothing ends", async () => {
  const { socket, heard, closed } = await raw();
  for (const sent of ["", ',null,"no function"', ',{"consultation":"x"}', `,{"consultation":"${slug}"},5,6`])
    socket.send(`42["${followEvent}"${sent}]`);
  socket.send(`421["${followEvent}",{"consultation":"${slug}"}]`);
  await expect.poll(() => heard.filter((message) => message.startsWith("43"))).toHaveLength(1);
  expect(closed()).toBe(false);
});

test("[L29] 53: a handler that fails, at once or later, is answered and ends nothing", async () => {
  const fails = [
    () => Promise.reject(new Error("the database is away")),
    () => {
      throw new Error("at once");
    },
  ];
  for (const ofOne of fails) {
    const { url } = await alone({ kept: { ...caughtUp, ofOne } });
    const socket = browser(url);
    expect(await socket.emitWithAck(followEvent, { consultation: "a" })).toEqual({
      ok: false,
      code: "failed",
    });
    socket.emit(followEvent, { consultation: "a" });
    expect(await socket.emitWithAck(followEvent, { consultation: "a" })).toMatchObject({ ok: false });
  }
});

test.each([
  '"__proto__"',
  '"constructor"',
  "{}",
  "5",
  "null",
  '"error"',
  '"newListener"',
  '"disconnect"',
  '"disconnecting"',
  '"connect"',
  '"message"',
])("[L29] 54: an event called %s is dropped or closes its connection", async (name) => {
  const { socket, heard, closed } = await raw();
  socket.send(`42[${name},{"consultation":"${slug}"}]`);
  socket.send(`421["${followEvent}",{"consultation":"${slug}"}]`);
  await expect.poll(() => closed() || heard.some((message) => message.startsWith("431"))).toBe(true);
});

test.each([
  '451000000000-["follow",{"_placeholder":true,"num":0}]',
  '450-["follow",{}]',
  '45-["follow",{}]',
  '451e3-["follow",{}]',
  '4599999999999999999999-["follow",{}]',
  "4",
  "9",
  "49[]",
  '42{"not":"an array"}',
  "42[",
])("[L29] 55: the packet %s closes its connection", async (packet) => {
  const { socket, ended } = await raw();
  socket.send(packet);
  await ended();
});

test("[L29] 56: a placeholder without its attachment is refused", async () => {
  const answered = await raw();
  answered.socket.send('421["follow",{"_placeholder":true,"num":0}]');
  await expect.poll(() => answered.heard.at(-1)).toBe('431[{"ok":false,"code":"malformed"}]');
  const text = await raw();
  text.socket.send('451-["follow",{"_placeholder":true,"num":0}]');
  text.socket.send('42["follow",{}]');
  await text.ended();
  for (const num of [5, -1, '"x"']) {
    const wrong = await raw();
    wrong.socket.send(`451-["follow",{"_placeholder":true,"num":${num}}]`);
    wrong.socket.send(Buffer.from("x"));
    await wrong.ended();
  }
});

test("[L29] 57: a body over the limit, and 20,000 packets in one, are refused with 413", async () => {
  expect(await post(poll(await polling()), "4".repeat(200_000))).toBe(413);
  expect(await post(poll(await polling()), Array.from({ length: 20_000 }, () => "3").join("\x1e"))).toBe(413);
});

test("[L29] 58: invalid binary bodies are refused with 400 each, and hold nothing", async () => {
  for (let times = 0; times < 200; times += 1) {
    const query = poll(await polling());
    expect(await post(query, "x", { "content-type": "application/octet-stream" })).toBe(400);
    expect(await get(query)).toBe(400);
  }
  const query = poll("AAAAAAAAAAAAAAAAAAAA");
  for (let times = 0; times < 800; times += 1)
    expect(await post(query, "x", { "content-type": "application/octet-stream" })).toBe(400);
});

test("[L29] 59: there is no other namespace, and what is not one's own to see is not followed by any name", async () => {
  for (const name of ["/admin", "/__proto__", "/queue"]) {
    const socket = io(world.url + name, {
      path: socketPath,
      transports: ["websocket"],
      extraHeaders: own(),
      reconnection: false,
      forceNew: true,
    });
    open.push(() => socket.disconnect());
    expect(await new Promise((resolve) => socket.once("connect_error", resolve))).toMatchObject({
      message: "Invalid namespace",
    });
  }
  const citizen = await world.cookieOf(await world.person("citizen"));
  const ask = (wish: unknown, cookie?: string) =>
    browser(world.url, cookie === undefined ? {} : { cookie }).emitWithAck(followEvent, wish);
  const refused = { ok: false, code: "not-allowed" };
  expect(await ask({ desk: "queue" })).toEqual(refused);
  expect(await ask({ desk: "queue" }, citizen)).toEqual(refused);
  expect(await ask({ desk: "desk" }, await world.cookieOf(moderator))).toEqual(refused);
  expect(await ask({ desk: "queue" }, await world.cookieOf(moderator))).toMatchObject({ ok: true });
  expect(await ask({ consultation: "no-existe" })).toEqual({ ok: false, code: "not-found" });
  for (const name of ["desk:queue", "../queue"])
    expect(await ask({ consultation: name })).toEqual({ ok: false, code: "not-found" });
});

test("[L29] 60: a thousand events in a second end their connection, and an address has so many connections", async () => {
  const flood = await raw();
  for (let times = 0; times < 1000; times += 1) flood.socket.send(`42["x"]`);
  await flood.ended();
  const pongs = await raw();
  for (let times = 0; times < 1000; times += 1) pongs.socket.send("3");
  await pongs.ended();

  const { url } = await alone({ limits: { ...defaultLimits, socketsPerAddress: 3 } });
  const three = [await raw(url), await raw(url), await raw(url)];
  const fourth = new WebSocket(`${url.replace("http", "ws")}${socketPath}/?EIO=4&transport=websocket`, {
    headers: { origin: url },
  });
  await once(fourth, "close");
  three[0]?.socket.close();
  await three[0]?.ended();
  await expect.poll(async () => (await raw(url)).closed()).toBe(false);
});

test("[L29] 61: who claims another's connection gets a new one of her own and nothing of the other's", async () => {
  const { live, url } = await alone({});
  const first = browser(url);
  await first.emitWithAck(followEvent, { consultation: "a" });
  const inner = open.length;
  live.send({ consultation: "a", version: 2, news: { kind: "deadline" } });
  const thief = io(url, {
    path: socketPath,
    transports: ["websocket"],
    extraHeaders: { origin: url },
    forceNew: true,
    auth: { pid: "another", offset: "0", token: { deep: [[[]]] } },
  });
  open.splice(inner, 0, () => thief.disconnect());
  const heard: unknown[] = [];
  thief.on(announcementEvent, (news) => heard.push(news));
  await once(thief as never, "connect");
  expect(thief.recovered).not.toBe(true);
  await thief.emitWithAck(followEvent, { consultation: "a" });
  expect(heard).toEqual([]);
});

test("[L29] 62: deep JSON is malformed, and ten megabytes close the connection", async () => {
  const deep = await raw();
  deep.socket.send(`421["${followEvent}",${"[".repeat(7000)}${"]".repeat(7000)}]`);
  await expect.poll(() => deep.heard.at(-1)).toBe('431[{"ok":false,"code":"malformed"}]');
  const huge = await raw();
  huge.socket.send(`42["${followEvent}","${"x".repeat(10 * 1024 * 1024)}"]`);
  await huge.ended();
});

const actor = (role: Actor["roles"][number]): Actor => ({ ...moderator.actor, id: role, roles: [role] });

test("[L34] 63: whoever loses the session or the role stops hearing what is not for everybody", async () => {
  const actors = {
    a: actor("moderator"),
    b: actor("moderator"),
    c: actor("official"),
    d: actor("moderator"),
  };
  const { live, url } = await alone({ identify: [identifyBy(actors)] });
  const join = async (session: string, wish: object) => {
    const one = await raw(url, { "x-session": session });
    one.socket.send(`421["${followEvent}",${JSON.stringify(wish)}]`);
    await expect.poll(() => one.heard.some((message) => message.includes('"ok":true'))).toBe(true);
    return one;
  };
  const ended = await join("a", { desk: "queue" });
  const demoted = await join("b", { desk: "queue" });
  const official = await join("c", { desk: "desk" });
  const reading = await join("a", { consultation: "a" });
  const held = live.held();
  expect(held.map((one) => one.actor)).toEqual([actors.a, actors.b, actors.c]);
  const now = [null, actor("citizen"), { ...actors.c, roles: ["moderator", "official"] } as const];
  for (const [at, one] of held.entries()) await one.changed(now[at]!);
  await Promise.all([ended.ended(), demoted.ended()]);
  expect([official.closed(), reading.closed()]).toEqual([false, false]);
  live.send({
    consultation: "a",
    version: 2,
    news: { kind: "queue", folio: "F", change: "arrived", waiting: 1 },
  });
  live.closeSession(held[0]!.sessionKey);
  await reading.ended();
  expect([ended, demoted].flatMap(({ heard }) => heard.filter((message) => message.includes('"F"')))).toEqual(
    [],
  );
});

test("[L73] a moderator who loses her role, or her session, no longer follows the queue within five seconds", async () => {
  const follow = async (cookie: string) => {
    const socket = browser(world.url, { cookie });
    expect(await socket.emitWithAck(followEvent, { desk: "queue" })).toMatchObject({ ok: true });
    return socket;
  };
  const [first, second] = [await world.person("moderator"), await world.person("moderator")];
  const demoted = await follow(await world.cookieOf(first));
  const signedOut = await world.cookieOf(second);
  const leaving = await follow(signedOut);
  const staying = await follow(await world.cookieOf(second));
  await setRoles(world.ctx, first.email, ["citizen"]);
  await fetch(world.url + routes.signOut(), {
    method: "POST",
    headers: { origin: world.url, cookie: signedOut },
    redirect: "manual",
  });
  await expect.poll(() => [demoted.connected, leaving.connected], { timeout: 5_000 }).toEqual([false, false]);
  expect(staying.connected).toBe(true);
});

test("[L34] 64: who reads nothing is cut off at the limit, and others hear everything", async () => {
  const { live, url } = await alone({ limits: { ...defaultLimits, unreadBytes: 256 * 1024 } });
  const deaf = await raw(url);
  deaf.socket.send(`421["${followEvent}",{"consultation":"a"}]`);
  await expect.poll(() => deaf.heard.length).toBe(3);
  const stream = (deaf.socket as unknown as { _socket: { pause: () => void } })._socket;
  stream.pause();
  const reader = browser(url);
  const versions: number[] = [];
  reader.on(announcementEvent, ({ version }: Announcement) => versions.push(version));
  await reader.emitWithAck(followEvent, { consultation: "a" });
  const text = { number: 2, hash: "h", publishedAt: "", changed: [{ id: "p", html: "x".repeat(4000) }] };
  const count = 4000;
  for (let version = 1; version <= count; version += 1) {
    live.send({ consultation: "a", version, news: { kind: "revision", revision: 2 }, text });
    if (version % 20 === 0) await expect.poll(() => versions.length, { interval: 1 }).toBe(version);
  }
  expect(versions).toHaveLength(count);
  (deaf.socket as unknown as { _socket: { resume: () => void } })._socket.resume();
  await deaf.ended();
  expect(deaf.heard.length).toBeLessThan(count);
});
