// The text engine under the running server: edits of any kind, fits that follow the text, withdrawing, identical ones as one
// entry, and what was stored before identities were kept.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Refusal } from "@pliego/shared/errors.ts";
import type { BlockSheet } from "@pliego/shared/pages.ts";
import { routes } from "@pliego/shared/routes.ts";
import { blockWords } from "@pliego/shared/suggestions/block-words.ts";
import { eachBlock } from "@pliego/shared/text/blocks.ts";
import { packText } from "@pliego/shared/text/packed-text.ts";
import { creditedWords } from "@pliego/shared/text/provenance.ts";
import type { Consultation } from "../consultations/actions.ts";
import { decide, simulate } from "../decisions/actions.ts";
import { inTransaction } from "../platform/database/connection.ts";
import { moderate } from "../moderation/actions.ts";
import {
  latestRevision,
  revisionNumbered,
  trackedText,
  trackOlderRevisions,
  type Revision,
} from "../policies/actions.ts";
import { verifyRecord } from "../record/actions.ts";
import { contentOf } from "../record/contents.ts";
import { startWorld, type Session, type TestPerson, type World } from "../testing/world.ts";
import { similarAmong } from "./related.ts";
import { refit, renewOlderForms } from "./fitting.ts";
import { suggestionAt, withdrawSuggestion } from "./actions.ts";

const policy = `# Norma

Los entes públicos publicarán sus datos en un plazo razonable.

Los datos serán gratuitos para todas las personas.

Esta norma entra en vigor mañana.
`;
const rationale = "Un plazo razonable no obliga a nadie.";
const reason = "Tiene razón: el plazo debe poder exigirse ante la autoridad.";

let world: World;
let people: readonly TestPerson[];
let citizen: Session;
let moderator: TestPerson;
let official: TestPerson;
let consultation: Consultation;
let count = 0;
beforeAll(async () => {
  world = await startWorld();
  people = [await world.person("citizen"), await world.person("citizen")];
  citizen = await world.signedIn(people[0]!);
  moderator = await world.person("moderator");
  official = await world.person("official");
});
afterAll(() => world.close());
beforeEach(async () => {
  count += 1;
  consultation = await world.consultation(policy, `motor-${count}`);
});

const latest = () => latestRevision(world.ctx, consultation.policy);
const words = async () => [...eachBlock((await latest()).doc)].map(blockWords);
const blockOf = async (start: string) =>
  [...eachBlock((await latest()).doc)].find((block) => blockWords(block).startsWith(start))!.attrs.id;
let keys = 0;
async function send(edits: unknown, session = citizen, more: object = {}): Promise<Response> {
  const body = { base: (await latest()).number, rationale, key: `clave-${(keys += 1)}-x`, edits, ...more };
  return session.post(routes.suggestions(consultation.slug), JSON.stringify(body), {
    "content-type": "application/json",
    accept: "application/json",
  });
}
async function published(edits: unknown, session = citizen): Promise<string> {
  const { folio } = (await (await send(edits, session)).json()) as { folio: string };
  await moderate(world.ctx, moderator.actor, folio, { verdict: "approve", rule: "", sentence: "" });
  return folio;
}
async function accept(folio: string): Promise<void> {
  const { hash } = await simulate(world.ctx, await suggestionAt(world.ctx, official.actor, folio));
  await decide(world.ctx, official.actor, folio, { outcome: "accepted", reason, shown: hash });
  await world.settled();
}
const fitOfFolio = async (folio: string) => (await suggestionAt(world.ctx, official.actor, folio)).fit;
const exchange = async (start: string, from: number, to: number, put: string) => ({
  kind: "text",
  block: await blockOf(start),
  from,
  to,
  put,
});

test("[S1] one suggestion edits several places in several ways, and accepting it does just that", async () => {
  const folio = await published([
    await exchange("Los entes", 18, 19, "de diez días"),
    {
      kind: "insert",
      after: await blockOf("Los datos"),
      blocks: [{ kind: "paragraph", put: "Nadie pagará por ellos." }],
    },
    { kind: "delete", node: await blockOf("Esta norma") },
  ]);
  await accept(folio);
  expect((await words()).slice(1)).toEqual([
    "Los entes públicos publicarán sus datos en un plazo de diez días.",
    "Los datos serán gratuitos para todas las personas.",
    "Nadie pagará por ellos.",
  ]);
  const credited = creditedWords(trackedText(await latest()));
  expect(credited.get(`suggestion:${folio}`)).toBe(7);
  expect(await verifyRecord(world.ctx, consultation._id, contentOf)).toMatchObject({ holds: true });
});

test.each([
  ["an unknown block", [{ kind: "delete", node: "zz" }], 422],
  ["an unknown kind of edit", [{ kind: "script" }], 400],
  ["an operator for an id", [{ kind: "delete", node: { $ne: "" } }], 400],
  ["ten thousand edits", Array.from({ length: 10_000 }, () => ({ kind: "delete", node: "zz" })), 413],
])("[S2] %s is refused over HTTP, and nothing is kept", async (_what, edits, status) => {
  expect((await send(edits)).status).toBe(status);
  expect((await send([await exchange("Los datos", 0, 1, "Sus")], citizen, { base: 9 })).status).toBe(422);
  expect(
    (await world.ctx.db.collection("suggestions").findOne({ consultation: consultation._id })) === null,
  ).toBe(true);
});

test("[S3] a suggestion follows its words when its paragraph is parted, and is accepted where they are now", async () => {
  const waiting = await published([await exchange("Los entes", 18, 19, "de diez días")]);
  await accept(await published([{ kind: "split", block: await blockOf("Los entes"), at: 12 }]));
  expect(await fitOfFolio(waiting)).toBe("relocated");
  await accept(waiting);
  expect((await words()).slice(1, 3)).toEqual([
    "Los entes públicos publicarán sus datos",
    "en un plazo de diez días.",
  ]);
});

test("[S6] what the text says already is absorbed, and accepting it makes no version", async () => {
  const [first, second] = [
    await published([await exchange("Los entes", 18, 19, "breve")]),
    await published([await exchange("Los entes", 18, 19, "breve")], await world.signedIn(people[1]!)),
  ];
  await accept(first);
  expect(await fitOfFolio(second)).toBe("absorbed");
  const { number } = await latest();
  await accept(second);
  expect((await latest()).number).toBe(number);
  expect((await suggestionAt(world.ctx, null, second)).state).toBe("accepted");
});

test("[S36] two people who propose the same are one entry with both their names; another wording competes", async () => {
  const other = await world.signedIn(people[1]!);
  const folios = [
    await published([await exchange("Los entes", 18, 19, "breve")]),
    await published([await exchange("Los entes", 18, 19, "breve")], other),
    await published([await exchange("Los entes", 16, 19, "diez días")], other),
  ];
  const block = await blockOf("Los entes");
  const sheet = (await (await citizen.get(routes.blockSheet(consultation.slug, block))).json()) as BlockSheet;
  expect(
    sheet.suggestions.map(({ folio, signers, competing }) => [
      folio,
      signers.map((own) => own.folio),
      competing,
    ]),
  ).toEqual([
    [folios[0], [folios[1]], 1],
    [folios[2], [], 2],
  ]);
});

test("[S41] its author withdraws a suggestion while it waits: nobody else sees it, the record keeps the act", async () => {
  const folio = await published([await exchange("Los entes", 18, 19, "breve")]);
  const refusal = (work: Promise<unknown>) =>
    work.then(
      () => "nothing refused",
      (error: unknown) => (error instanceof Refusal ? error.code : error),
    );
  expect(await refusal(withdrawSuggestion(world.ctx, people[1]!.actor, folio))).toBe("not-found");
  expect(await refusal(withdrawSuggestion(world.ctx, null, folio))).toBe("sign-in-needed");
  const sent = await citizen.post(routes.withdrawing(consultation.slug, folio), new URLSearchParams());
  expect(sent.status).toBe(303);
  expect(await refusal(suggestionAt(world.ctx, people[1]!.actor, folio))).toBe("not-found");
  expect((await suggestionAt(world.ctx, people[0]!.actor, folio)).state).toBe("withdrawn");
  expect(await (await citizen.get(routes.suggestion(consultation.slug, folio))).text()).toContain("breve");
  expect(await verifyRecord(world.ctx, consultation._id, contentOf)).toMatchObject({ holds: true });
  const decided = await published([await exchange("Los datos", 6, 7, "abiertos")]);
  await accept(decided);
  expect(await refusal(withdrawSuggestion(world.ctx, people[0]!.actor, decided))).toBe("already-decided");
});

async function chain(): Promise<readonly Revision[]> {
  const { number } = await latest();
  return Promise.all(
    Array.from({ length: number }, (_, at) => revisionNumbered(world.ctx, null, consultation.policy, at + 1)),
  );
}

test("[T32] replaying the chain of revisions in another process gives the same identities and credits", async () => {
  await accept(await published([await exchange("Los entes", 18, 19, "de diez días")]));
  await accept(await published([{ kind: "split", block: await blockOf("Los entes"), at: 12 }]));
  await accept(await published([await exchange("Los datos", 6, 7, "abiertos")]));
  const revisions = await chain();
  const log = await Promise.all(
    revisions.map(async ({ doc, madeBy }) => ({
      doc,
      folio: madeBy.kind === "decision" ? madeBy.folio : "",
      hunks: madeBy.kind === "decision" ? (await suggestionAt(world.ctx, null, madeBy.folio)).hunks : [],
    })),
  );
  const script = fileURLToPath(new URL("../../dist/testing/replay.js", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(log)]);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(packText(trackedText(revisions.at(-1)!)))));
});

test("[O3] texts and suggestions stored before identities were kept are read, and the record of them still holds", async () => {
  const folio = await published([await exchange("Los entes", 18, 19, "breve")]);
  const { db } = world.ctx;
  const block = await blockOf("Los entes");
  const was = await suggestionAt(world.ctx, people[0]!.actor, folio);
  // Just as the version before wrote them: the newer fields are not empty but not there.
  const older = {
    hunks: [
      { block, from: 52, to: 61, put: "breve", quote: "razonable", before: "tos en un plazo ", after: "." },
    ],
    words: "Los entes públicos publicarán sus datos en un plazo breve.",
    blocks: [block],
  };
  const newer = { fitAt: 1, identity: 1, hangsOn: 1, submitted: 1 } as const;
  await db.collection("suggestions").updateOne({ _id: was._id as never }, { $set: older, $unset: newer });
  await db
    .collection("revisions")
    .updateMany({ policy: consultation.policy }, { $unset: { tracked: 1, form: 1 } });
  await trackOlderRevisions(world.ctx);
  await renewOlderForms(world.ctx);
  const now = await suggestionAt(world.ctx, people[0]!.actor, folio);
  expect([now.identity, now.submitted, now.fit]).toEqual([was.identity, older.hunks, "clean"]);
  await accept(folio);
  expect((await words())[1]).toBe("Los entes públicos publicarán sus datos en un plazo breve.");
});

test("[S6] fits are those of the latest text, in whatever order the work left behind by two versions is done", async () => {
  const still = await startWorld();
  try {
    await still.stopJobs();
    const own = await still.consultation(policy, "sin-orden");
    const [author, checker, decider] = [
      await still.person("citizen"),
      await still.person("moderator"),
      await still.person("official"),
    ];
    const session = await still.signedIn(author);
    const text = await latestRevision(still.ctx, own.policy);
    const [, first] = [...eachBlock(text.doc)].map(({ attrs }) => attrs.id);
    let key = 0;
    const propose = async (base: number, edits: unknown) => {
      const body = { base, rationale, key: `orden-${(key += 1)}-x`, edits };
      const answer = await session.post(routes.suggestions(own.slug), JSON.stringify(body), {
        "content-type": "application/json",
        accept: "application/json",
      });
      const { folio } = (await answer.json()) as { folio: string };
      await moderate(still.ctx, checker.actor, folio, { verdict: "approve", rule: "", sentence: "" });
      return suggestionAt(still.ctx, decider.actor, folio);
    };
    const publish = async (edits: unknown) => {
      const { number } = await latestRevision(still.ctx, own.policy);
      const sent = await propose(number, edits);
      const { hash } = await simulate(still.ctx, sent);
      await decide(still.ctx, decider.actor, sent.folio, { outcome: "accepted", reason, shown: hash });
    };
    const [, , second] = [...eachBlock(text.doc)].map(({ attrs }) => attrs.id);
    const waiting = await propose(1, [{ kind: "delete", node: second }]);
    // Its words go into the paragraph before, and are taken out there: words that it did not hang on while all was as it was.
    await publish([{ kind: "join", block: first }]);
    await publish([{ kind: "text", block: first, from: 20, to: 37, put: "" }]);
    const revisions = await Promise.all(
      [1, 2, 3].map((number) => revisionNumbered(still.ctx, null, own.policy, number)),
    );
    for (const at of [2, 1])
      await inTransaction(still.ctx.db, (tx) =>
        refit(still.ctx, tx, own._id, revisions[at - 1]!, revisions[at]!),
      );
    expect(blockWords([...eachBlock(revisions[2]!.doc)][1]!)).toBe(
      "Los entes públicos publicarán sus datos en un plazo razonable.",
    );
    expect((await suggestionAt(still.ctx, decider.actor, waiting.folio)).fit).toBe("absorbed");
  } finally {
    await still.close();
  }
});

test("[D6] any two versions can be compared, and what is no earlier version is not found", async () => {
  await accept(await published([await exchange("Los entes", 18, 19, "breve")]));
  await accept(await published([await exchange("Los datos", 6, 7, "abiertos")]));
  const visitor = world.visitor();
  const page = routes.versionChanges(consultation.slug, 3);
  const direct = await (await visitor.get(page)).text();
  expect(direct).toContain("abiertos</ins>");
  expect(direct).not.toContain("breve</ins>");
  const whole = await (await visitor.get(`${page}?desde=1`)).text();
  for (const words of ["breve</ins>", "abiertos</ins>", "Qué cambió de la versión 1 a la 3"])
    expect(whole).toContain(words);
  for (const wrong of ["3", "0", "x", "1e9"])
    expect((await visitor.get(`${page}?desde=${wrong}`)).status).toBe(404);
});

test("[S37] taking words out is not like putting them in, and a wording with few other words is", async () => {
  const long = "con acceso libre, permanente y gratuito para todas las personas del país";
  const folios = [
    await published([await exchange("Los entes", 18, 19, `inmediato, ${long}`)]),
    await published([await exchange("Los entes", 18, 19, `breve, ${long}`)]),
    await published([await exchange("Los datos", 8, 15, "")]),
    await published([await exchange("Los datos", 6, 7, "para todas las personas")]),
  ];
  const [one, two, out, put] = await Promise.all(folios.map((folio) => suggestionAt(world.ctx, null, folio)));
  expect(similarAmong(one!, [two!, out!, put!]).map(({ folio }) => folio)).toEqual([folios[1]]);
  expect(similarAmong(out!, [put!])).toEqual([]);
});

test("[S39] the sheet and the page of a folio tell the same number of competing wordings, and the page shows where", async () => {
  const long = "con acceso libre, permanente y gratuito para todas las personas del país";
  const [folio] = [
    await published([await exchange("Los entes", 18, 19, `inmediato, ${long}`)]),
    await published([await exchange("Los entes", 18, 19, `breve, ${long}`)]),
    await published([await exchange("Los entes", 16, 19, "diez días")]),
  ];
  const block = await blockOf("Los entes");
  const sheet = (await (await citizen.get(routes.blockSheet(consultation.slug, block))).json()) as BlockSheet;
  expect(sheet.suggestions.find((own) => own.folio === folio)?.competing).toBe(2);
  const page = await (await citizen.get(routes.suggestion(consultation.slug, folio))).text();
  expect(page).toContain("Compite con otras 2 redacciones");
  expect(page).toContain('id="competing"');
});
