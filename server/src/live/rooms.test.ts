import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import * as Y from "yjs";
import { branchRoom, draftRoom, roomConflicts, roomServerPath, roomText } from "@pliego/shared/live/rooms.ts";
import { routes } from "@pliego/shared/routes.ts";
import { yNode } from "@pliego/shared/text/ydoc.ts";
import { blockWords } from "@pliego/shared/suggestions/block-words.ts";
import { eachBlock } from "@pliego/shared/text/blocks.ts";
import { beginBranch } from "../branches/actions.ts";
import type { Consultation } from "../consultations/actions.ts";
import { latestRevision } from "../policies/actions.ts";
import { enterRoom, textAt, wordsIn } from "../testing/room-writers.ts";
import { actsIn, threePeople, twoParagraphs, type ThreePeople } from "../testing/three-people.ts";
import { startWorld, type TestPerson, type World } from "../testing/world.ts";
import { readEntries } from "./room-log.model.ts";

let world: World;
let people: ThreePeople;
let consultation: Consultation;
let count = 0;
const open: { destroy: () => void }[] = [];

beforeAll(async () => {
  world = await startWorld();
  people = await threePeople(world);
});
afterAll(() => world.close());
beforeEach(async () => {
  for (const one of open.splice(0)) one.destroy();
  count += 1;
  consultation = await world.consultation(twoParagraphs, `sala-${count}`);
});

/** An official in the room of this test's consultation. */
async function writer(person: TestPerson, cookie?: string) {
  const room = draftRoom(consultation.slug);
  const one = await enterRoom(world, room, cookie ?? (await world.cookieOf(person)));
  open.push(one);
  return one;
}
const stored = async () => {
  const doc = new Y.Doc();
  for (const { changes } of await readEntries(world.ctx.db, draftRoom(consultation.slug)))
    for (const { update } of changes) Y.applyUpdate(doc, update);
  return wordsIn(doc);
};

/** A citizen's suggestion, approved and accepted. */
async function accepted(from: string, to: string) {
  const { published, decided } = actsIn(world, people, consultation);
  await decided((await published(from, to)).folio, "accepted");
}

test("[L22] a room begins as the latest version; what one official writes reaches the other, and is in the database before it says saved", async () => {
  const [one, other] = [await writer(people.official), await writer(await world.person("official"))];
  expect(wordsIn(one.doc)).toEqual([
    "Norma",
    "Los entes publicarán sus datos en un plazo razonable.",
    "Los datos serán gratuitos.",
  ]);
  await expect.poll(() => one.state.saved).toBeGreaterThan(0);
  const before = one.state.saved;
  textAt(one.fragment, 2).insert(4, "nuevos ");
  await expect.poll(() => one.state.saved).toBe(before + 1);
  expect(await stored()).toContain("Los nuevos datos serán gratuitos.");
  await expect.poll(() => wordsIn(other.doc)).toContain("Los nuevos datos serán gratuitos.");
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
  const official = await world.cookieOf(people.official);
  expect(await enter(room, { origin: world.url })).toBe("4401");
  expect(await enter(room, { origin: world.url, cookie: await world.cookieOf(people.citizen) })).toBe("4403");
  expect(await enter(room, { origin: world.url, cookie: await world.cookieOf(people.moderator) })).toBe(
    "4403",
  );
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
  ["text", "hola", 1003],
])(
  "[L24] %s costs its sender the connection, and the room lives on unchanged",
  async (_what, frame, code = 4400) => {
    const [one, other] = [await writer(people.official), await writer(people.official)];
    const before = await stored();
    other.provider.ws!.send(frame);
    await expect.poll(() => other.state.closed).toBe(code);
    expect(await stored()).toEqual(before);
    textAt(one.fragment, 2).insert(0, "Sí: ");
    await expect.poll(stored).toContain("Sí: Los datos serán gratuitos.");
  },
);

test("[L24] an update that would break the text is not stored, not shown, and costs its sender the connection", async () => {
  const [one, other] = [await writer(people.official), await writer(people.official)];
  other.fragment.insert(0, [new Y.XmlElement("script")]);
  await expect.poll(() => other.state.closed).toBe(4400);
  expect(wordsIn(one.doc)).toHaveLength(3);
  expect(await stored()).toHaveLength(3);
});

test("[L22] a table comes in, moves, goes and comes back by undo as any other part", async () => {
  const one = await writer(people.official);
  const cell = (words: string) => ({
    type: "cell",
    attrs: { header: false, align: "" },
    content: [{ type: "block", attrs: { id: `c${words.length}` }, content: [{ type: "text", text: words }] }],
  });
  const row = (id: string, words: readonly string[]) => ({
    type: "row",
    attrs: { id },
    content: words.map(cell),
  });
  const table = {
    type: "table",
    attrs: { id: "tabla" },
    content: [row("f1", ["Dato", "Plazo"]), row("f2", ["Padrón", "Diez días"])],
  };
  const undo = new Y.UndoManager(one.fragment, { captureTimeout: 0 });
  one.fragment.insert(1, [yNode(table as never)]);
  await expect.poll(stored).toContain("Diez días");
  one.fragment.delete(0, one.fragment.length);
  await expect.poll(stored).toEqual([]);
  undo.undo();
  await expect.poll(stored).toContain("Diez días");
  expect(await stored()).toContain("Norma");
  expect(one.state.closed).toBe(0);
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

test("[U3] signing out ends the place of that session in the drafting room, and of no other", async () => {
  const person = await world.person("official");
  const cookie = await world.cookieOf(person);
  const [one, elsewhere] = [await writer(person, cookie), await writer(person)];
  const { status } = await fetch(world.url + routes.signOut(), {
    method: "POST",
    headers: { origin: world.url, cookie },
    redirect: "manual",
  });
  expect(status).toBe(303);
  await expect.poll(() => one.state.closed).toBe(4401);
  textAt(elsewhere.fragment, 2).insert(0, "Sí: ");
  await expect.poll(stored).toContain("Sí: Los datos serán gratuitos.");
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
  await expect.poll(() => wordsIn(one.doc)).toEqual(followed);
  expect(await stored()).toEqual(followed);
  const later = await writer(people.official);
  expect(wordsIn(later.doc)).toEqual(followed);
});

test("[L26, L42] a room where citizens write a suggestion follows the official text too, and lets in its authors only", async () => {
  const branch = await beginBranch(world.ctx, people.citizen.actor, consultation.slug);
  const room = branchRoom(branch._id);
  const author = await enterRoom(world, room, await world.cookieOf(people.citizen));
  const stranger = await enterRoom(world, room, await world.cookieOf(await world.person("citizen")));
  const nobody = await enterRoom(world, room, undefined);
  open.push(author, stranger, nobody);
  expect([author, stranger, nobody].map(({ state }) => state.closed)).toEqual([0, 4403, 4401]);
  textAt(author.fragment, 2).insert(4, "nuevos ");
  await accepted("razonable", "de diez días hábiles");
  await world.settled();
  await expect
    .poll(() => wordsIn(author.doc))
    .toEqual([
      "Norma",
      "Los entes publicarán sus datos en un plazo de diez días hábiles.",
      "Los nuevos datos serán gratuitos.",
    ]);
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
  expect(wordsIn(one.doc)).toContain("Los entes publicarán sus datos en un plazo breve.");
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
