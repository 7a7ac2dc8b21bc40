// Who begins, joins and leaves a suggestion that several people write.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Refusal } from "@pliego/shared/errors.ts";
import { branchRoom } from "@pliego/shared/live/rooms.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import type { Consultation } from "../consultations/actions.ts";
import { setRoles } from "../people/actions.ts";
import {
  branchPeople,
  branchRooms,
  refusal,
  type BranchPeople,
  type BranchRooms,
} from "../testing/branch-writers.ts";
import { twoParagraphs } from "../testing/three-people.ts";
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

let world: World;
let people: BranchPeople;
let consultation: Consultation;
let branches: BranchRooms;
let count = 0;
beforeAll(async () => {
  world = await startWorld();
  people = await branchPeople(world);
});
afterAll(() => world.close());
beforeEach(async () => {
  count += 1;
  consultation = await world.consultation(twoParagraphs, `juntas-${count}`);
  branches = branchRooms(world, people, consultation);
});

const namesOf = async (branch: string) => (await branches.stored(branch)).authors.map(({ name }) => name);

test("[L40] only a citizen begins, only while the consultation is open", async () => {
  const { ana, moderator, official } = people;
  const { begun, stored } = branches;
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
  const { ana, luis, eva, moderator } = people;
  const { begun } = branches;
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
  const { ana, luis } = people;
  const { begun, stored } = branches;
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
  const { ana, luis } = people;
  const { begun, stored } = branches;
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
  const { ana, luis, eva, official } = people;
  const { rooms, asked, begun, stored } = branches;
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
