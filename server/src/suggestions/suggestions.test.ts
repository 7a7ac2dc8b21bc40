import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Refusal } from "@pliego/shared/errors.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import { eachBlock } from "@pliego/shared/text/blocks.ts";
import { blockWords } from "@pliego/shared/suggestions/block-words.ts";
import { decide, decisionOn, simulate } from "../decisions/actions.ts";
import { moderate } from "../moderation/actions.ts";
import { noticesFor } from "../notifications/actions.ts";
import { latestRevision, revisionsOf } from "../policies/actions.ts";
import { entriesAbout, verifyRecord } from "../record/actions.ts";
import { contentOf } from "../record/contents.ts";
import { consultationAt, type Consultation } from "../consultations/actions.ts";
import { startWorld, type World } from "../testing/world.ts";
import {
  submitSuggestion,
  suggestionAt,
  waitingForDecision,
  waitingForModeration,
  type Suggestion,
} from "./actions.ts";

const policy = `# Norma

Los entes públicos publicarán sus datos en un plazo razonable.

Los datos serán gratuitos para todas las personas.
`;
const rationale = "Un plazo razonable no obliga a nadie.";
const reason = "Tiene razón: el plazo debe poder exigirse ante la autoridad.";

let world: World;
let citizen: Actor;
let moderator: Actor;
let official: Actor;
let consultation: Consultation;
let count = 0;

beforeAll(async () => {
  world = await startWorld();
  citizen = (await world.person("citizen")).actor;
  moderator = (await world.person("moderator")).actor;
  official = (await world.person("official")).actor;
});
afterAll(() => world.close());
beforeEach(async () => {
  count += 1;
  consultation = await world.consultation(policy, `norma-${count}`);
});

const words = async () =>
  [...eachBlock((await latestRevision(world.ctx, consultation.policy)).doc)].map(blockWords);
const blockOf = async (start: string) => {
  const { doc } = await latestRevision(world.ctx, consultation.policy);
  return [...eachBlock(doc)].find((block) => blockWords(block).startsWith(start))!.attrs.id;
};
let keys = 0;
const freshKey = () => `key-${(keys += 1)}-0000`;
async function propose(
  from: string,
  to: string,
  more: Partial<{ key: string; base: number; actor: Actor; block: string; rationale: string }> = {},
) {
  const all = await words();
  const original = all.find((text) => text.includes(from))!;
  return submitSuggestion(world.ctx, more.actor ?? citizen, consultation.slug, {
    base: more.base ?? (await latestRevision(world.ctx, consultation.policy)).number,
    block: more.block ?? (await blockOf(original.slice(0, 12))),
    words: original.replace(from, to),
    rationale: more.rationale ?? rationale,
    key: more.key ?? freshKey(),
  });
}
async function publish(suggestion: Suggestion) {
  await moderate(world.ctx, moderator, suggestion.folio, { verdict: "approve", rule: "", sentence: "" });
  return suggestionAt(world.ctx, null, suggestion.folio);
}
const accept = async (suggestion: Suggestion, by: Actor = official) =>
  decide(world.ctx, by, suggestion.folio, {
    outcome: "accepted",
    reason,
    shown: (await simulate(world.ctx, suggestion)).hash,
  });
const refusal = async (work: Promise<unknown>) =>
  work.then(
    () => "nothing refused",
    (error: unknown) => (error instanceof Refusal ? error.code : error),
  );

test("[D1] submit, approve, accept: the text changes by exactly the proposed words, and every act is in the record", async () => {
  const sent = await propose("razonable", "de diez días hábiles");
  expect(sent.folio).toMatch(/^CP-2026-00001$/);
  expect((await waitingForModeration(world.ctx, moderator)).map(({ folio }) => folio)).toContain(sent.folio);
  expect(await refusal(suggestionAt(world.ctx, null, sent.folio))).toBe("not-found");
  await publish(sent);
  const decision = await accept(sent);
  expect(decision).toMatchObject({ outcome: "accepted", revision: 2, reason });
  expect(await words()).toEqual([
    "Norma",
    "Los entes públicos publicarán sus datos en un plazo de diez días hábiles.",
    "Los datos serán gratuitos para todas las personas.",
  ]);
  expect((await suggestionAt(world.ctx, null, sent.folio)).state).toBe("accepted");
  const entries = await entriesAbout(world.ctx, consultation._id, sent.folio);
  expect(entries.map(({ type }) => type)).toEqual(["submit", "moderate", "decide"]);
  expect(await verifyRecord(world.ctx, consultation._id, contentOf)).toMatchObject({
    holds: true,
    entries: 5,
  });
});

test("[D2] a rejection leaves the text as it was, byte for byte, and publishes its reason", async () => {
  const before = await latestRevision(world.ctx, consultation.policy);
  const sent = await publish(await propose("gratuitos", "gratuitos y anónimos"));
  await decide(world.ctx, official, sent.folio, { outcome: "rejected", reason, shown: before.hash });
  const after = await latestRevision(world.ctx, consultation.policy);
  expect([after.number, after.hash]).toEqual([1, before.hash]);
  expect(await decisionOn(world.ctx, sent.folio)).toMatchObject({ outcome: "rejected", reason, revision: 0 });
});

test.each([
  ["", "reason-too-short"],
  ["   ...   ", "reason-too-short"],
  ["x".repeat(5001), "reason-too-long"],
])("[D3] no decision without a published reason: %j is refused", async (given, code) => {
  const sent = await publish(await propose("razonable", "breve"));
  const { hash } = await simulate(world.ctx, sent);
  expect(
    await refusal(
      decide(world.ctx, official, sent.folio, { outcome: "accepted", reason: given, shown: hash }),
    ),
  ).toBe(code);
  expect(await decisionOn(world.ctx, sent.folio)).toBeNull();
  expect((await latestRevision(world.ctx, consultation.policy)).number).toBe(1);
});

test("[D4] of two officials deciding at once exactly one wins, and the other gets 409 with nothing changed twice", async () => {
  const other = (await world.person("official")).actor;
  const sent = await publish(await propose("razonable", "breve"));
  const results = await Promise.allSettled([accept(sent), accept(sent, other)]);
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const lost = results.find((result) => result.status === "rejected");
  expect(lost?.reason).toMatchObject({
    code: "already-decided",
    status: 409,
    details: { folio: sent.folio },
  });
  expect((await revisionsOf(world.ctx, null, consultation.policy)).map(({ number }) => number)).toEqual([
    2, 1,
  ]);
  expect(await verifyRecord(world.ctx, consultation._id, contentOf)).toMatchObject({ holds: true });
});

test("[D4] two different suggestions decided at once both end in the text or one is told that the text moved on", async () => {
  const first = await publish(await propose("razonable", "breve"));
  const second = await publish(await propose("gratuitos", "libres"));
  const results = await Promise.allSettled([accept(first), accept(second)]);
  for (const result of results)
    if (result.status === "rejected")
      expect(result.reason).toMatchObject({ code: "text-moved-on", status: 409 });
  for (const suggestion of [first, second])
    if ((await decisionOn(world.ctx, suggestion.folio)) === null) await accept(suggestion);
  expect((await words()).slice(1)).toEqual([
    "Los entes públicos publicarán sus datos en un plazo breve.",
    "Los datos serán libres para todas las personas.",
  ]);
});

test("[D5] accepting makes the text that the official was shown, or nothing", async () => {
  const sent = await publish(await propose("razonable", "breve"));
  const { hash } = await simulate(world.ctx, sent);
  await accept(await publish(await propose("gratuitos", "libres")));
  expect(
    await refusal(decide(world.ctx, official, sent.folio, { outcome: "accepted", reason, shown: hash })),
  ).toBe("text-moved-on");
  expect(await decisionOn(world.ctx, sent.folio)).toBeNull();
  await accept(sent);
  expect((await latestRevision(world.ctx, consultation.policy)).number).toBe(3);
});

test("[S6] when the text changes just there, a waiting suggestion becomes a conflict, is never closed, cannot be accepted, and its author is told once", async () => {
  const person = (await world.person("citizen")).actor;
  const waiting = await publish(await propose("un plazo razonable", "un plazo de un mes", { actor: person }));
  await accept(await publish(await propose("razonable", "breve")));
  await world.settled();
  const now = await suggestionAt(world.ctx, null, waiting.folio);
  expect([now.state, now.fit]).toEqual(["published", "conflict"]);
  expect(await refusal(accept(now))).toBe("no-exact-place");
  const notices = await noticesFor(world.ctx, person.id);
  expect(notices.filter(({ kind }) => kind === "suggestion-needs-you")).toHaveLength(1);
  await decide(world.ctx, official, waiting.folio, {
    outcome: "rejected",
    reason,
    shown: "sha256:" + "0".repeat(64),
  });
});

test("[S7] sending the same suggestion again, also at the same time, makes one", async () => {
  const key = freshKey();
  const sent = await Promise.all([1, 2, 3].map(() => propose("razonable", "breve", { key })));
  expect(new Set(sent.map(({ folio }) => folio)).size).toBe(1);
  expect((await propose("razonable", "breve", { key })).folio).toBe(sent[0]!.folio);
  expect((await consultationAt(world.ctx, null, consultation.slug)).folios).toBe(1);
});

test("[S7] another text under a used key is refused and named, never dropped", async () => {
  const key = freshKey();
  const sent = await propose("razonable", "breve", { key });
  expect(await refusal(propose("razonable", "de un mes", { key }))).toBe("key-used");
  expect(await refusal(propose("gratuitos", "libres", { key }))).toBe("key-used");
  expect((await suggestionAt(world.ctx, citizen, sent.folio)).words).toContain("breve");
});

test("[S8] a suggestion against an older version is taken where it still fits, and answered with 409 where the text moved on", async () => {
  await accept(await publish(await propose("razonable", "breve")));
  const block = await blockOf("Los entes");
  const old = "Los entes públicos publicarán sus datos en un plazo razonable.";
  const late = (text: string, base: number) =>
    submitSuggestion(world.ctx, citizen, consultation.slug, {
      base,
      block,
      words: text,
      rationale,
      key: freshKey(),
    });
  expect((await late(old.replace("Los entes públicos", "Las dependencias"), 1)).base).toBe(1);
  expect(await refusal(late(old.replace("razonable", "de un mes"), 1))).toBe("stale");
  expect(await refusal(late(old, 7))).toBe("unknown-base");
});

test.each([
  ["the same words", { words: "Los datos serán gratuitos para todas las personas." }, "empty-change"],
  ["a block that does not exist", { block: "zzzzzzzz" }, "no-such-block"],
  ["no rationale", { rationale: "  " }, "rationale-too-short"],
  ["a rationale of a megabyte", { rationale: "x".repeat(1_000_000) }, "rationale-too-long"],
  ["hidden characters", { words: "Los datos serán gra\u202Etuitos." }, "hidden-characters"],
])("[S2] sending %s is refused", async (_what, change, code) => {
  const sent = {
    base: 1,
    block: await blockOf("Los datos"),
    words: "Los datos serán libres.",
    rationale,
    key: freshKey(),
    ...change,
  };
  expect(await refusal(submitSuggestion(world.ctx, citizen, consultation.slug, sent))).toBe(code);
});

test("[S9] after the deadline nothing more is taken", async () => {
  world.clock.advance(31 * 86_400_000);
  expect(await refusal(propose("razonable", "breve"))).toBe("consultation-closed");
});

test("[M1] what is hidden names its rule and tells its author why, and nobody else sees it", async () => {
  const sent = await propose("razonable", "breve");
  const hide = (rule: "" | "respect", sentence: string) =>
    moderate(world.ctx, moderator, sent.folio, { verdict: "hide", rule, sentence });
  expect(await refusal(hide("", "No cumple."))).toBe("rule-missing");
  expect(await refusal(hide("respect", "No"))).toBe("sentence-too-short");
  await hide("respect", "Insulta a una persona con nombre y apellido.");
  await world.settled();
  expect(await refusal(suggestionAt(world.ctx, null, sent.folio))).toBe("not-found");
  expect(await refusal(suggestionAt(world.ctx, official, sent.folio))).toBe("not-found");
  expect((await suggestionAt(world.ctx, citizen, sent.folio)).state).toBe("hidden");
  expect((await noticesFor(world.ctx, citizen.id))[0]).toMatchObject({
    kind: "suggestion-hidden",
    params: { folio: sent.folio, rule: "respect", sentence: "Insulta a una persona con nombre y apellido." },
  });
});

test("[M2] a case that somebody has handled is not handled again", async () => {
  const sent = await publish(await propose("razonable", "breve"));
  expect(
    await refusal(moderate(world.ctx, moderator, sent.folio, { verdict: "approve", rule: "", sentence: "" })),
  ).toBe("stale");
});

test("[U1] nobody acts outside the table: each act is refused to every other role", async () => {
  const sent = await propose("razonable", "breve");
  for (const actor of [citizen, official]) {
    expect(
      await refusal(moderate(world.ctx, actor, sent.folio, { verdict: "approve", rule: "", sentence: "" })),
    ).toBe("not-allowed");
    expect(await refusal(waitingForModeration(world.ctx, actor))).toBe("not-allowed");
  }
  await publish(sent);
  for (const actor of [citizen, moderator]) {
    expect(await refusal(accept(sent, actor))).toBe("not-allowed");
    expect(await refusal(waitingForDecision(world.ctx, actor))).toBe("not-allowed");
  }
  for (const actor of [moderator, official])
    expect(await refusal(propose("gratuitos", "libres", { actor }))).toBe("not-allowed");
  expect(
    await refusal(
      submitSuggestion(world.ctx, null, consultation.slug, {
        base: 1,
        block: "a",
        words: "",
        rationale: "",
        key: "k".repeat(8),
      }),
    ),
  ).toBe("sign-in-needed");
});

test("[R3] every act writes exactly one entry, in the order in which they happened, and an altered entry is named", async () => {
  const sent = await publish(await propose("razonable", "breve"));
  await accept(sent);
  expect(await verifyRecord(world.ctx, consultation._id, contentOf)).toMatchObject({
    holds: true,
    entries: 5,
  });
  const entries = world.ctx.db.collection<{ _id: string }>("recordEntries");
  await entries.updateOne({ consultation: consultation._id, seq: 3 } as never, {
    $set: { actor: "otra persona" },
  });
  expect(await verifyRecord(world.ctx, consultation._id, contentOf)).toEqual({
    holds: false,
    seq: 3,
    fault: "wrong-hash",
  });
});

test.each([
  ["a published reason", "decisions", { $set: { reason: "Otra razón, escrita después por alguien." } }, 5],
  ["who proposed", "pseudonyms", { $set: { person: "otra persona" } }, 2],
  ["a proposed wording", "suggestions", { $set: { "hunks.0.put": "cuando se pueda" } }, 2],
  ["a rationale", "suggestions", { $set: { rationale: "Nunca dijo esto quien lo escribió." } }, 2],
  ["a moderator's verdict", "moderationActions", { $set: { verdict: "hide" } }, 3],
  ["a published text", "revisions", { $set: { frontMatter: "---\notra: cosa\n---\n" } }, 1],
])(
  "[R4] altering %s behind the record's back is found, and the entry it belongs to is named",
  async (_what, collection, change, seq) => {
    await accept(await publish(await propose("razonable", "breve")));
    expect(await verifyRecord(world.ctx, consultation._id, contentOf)).toMatchObject({
      holds: true,
      entries: 5,
    });
    const within = { consultation: consultation._id };
    const places: Readonly<Record<string, object>> = {
      revisions: { policy: consultation.policy, number: 1 },
      pseudonyms: { ...within, person: citizen.id },
    };
    const about = places[collection] ?? within;
    await world.ctx.db.collection(collection).updateOne(about as never, change as never);
    expect(await verifyRecord(world.ctx, consultation._id, contentOf)).toMatchObject({ holds: false, seq });
  },
);
