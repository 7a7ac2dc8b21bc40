// What sending a suggestion of several people makes, and what a refused one leaves as it was.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { branchRoom } from "@pliego/shared/live/rooms.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import type { Consultation } from "../consultations/actions.ts";
import { verifyRecord } from "../record/actions.ts";
import { contentOf } from "../record/contents.ts";
import { waitingForModeration } from "../suggestions/actions.ts";
import {
  branchPeople,
  branchRooms,
  rationale,
  refusal,
  type BranchPeople,
  type BranchRooms,
} from "../testing/branch-writers.ts";
import { actsIn, twoParagraphs } from "../testing/three-people.ts";
import { startWorld, type World } from "../testing/world.ts";
import { joinBranch, leaveBranch, ownBranches, renewInvitation } from "./actions.ts";
import { makeBranchDoor } from "./door.ts";
import { changeBranch } from "./model.ts";
import { sendBranch } from "./sending.ts";

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
  consultation = await world.consultation(twoParagraphs, `envios-${count}`);
  branches = branchRooms(world, people, consultation);
});

test("[L43] sending makes one suggestion of all its authors and ends the room; again, it answers the same folio", async () => {
  const { ana, luis, eva } = people;
  const { rooms, asked, write, begun, stored } = branches;
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
  const { ana, luis, eva, moderator } = people;
  const { rooms, write, begun } = branches;
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
  const { ana, luis, eva } = people;
  const { rooms, write, begun } = branches;
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
  const { ana, luis, eva, moderator, official } = people;
  const { rooms, texts, asked, write, begun, stored } = branches;
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
  const acts = actsIn(
    world,
    { citizen: { actor: eva }, moderator: { actor: moderator }, official: { actor: official } },
    consultation,
  );
  await acts.decided((await acts.published("un plazo razonable", "un mes")).folio, "accepted");
  expect(await send(ana)).toBe("stale");
  expect(await stored(branch)).toMatchObject({ state: "writing", sending: "", folio: "" });
  expect(texts.get(branchRoom(branch))).toBe(written);
  expect(asked).toEqual([`close ${branchRoom(branch)}`]);
});

test("[L44] a server that died while it was being sent leaves it to whoever sends it again", async () => {
  const { luis } = people;
  const { rooms, write, begun, stored } = branches;
  const branch = await begun(luis);
  write(branch, "un plazo razonable", "diez días hábiles");
  await changeBranch(world.ctx.db, branch, { state: "writing" }, { state: "sending", sending: "gone" });
  const sent = await sendBranch(world.ctx, rooms, luis, branch, { rationale });
  expect(await stored(branch)).toMatchObject({ state: "sent", folio: sent.folio });
});

test("[L44] after the deadline nobody joins or sends, and everything is still there", async () => {
  const { ana, luis } = people;
  const { rooms, write, begun, stored } = branches;
  const branch = await begun();
  const code = await renewInvitation(world.ctx, ana, branch);
  write(branch, "un plazo razonable", "diez días hábiles");
  const closed = { ...world.ctx, clock: { now: () => new Date(consultation.closesAt.getTime() + 1_000) } };
  expect(await refusal(joinBranch(closed, luis, branch, code))).toBe("consultation-closed");
  expect(await refusal(sendBranch(closed, rooms, ana, branch, { rationale }))).toBe("consultation-closed");
  expect((await stored(branch)).state).toBe("writing");
});
