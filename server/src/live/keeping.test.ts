// How rooms are kept: snapshots, what is damaged, who owns a room, who may stay in it.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import * as Y from "yjs";
import { draftRoom, roomConflicts, roomText } from "@pliego/shared/live/rooms.ts";
import { blockWords } from "@pliego/shared/suggestions/block-words.ts";
import { eachBlock } from "@pliego/shared/text/blocks.ts";
import type { DocJSON } from "@pliego/shared/text/types.ts";
import { openDrafting } from "../drafting/opening.ts";
import { makeDraftDoor } from "../drafting/door.ts";
import { setRoles } from "../people/actions.ts";
import { enterRoom, textAt, wordsIn, type RoomClient } from "../testing/room-writers.ts";
import { startWorld, type TestPerson, type World } from "../testing/world.ts";
import { makeAllowance } from "./allowance.ts";
import { defaultLimits } from "./limits.ts";
import { loadRoom } from "./loading.ts";
import { keepRooms, RoomElsewhere, type RoomKeeper } from "./room-keeper.ts";
import { findRoomHead } from "./rooms.model.ts";
import { appendEntry, readEntries } from "./room-log.model.ts";
import { cutSnapshots, insertSnapshotPart, readSnapshotParts } from "./room-snapshots.model.ts";
import { takeSnapshot } from "./snapshots.ts";
import { Trial } from "./trial.ts";

const policy = "# Norma\n\nLos entes publicarán sus datos.\n\nLos datos serán gratuitos.\n";
const never = () => {};

let world: World;
let official: TestPerson;
let room: string;
let slug: string;
let count = 0;
const open: { destroy: () => void }[] = [];
const keepers: RoomKeeper[] = [];

beforeAll(async () => {
  world = await startWorld();
  official = await world.person("official");
});
afterAll(async () => {
  for (const one of open.splice(0)) one.destroy();
  await world.close();
});
beforeEach(async () => {
  for (const one of open.splice(0)) one.destroy();
  for (const keeper of keepers.splice(0)) await keeper.close();
  count += 1;
  slug = `guarda-${count}`;
  await world.consultation(policy, slug);
  room = draftRoom(slug);
});

async function writer(person = official): Promise<RoomClient> {
  const one = await enterRoom(world, room, await world.cookieOf(person));
  open.push(one);
  return one;
}
/** Another process that works on the same database. */
function node(nodeName: string): RoomKeeper {
  const keeper = keepRooms(world.ctx, {
    doors: [makeDraftDoor(world.ctx)],
    nodeName,
    limits: defaultLimits,
    failpoint: never,
    onFault: never,
    allowanceOf: () => makeAllowance(defaultLimits),
  });
  keepers.push(keeper);
  return keeper;
}
const load = () => loadRoom(world.ctx.db, room, world.ctx.log);
const wordsOf = (state: Uint8Array) => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, state);
  return wordsIn(doc);
};
const blocksIn = (doc: DocJSON) => [...eachBlock(doc)].map(blockWords);
function readingOf(state: Uint8Array) {
  const trial = new Trial([state]);
  const reading = { vector: trial.vector(), text: trial.text() };
  trial.destroy();
  return reading;
}
/** An entry as a writer would make it: `edit` changes what is loaded. */
async function append(edit: (text: Y.XmlFragment) => void): Promise<number> {
  const { state, seq } = await load();
  const doc = new Y.Doc({ gc: false });
  Y.applyUpdate(doc, state);
  const before = Y.encodeStateVector(doc);
  edit(doc.getXmlFragment(roomText));
  const change = { by: "somebody", claims: [doc.clientID], update: Y.encodeStateAsUpdate(doc, before) };
  await appendEntry(world.ctx.db, { room, seq: seq + 1, fence: 0, changes: [change] });
  return doc.clientID;
}
async function snapshot(): Promise<void> {
  const { state, seq, owners, head } = await load();
  await takeSnapshot(world.ctx.db, room, head.fence ?? 0, { seq, state, owners, ...readingOf(state) }, never);
}

test("[L70] a snapshot holds the text and whose the words are; the log is cut behind the older of the two kept", async () => {
  await (await node("a").open(room)).settled();
  const client = await append((text) => textAt(text, 1).insert(0, "Uno. "));
  await snapshot();
  expect((await readEntries(world.ctx.db, room))[0]?.seq).toBe(1);
  await append((text) => textAt(text, 1).insert(0, "Dos. "));
  await snapshot();
  await append((text) => textAt(text, 1).insert(0, "Tres. "));
  const kept = (await findRoomHead(world.ctx.db, room))?.snapshots ?? [];
  expect(kept).toHaveLength(2);
  const written = (await readEntries(world.ctx.db, room)).filter(({ changes }) => changes.length > 0);
  expect(written[0]?.seq).toBe((kept[1]?.seq ?? 0) + 1);
  const loaded = await load();
  expect(wordsOf(loaded.state)[1]).toBe("Tres. Dos. Uno. Los entes publicarán sus datos.");
  expect(loaded.owners.get(client)).toBe("somebody");
});

test("[L70] a damaged snapshot loses nothing: the one before it and the log after that are read", async () => {
  await (await node("a").open(room)).settled();
  for (const word of ["Uno. ", "Dos. "]) {
    await append((text) => textAt(text, 1).insert(0, word));
    await snapshot();
  }
  const newest = (await findRoomHead(world.ctx.db, room))?.snapshots?.[0]?.seq ?? 0;
  const [part] = await readSnapshotParts(world.ctx.db, room, newest);
  await insertSnapshotPart(world.ctx.db, {
    ...part!,
    bytes: part!.bytes.map((byte, at) => (at === 40 ? byte ^ 1 : byte)),
  });
  expect(wordsOf((await load()).state)[1]).toBe("Dos. Uno. Los entes publicarán sus datos.");
});

test("[L70] a snapshot that would read differently is not taken, and one of an owner that lost the room is not either", async () => {
  const keeper = node("a");
  await keeper.open(room);
  const { state, seq, owners, head } = await load();
  const take = (fence: number, bytes: Uint8Array) =>
    takeSnapshot(world.ctx.db, room, fence, { seq, state: bytes, owners, ...readingOf(state) }, never);
  await expect(take((head.fence ?? 0) - 1, state)).rejects.toThrow("another owner");
  await expect(take(head.fence ?? 0, state.subarray(0, state.length - 3))).rejects.toThrow();
  const other = new Y.Doc({ gc: false });
  Y.applyUpdate(other, state);
  textAt(other.getXmlFragment(roomText), 1).insert(0, "Otra. ");
  await expect(take(head.fence ?? 0, Y.encodeStateAsUpdate(other))).rejects.toThrow("reads differently");
  expect((await findRoomHead(world.ctx.db, room))?.snapshots).toEqual([]);
});

test("[L70] a room with a long log takes a snapshot by itself when everybody has left it, and opens with the same text", async () => {
  const keeper = node("a");
  const kept = await keeper.open(room);
  for (let number = 0; number < 70; number += 1)
    await kept.change(
      (doc) => textAt(doc.getXmlFragment(roomText), 1).insert(0, `${number} `),
      (seq, change) => appendEntry(world.ctx.db, { room, seq, fence: kept.fence, changes: [change!] }),
    );
  const before = wordsOf((await load()).state);
  await keeper.release(room);
  expect((await findRoomHead(world.ctx.db, room))?.snapshots).toHaveLength(1);
  expect(await (await keeper.open(room)).read().then(() => load())).toMatchObject({ log: { entries: 1 } });
  expect(wordsOf((await load()).state)).toEqual(before);
});

test("[L71] an entry of the log that cannot be read is set aside, and everything else is there", async () => {
  await (await node("a").open(room)).settled();
  await append((text) => textAt(text, 1).insert(0, "Uno. "));
  const { seq } = await load();
  const bad = { by: "somebody", claims: [], update: Uint8Array.of(1, 1, 200, 1, 0, 4, 1, 4) };
  await appendEntry(world.ctx.db, { room, seq: seq + 1, fence: 0, changes: [bad] });
  const script = new Y.Doc({ gc: false });
  script.getXmlFragment(roomText).insert(0, [new Y.XmlElement("script")]);
  const breaking = { by: "somebody", claims: [], update: Y.encodeStateAsUpdate(script) };
  await appendEntry(world.ctx.db, { room, seq: seq + 2, fence: 0, changes: [breaking] });
  await append((text) => textAt(text, 2).insert(0, "Dos. "));
  expect(wordsOf((await load()).state)).toEqual([
    "Norma",
    "Uno. Los entes publicarán sus datos.",
    "Dos. Los datos serán gratuitos.",
  ]);
  for (const keeper of keepers.splice(0)) await keeper.close();
  const one = await writer();
  textAt(one.fragment, 2).insert(0, "Tres. ");
  await expect
    .poll(async () => wordsOf((await load()).state)[2])
    .toBe("Tres. Dos. Los datos serán gratuitos.");
});

test("[L71] who only reads a room that another process has sets nothing aside and leaves it the making that it is", async () => {
  const theirs = await node("another").open(room);
  const bad = { by: "somebody", claims: [], update: Uint8Array.of(1, 1, 200, 1, 0, 4, 1, 4) };
  const { seq } = await load();
  await appendEntry(world.ctx.db, { room, seq: seq + 1, fence: 0, changes: [bad] });
  const { doc, epoch } = await world.rooms.readText(room);
  expect(blocksIn(doc)[1]).toBe("Los entes publicarán sus datos.");
  expect(epoch).toBe(theirs.epoch);
  expect((await findRoomHead(world.ctx.db, room))?.epoch).toBe(theirs.epoch);
  expect(await world.ctx.db.collection("roomSetAside").countDocuments({ room })).toBe(0);
});

test("[L71] what the room itself wrote is read back too: a place where both changed the same words stays marked", async () => {
  const keeper = node("a");
  const kept = await keeper.open(room);
  await kept.change(
    (doc) => void doc.getMap(roomConflicts).set("parrafo", "{}"),
    (seq, change) => appendEntry(world.ctx.db, { room, seq, fence: kept.fence, changes: [change!] }),
  );
  await keeper.release(room);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, (await load()).state);
  expect(doc.getMap(roomConflicts).get("parrafo")).toBe("{}");
});

test("[L72] a room has one owner; once its lease is over another may take it, and what the first still writes is not stored", async () => {
  const [first, second] = [node("first"), node("second")];
  const theirs = await first.open(room);
  await expect(second.open(room)).rejects.toThrow(RoomElsewhere);
  world.clock.advance(20_000);
  const ours = await second.open(room);
  expect(ours.fence).toBe(theirs.fence + 1);
  const before = wordsOf((await load()).state);
  const late = theirs.change(
    (doc) => textAt(doc.getXmlFragment(roomText), 1).insert(0, "Tarde. "),
    (seq, change) => appendEntry(world.ctx.db, { room, seq, fence: theirs.fence, changes: [change!] }),
  );
  await expect(late).rejects.toMatchObject({ code: 11000 });
  expect(wordsOf((await load()).state)).toEqual(before);
  await expect(theirs.read()).rejects.toThrow();
});

test("[L72] also after the log was cut, an owner that slept writes nothing and takes no newer snapshot away", async () => {
  const [first, second] = [node("first"), node("second")];
  const theirs = await first.open(room);
  const old = await theirs.snapshot();
  world.clock.advance(20_000);
  await second.open(room);
  for (const word of ["Uno. ", "Dos. "]) {
    await append((text) => textAt(text, 1).insert(0, word));
    await snapshot();
  }
  const late = theirs.change(
    (doc) => textAt(doc.getXmlFragment(roomText), 1).insert(0, "Tarde. "),
    (seq, change) => appendEntry(world.ctx.db, { room, seq, fence: theirs.fence, changes: [change!] }),
  );
  await expect(late).rejects.toMatchObject({ code: 11000 });
  await expect(takeSnapshot(world.ctx.db, room, theirs.fence, old, never)).rejects.toThrow("another owner");
  await cutSnapshots(world.ctx.db, room, [old.seq]);
  expect(wordsOf((await load()).state)[1]).toBe("Dos. Uno. Los entes publicarán sus datos.");
});

test("[L72] the same installation takes its rooms back at once after it died", async () => {
  const before = await node("same").open(room);
  const again = await node("same").open(room);
  expect(again.fence).toBe(before.fence + 1);
});

test("[L73] whoever loses her role, her account's session or the open door is out within five seconds", async () => {
  const demoted = await world.person("official");
  const one = await writer(demoted);
  const other = await writer();
  await setRoles(world.ctx, demoted.email, ["citizen"]);
  const cut = { timeout: 5_000 };
  await expect.poll(() => one.state.closed, cut).toBe(4403);
  one.provider.connect();
  await expect.poll(() => one.provider.wsconnected || one.state.closed).toBe(4403);
  textAt(other.fragment, 1).insert(0, "Sí. ");
  await expect.poll(async () => wordsOf((await load()).state)[1]).toContain("Sí. ");
  expect(other.state.closed).toBe(0);
});

test("[L74] where the institution opens its drafting anybody reads along, nobody writes who may not, and closing it ends that", async () => {
  const rooms = { look: world.rooms.look };
  const shut = await enterRoom(world, room, undefined);
  open.push(shut);
  expect(shut.state.closed).toBe(4401);
  await openDrafting(world.ctx, rooms, official.actor, slug, true);
  const [one, reader, citizen] = [
    await writer(),
    await enterRoom(world, room, undefined),
    await enterRoom(world, room, await world.cookieOf(await world.person("citizen"))),
  ];
  open.push(reader, citizen);
  textAt(one.fragment, 1).insert(0, "Sí. ");
  await expect.poll(() => wordsIn(reader.doc)[1]).toBe("Sí. Los entes publicarán sus datos.");
  expect(reader.provider.awareness.getStates().has(one.doc.clientID)).toBe(false);
  textAt(citizen.fragment, 1).insert(0, "No. ");
  await expect.poll(() => citizen.state.closed).toBe(4403);
  expect(wordsIn(one.doc)[1]).toBe("Sí. Los entes publicarán sus datos.");
  await openDrafting(world.ctx, rooms, official.actor, slug, false);
  await expect.poll(() => reader.state.closed).toBe(4401);
  expect(one.state.closed).toBe(0);
});

test("[L75] words written under a client id stay that person's: nobody else writes under it", async () => {
  const [one, other] = [await writer(), await writer(await world.person("official"))];
  textAt(one.fragment, 1).insert(0, "Mío. ");
  await expect.poll(() => wordsIn(other.doc)[1]).toContain("Mío. ");
  const forged = new Y.Doc({ gc: false });
  Y.applyUpdate(forged, Y.encodeStateAsUpdate(other.doc));
  forged.clientID = one.doc.clientID;
  textAt(forged.getXmlFragment(roomText), 1).insert(0, "Falso. ");
  Y.applyUpdate(other.doc, Y.encodeStateAsUpdate(forged));
  await expect.poll(() => other.state.closed).toBe(4403);
  // What she wrote without a connection comes back under her old id.
  const back = await writer();
  const kept = new Y.Doc({ gc: false });
  Y.applyUpdate(kept, Y.encodeStateAsUpdate(one.doc));
  kept.clientID = one.doc.clientID;
  one.destroy();
  textAt(kept.getXmlFragment(roomText), 1).insert(0, "También mío. ");
  Y.applyUpdate(back.doc, Y.encodeStateAsUpdate(kept));
  await expect.poll(async () => wordsOf((await load()).state)[1]).toContain("También mío. Mío. ");
});

test("[L76] a page that shows an older making of a room does not bring that text back", async () => {
  const { epoch } = await world.rooms.readText(room);
  const cookie = await world.cookieOf(official);
  const [now, older] = [
    await enterRoom(world, room, cookie, { epoch }),
    await enterRoom(world, room, cookie, { epoch: "another" }),
  ];
  open.push(now, older);
  expect([now.state.closed, older.state.closed]).toEqual([0, 4409]);
  await world.rooms.drop(room);
  expect((await world.rooms.readText(room)).epoch).not.toBe(epoch);
});

test("[L24] what failed is forgotten: the room goes on from what is stored", () => {
  const doc = new Y.Doc({ gc: false });
  doc.getXmlFragment(roomText).insert(0, [new Y.XmlElement("block")]);
  const state = Y.encodeStateAsUpdate(doc);
  const trial = new Trial([state]);
  const bad = new Y.Doc({ gc: false });
  Y.applyUpdate(bad, state);
  bad.getXmlFragment(roomText).insert(0, [new Y.XmlElement("script")]);
  expect(trial.admits(Y.encodeStateAsUpdate(bad))).toBe(false);
  trial.restore([state]);
  expect(trial.text()).toMatchObject({ content: [{ type: "block" }] });
  doc.getXmlFragment(roomText).insert(1, [new Y.XmlElement("block")]);
  expect(trial.admits(Y.encodeStateAsUpdate(doc))).toBeInstanceOf(Uint8Array);
  expect(trial.admits(Y.encodeStateAsUpdate(doc))).toBeUndefined();
});
