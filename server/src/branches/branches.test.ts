// What is promised of writing a suggestion together, with the rooms' side played by texts kept here.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Refusal, RefusalCode } from "@pliego/shared/errors.ts";
import { branchRoom } from "@pliego/shared/live/rooms.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import { blockWords, replaceWords } from "@pliego/shared/suggestions/block-words.ts";
import { mapBlocks } from "@pliego/shared/text/map-blocks.ts";
import type { Consultation } from "../consultations/actions.ts";
import { decide, simulate } from "../decisions/actions.ts";
import type { RoomReading } from "../live/rooms.ts";
import { moderate } from "../moderation/actions.ts";
import { noticesFor } from "../notifications/actions.ts";
import { setRoles } from "../people/actions.ts";
import { latestRevision } from "../policies/actions.ts";
import { verifyRecord } from "../record/actions.ts";
import { contentOf } from "../record/contents.ts";
import {
  ownSuggestions,
  publishedSuggestions,
  submitSuggestion,
  suggestionAt,
  waitingForModeration,
  withdrawSuggestion,
} from "../suggestions/actions.ts";
import { startWorld, type World } from "../testing/world.ts";
import {
  beginBranch,
  branchFor,
  closeInvitation,
  invitationTo,
  joinBranch,
  leaveBranch,
  ownBranches,
  renewInvitation,
} from "./actions.ts";
import { makeBranchDoor } from "./door.ts";
import { changeBranch, findBranch } from "./model.ts";
import type { WritingRooms } from "./rooms.ts";
import { sendBranch } from "./sending.ts";

const policy =
  "# Norma\n\nLos entes publicarán sus datos en un plazo razonable.\n\nLos datos serán gratuitos.\n";
const rationale = "Un plazo razonable no obliga a nadie.";

let world: World;
let ana: Actor;
let luis: Actor;
let eva: Actor;
let moderator: Actor;
let official: Actor;
let consultation: Consultation;
let count = 0;
/** What the rooms hold, and what they were asked. */
const texts = new Map<string, RoomReading>();
let asked: string[] = [];
const rooms: WritingRooms = {
  readText: async (name) => texts.get(name) ?? Promise.reject(new Error(`no room ${name}`)),
  closeRoom: async (name) => void asked.push(`close ${name}`),
  drop: async (name) => void (asked.push(`drop ${name}`), texts.delete(name)),
  look: async (name) => void asked.push(`look ${name}`),
};

beforeAll(async () => {
  world = await startWorld();
  [ana, luis, eva, moderator, official] = (await Promise.all(
    (["citizen", "citizen", "citizen", "moderator", "official"] as const).map(
      async (role) => (await world.person(role)).actor,
    ),
  )) as [Actor, Actor, Actor, Actor, Actor];
});
afterAll(() => world.close());
beforeEach(async () => {
  count += 1;
  consultation = await world.consultation(policy, `juntas-${count}`);
  asked = [];
});

const refusal = (act: Promise<unknown>): Promise<RefusalCode | undefined> =>
  act.then(
    () => undefined,
    (error: Refusal) => error.code,
  );

/** What somebody changes in the room. */
function write(branch: string, from: string, to: string): void {
  const { doc, ...room } = texts.get(branchRoom(branch))!;
  const written = mapBlocks(doc, (block) => {
    const at = blockWords(block).indexOf(from);
    return at === -1 ? block : replaceWords(block, at, at + from.length, to);
  });
  texts.set(branchRoom(branch), { doc: written, ...room });
}

async function begun(...others: readonly Actor[]): Promise<string> {
  const { _id, base } = await beginBranch(world.ctx, ana, consultation.slug);
  const { doc } = await latestRevision(world.ctx, consultation.policy);
  texts.set(branchRoom(_id), { doc, base, epoch: "" });
  const code = await renewInvitation(world.ctx, ana, _id);
  for (const other of others) await joinBranch(world.ctx, other, _id, code);
  return _id;
}
const stored = async (branch: string) => (await findBranch(world.ctx.db, branch))!;
const namesOf = async (branch: string) => (await stored(branch)).authors.map(({ name }) => name);

test("[L40] only a citizen begins, only while the consultation is open", async () => {
  for (const [actor, code] of [
    [null, "sign-in-needed"],
    [moderator, "not-allowed"],
    [official, "not-allowed"],
  ] as const)
    expect(await refusal(beginBranch(world.ctx, actor, consultation.slug))).toBe(code);
  const branch = await begun();
  expect(await stored(branch)).toMatchObject({
    authors: [{ id: ana.id, name: ana.publicName }],
    state: "writing",
    base: 1,
    folio: "",
  });
  expect((await ownBranches(world.ctx, ana)).map(({ _id }) => _id)).toContain(branch);
});

test("[L40] one joins with the code of an open invitation, once; wrong, old and closed ones are refused as what they are", async () => {
  const branch = await begun();
  const join = (actor: Actor | null, code: string) => refusal(joinBranch(world.ctx, actor, branch, code));
  const first = await renewInvitation(world.ctx, ana, branch);
  expect(await join(luis, "")).toBe("invitation-wrong");
  expect(await join(luis, `${first}x`)).toBe("invitation-wrong");
  expect(await join(null, first)).toBe("sign-in-needed");
  expect(await join(moderator, first)).toBe("not-allowed");
  expect(await join(luis, first)).toBeUndefined();
  expect(await join(luis, first)).toBeUndefined();
  const second = await renewInvitation(world.ctx, luis, branch);
  expect(await join(eva, first)).toBe("invitation-wrong");
  await closeInvitation(world.ctx, ana, branch);
  expect(await join(eva, second)).toBe("invitation-closed");
  expect(await join(luis, "whatever")).toBeUndefined();
  expect(await namesOf(branch)).toEqual([ana.publicName, luis.publicName]);
  expect(await refusal(renewInvitation(world.ctx, eva, branch))).toBe("not-found");
});

test("[L40] of many who join at the same moment twenty write it, each once", async () => {
  const branch = await begun();
  const code = await renewInvitation(world.ctx, ana, branch);
  const crowd = Array.from({ length: 24 }, (_, at) => ({ ...luis, id: `crowd-${at}` }));
  const outcomes = await Promise.all(
    [...crowd, ...crowd].map((actor) => refusal(joinBranch(world.ctx, actor, branch, code))),
  );
  const { authors } = await stored(branch);
  expect(authors).toHaveLength(20);
  expect(new Set(authors.map(({ id }) => id)).size).toBe(20);
  expect(new Set(outcomes)).toEqual(new Set([undefined, "branch-full"]));
});

test("[L41] the code is nowhere in the database, and who was invited sees who began it and nothing more", async () => {
  const branch = await begun(luis);
  const code = await renewInvitation(world.ctx, ana, branch);
  expect(code).toMatch(/^[0-9a-z]{26}$/);
  const kept = await stored(branch);
  expect(JSON.stringify(kept)).not.toContain(code);
  expect(kept.inviteHash).toMatch(/^[0-9a-f]{64}$/);
  const seen = await invitationTo(world.ctx, null, branch);
  expect(seen).toMatchObject({ begunBy: ana.publicName, isAuthor: false });
  expect(JSON.stringify(seen)).not.toContain(luis.publicName);
});

test("[L42] a branch and its room are there for its authors only; who leaves or loses her role is out", async () => {
  const branch = await begun(luis);
  const door = makeBranchDoor(world.ctx);
  const at = (actor: Actor | null) =>
    door.enter(branch, actor).then(
      ({ entry }) => entry,
      (error: Refusal) => error.code,
    );
  expect([await at(ana), await at(luis), await at(eva), await at(official), await at(null)]).toEqual([
    "write",
    "write",
    "not-found",
    "not-found",
    "sign-in-needed",
  ]);
  expect(await at({ ...luis, roles: ["moderator"] })).toBe("not-allowed");
  expect(await refusal(door.enter("no-such-branch", ana))).toBe("not-found");
  expect(await door.subject("no-such-branch")).toBeNull();
  expect(await door.subject(branch)).toEqual({
    consultation: consultation._id,
    policy: consultation.policy,
    startsAt: 1,
    isClosed: false,
    mostBytes: expect.any(Number),
  });
  await leaveBranch(world.ctx, rooms, luis, branch);
  expect(await at(luis)).toBe("not-found");
  expect(asked).toEqual([`look ${branchRoom(branch)}`]);
  expect(await refusal(branchFor(world.ctx, luis, branch))).toBe("not-found");
  await leaveBranch(world.ctx, rooms, ana, branch);
  expect((await stored(branch)).state).toBe("abandoned");
  expect(asked.at(-1)).toBe(`drop ${branchRoom(branch)}`);
});

test("[L43] sending makes one suggestion of all its authors and ends the room; again, it answers the same folio", async () => {
  const branch = await begun(luis, eva);
  write(branch, "un plazo razonable", "diez días hábiles");
  write(branch, "gratuitos", "gratuitos y completos");
  const sent = await sendBranch(world.ctx, rooms, luis, branch, { rationale });
  expect(sent).toMatchObject({
    author: ana.id,
    authorName: ana.publicName,
    coauthors: [
      { id: luis.id, name: luis.publicName },
      { id: eva.id, name: eva.publicName },
    ],
    base: 1,
    state: "in_review",
    fit: "clean",
    rationale,
  });
  expect(sent.hunks).toHaveLength(2);
  expect(await stored(branch)).toMatchObject({ state: "sent", folio: sent.folio, inviteOpen: false });
  expect(asked).toEqual([`close ${branchRoom(branch)}`, `drop ${branchRoom(branch)}`]);
  expect(await makeBranchDoor(world.ctx).subject(branch)).toBeNull();
  expect(await refusal(makeBranchDoor(world.ctx).enter(branch, ana))).toBe("branch-closed");
  expect((await sendBranch(world.ctx, rooms, ana, branch, { rationale: "" })).folio).toBe(sent.folio);
  expect(await refusal(leaveBranch(world.ctx, rooms, eva, branch))).toBe("branch-closed");
  expect(await ownBranches(world.ctx, ana)).not.toContainEqual(expect.objectContaining({ _id: branch }));
});

test("[L43] sent by all its authors at the same moment, it is one", async () => {
  const branch = await begun(luis, eva);
  write(branch, "un plazo razonable", "diez días hábiles");
  const sent = await Promise.all(
    [ana, luis, eva, ana].map((actor) => sendBranch(world.ctx, rooms, actor, branch, { rationale })),
  );
  expect(new Set(sent.map(({ folio }) => folio)).size).toBe(1);
  const waiting = await waitingForModeration(world.ctx, moderator);
  expect(waiting.filter((own) => own.consultation === consultation._id)).toHaveLength(1);
});

test("[L43] the record is bound to who wrote it together", async () => {
  const branch = await begun(luis);
  write(branch, "un plazo razonable", "diez días hábiles");
  const { folio } = await sendBranch(world.ctx, rooms, ana, branch, { rationale });
  const verdict = () => verifyRecord(world.ctx, consultation._id, contentOf);
  expect(await verdict()).toMatchObject({ holds: true });
  const suggestions = world.ctx.db.collection("suggestions");
  await suggestions.updateOne({ folio }, { $set: { coauthors: [{ id: eva.id, name: eva.publicName }] } });
  expect(await verdict()).toMatchObject({ holds: false, fault: "wrong-content" });
});

test("[L44] what is refused leaves the room open and its text as it was", async () => {
  const branch = await begun(luis);
  const send = (actor: Actor | null, words = rationale) =>
    refusal(sendBranch(world.ctx, rooms, actor, branch, { rationale: words }));
  expect(await send(ana)).toBe("empty-change");
  write(branch, "un plazo razonable", "diez días hábiles");
  const written = texts.get(branchRoom(branch));
  expect(await send(ana, "No.")).toBe("rationale-too-short");
  expect(await send(eva)).toBe("not-found");
  expect(await send(null)).toBe("sign-in-needed");
  expect(await send({ ...luis, roles: ["official"] })).toBe("not-allowed");
  expect(asked).toEqual([]);
  await accepted("un plazo razonable", "un mes");
  expect(await send(ana)).toBe("stale");
  expect(await stored(branch)).toMatchObject({ state: "writing", sending: "", folio: "" });
  expect(texts.get(branchRoom(branch))).toBe(written);
  expect(asked).toEqual([`close ${branchRoom(branch)}`]);
});

test("[L44] a server that died while it was being sent leaves it to whoever sends it again", async () => {
  const branch = await begun(luis);
  write(branch, "un plazo razonable", "diez días hábiles");
  await changeBranch(world.ctx.db, branch, { state: "writing" }, { state: "sending", sending: "gone" });
  const sent = await sendBranch(world.ctx, rooms, luis, branch, { rationale });
  expect(await stored(branch)).toMatchObject({ state: "sent", folio: sent.folio });
});

test("[L44] after the deadline nobody joins or sends, and everything is still there", async () => {
  const branch = await begun();
  const code = await renewInvitation(world.ctx, ana, branch);
  write(branch, "un plazo razonable", "diez días hábiles");
  const closed = { ...world.ctx, clock: { now: () => new Date(consultation.closesAt.getTime() + 1_000) } };
  expect(await refusal(joinBranch(closed, luis, branch, code))).toBe("consultation-closed");
  expect(await refusal(sendBranch(closed, rooms, ana, branch, { rationale }))).toBe("consultation-closed");
  expect((await stored(branch)).state).toBe("writing");
});

test("[S42] every author hears what becomes of it and finds it among hers; one of them withdraws it", async () => {
  const branch = await begun(luis, eva);
  write(branch, "un plazo razonable", "diez días hábiles");
  const { folio } = await sendBranch(world.ctx, rooms, ana, branch, { rationale });
  for (const actor of [ana, luis, eva]) {
    expect((await ownSuggestions(world.ctx, actor)).map((own) => own.folio)).toContain(folio);
    expect((await suggestionAt(world.ctx, actor, folio)).folio).toBe(folio);
  }
  await moderate(world.ctx, moderator, folio, { verdict: "approve", rule: "", sentence: "" });
  await world.settled();
  for (const actor of [ana, luis, eva])
    expect(await noticesFor(world.ctx, actor.id)).toContainEqual(
      expect.objectContaining({ kind: "suggestion-published", params: expect.objectContaining({ folio }) }),
    );
  await withdrawSuggestion(world.ctx, eva, folio);
  expect((await suggestionAt(world.ctx, luis, folio)).state).toBe("withdrawn");
  await world.settled();
  const told = expect.objectContaining({
    kind: "suggestion-withdrawn",
    params: { folio, by: eva.publicName },
  });
  for (const actor of [ana, luis]) expect(await noticesFor(world.ctx, actor.id)).toContainEqual(told);
  expect(await noticesFor(world.ctx, eva.id)).not.toContainEqual(told);
});

test("[S42] its page, its card and the desk name every author", async () => {
  const branch = await begun(luis, eva);
  write(branch, "un plazo razonable", "diez días hábiles");
  const { folio } = await sendBranch(world.ctx, rooms, ana, branch, { rationale });
  await moderate(world.ctx, moderator, folio, { verdict: "approve", rule: "", sentence: "" });
  const names = new Intl.ListFormat("es-MX").format([ana, luis, eva].map(({ publicName }) => publicName));
  for (const path of [`propuestas/${folio}`, "propuestas"]) {
    const answer = await world.visitor().get(`/consultas/${consultation.slug}/${path}`);
    expect(await answer.text()).toContain(`De ${names}`);
  }
  expect(await publishedSuggestions(world.ctx, consultation)).toHaveLength(1);
  const desk = await world.signedIn(await world.person("official"));
  expect(await (await desk.get(`/resoluciones/${folio}`)).text()).toContain(`De ${names}`);
});

test("[S42] none of its authors judges it, whatever she has become", async () => {
  const branch = await begun(luis, eva);
  write(branch, "un plazo razonable", "diez días hábiles");
  const { folio } = await sendBranch(world.ctx, rooms, ana, branch, { rationale });
  const approve = { verdict: "approve", rule: "", sentence: "" } as const;
  expect(await refusal(moderate(world.ctx, { ...eva, roles: ["moderator"] }, folio, approve))).toBe(
    "not-allowed",
  );
  await moderate(world.ctx, moderator, folio, approve);
  const { hash } = await simulate(world.ctx, await suggestionAt(world.ctx, ana, folio));
  const decision = {
    outcome: "accepted",
    reason: "Mejora el texto y no contradice otro.",
    shown: hash,
  } as const;
  expect(await refusal(decide(world.ctx, { ...luis, roles: ["official"] }, folio, decision))).toBe(
    "not-allowed",
  );
  expect((await decide(world.ctx, official, folio, decision)).revision).toBe(2);
});

test("[U6] who loses her role may no longer do what it let her, from her next act on", async () => {
  const person = await world.person("citizen");
  const session = await world.signedIn(person);
  const begin = async () =>
    (await session.post(`/consultas/${consultation.slug}/escribir/x`, new URLSearchParams())).status;
  expect(await begin()).toBe(303);
  await setRoles(world.ctx, person.email, ["moderator"]);
  expect(await begin()).toBe(403);
  expect((await session.get("/moderacion")).status).toBe(200);
  expect(await refusal(setRoles(world.ctx, "nobody@pliego.example", ["citizen"]))).toBe("no-such-account");
});

/** Somebody's own suggestion, approved and accepted. */
async function accepted(from: string, to: string): Promise<void> {
  const latest = await latestRevision(world.ctx, consultation.policy);
  let block = "";
  let words = "";
  mapBlocks(latest.doc, (own) => {
    if (blockWords(own).includes(from)) {
      block = own.attrs.id;
      words = blockWords(own).replace(from, to);
    }
    return own;
  });
  const key = `llave-${count}`;
  const sent = await submitSuggestion(world.ctx, eva, consultation.slug, {
    base: 1,
    block,
    words,
    rationale,
    key,
  });
  await moderate(world.ctx, moderator, sent.folio, { verdict: "approve", rule: "", sentence: "" });
  const { hash } = await simulate(world.ctx, sent);
  const reason = "Mejora el texto y no contradice otro.";
  await decide(world.ctx, official, sent.folio, { outcome: "accepted", reason, shown: hash });
}
