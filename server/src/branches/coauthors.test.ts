// What every author of a suggestion sent together may see and do, and may not.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Consultation } from "../consultations/actions.ts";
import { decide, simulate } from "../decisions/actions.ts";
import { moderate } from "../moderation/actions.ts";
import { noticesFor } from "../notifications/actions.ts";
import {
  ownSuggestions,
  publishedSuggestions,
  suggestionAt,
  withdrawSuggestion,
} from "../suggestions/actions.ts";
import {
  branchPeople,
  branchRooms,
  rationale,
  refusal,
  type BranchPeople,
  type BranchRooms,
} from "../testing/branch-writers.ts";
import { twoParagraphs } from "../testing/three-people.ts";
import { startWorld, type World } from "../testing/world.ts";
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
  consultation = await world.consultation(twoParagraphs, `autoras-${count}`);
  branches = branchRooms(world, people, consultation);
});

test("[S42] every author hears what becomes of it and finds it among hers; one of them withdraws it", async () => {
  const { ana, luis, eva, moderator } = people;
  const { rooms, write, begun } = branches;
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
  const { ana, luis, eva, moderator } = people;
  const { rooms, write, begun } = branches;
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
  const { ana, luis, eva, moderator, official } = people;
  const { rooms, write, begun } = branches;
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
