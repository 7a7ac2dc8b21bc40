// The forms by which people act, as a browser without script sends them: what is refused keeps what was typed.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { routes } from "@pliego/shared/routes.ts";
import { blockWords } from "@pliego/shared/suggestions/block-words.ts";
import { eachBlock } from "@pliego/shared/text/blocks.ts";
import type { Consultation } from "../consultations/actions.ts";
import { createPerson } from "../people/actions.ts";
import { latestRevision } from "../policies/actions.ts";
import { startWorld, type Session, type World } from "../testing/world.ts";

const policy =
  "# Norma\n\nLos entes publicarán sus datos en un plazo razonable.\n\nLos datos serán gratuitos.\n";
const rationale = "Un plazo razonable no obliga a nadie.";
const reason = "El plazo debe poder exigirse ante la autoridad.";

let world: World;
let citizen: Session;
let moderator: Session;
let official: Session;
let consultation: Consultation;
let count = 0;
beforeAll(async () => {
  world = await startWorld();
  citizen = await world.signedIn(await world.person("citizen"));
  moderator = await world.signedIn(await world.person("moderator"));
  official = await world.signedIn(await world.person("official"));
});
afterAll(() => world.close());
beforeEach(async () => {
  count += 1;
  consultation = await world.consultation(policy, `formas-${count}`);
});

const blockOf = async (start: string) =>
  [...eachBlock((await latestRevision(world.ctx, consultation.policy)).doc)].find((block) =>
    blockWords(block).startsWith(start),
  )!.attrs.id;
let keys = 0;
async function send(
  session: Session,
  fields: Readonly<Record<string, string>> = {},
  headers: Readonly<Record<string, string>> = {},
) {
  const block = await blockOf("Los entes");
  const all = {
    base: "1",
    block,
    words: "Los entes publicarán sus datos en un mes.",
    rationale,
    key: `llave-${(keys += 1)}-x`,
    ...fields,
  };
  return session.post(routes.propose(consultation.slug, block), new URLSearchParams(all), headers);
}
async function published(session = citizen): Promise<string> {
  const folio = (await send(session)).headers.get("location")!.split("/").at(-1)!;
  await moderator.post(routes.moderating(folio), new URLSearchParams({ verdict: "approve" }));
  return folio;
}
const shownIn = (html: string) => /name="shown" value="(sha256:[0-9a-f]{64})"/.exec(html)?.[1] ?? "";
const decide = (folio: string, fields: Readonly<Record<string, string>>, session = official) =>
  session.post(
    routes.deciding(folio),
    new URLSearchParams({ outcome: "accepted", reason, shown: "", ...fields }),
  );

test("[V21] without script a citizen proposes, a moderator publishes and an official accepts, by plain forms", async () => {
  const sent = await send(citizen);
  expect(sent.status).toBe(303);
  const folio = sent.headers.get("location")!.split("/").at(-1)!;
  expect(await (await citizen.get(routes.suggestion(consultation.slug, folio))).text()).toContain(folio);
  expect(
    (await moderator.post(routes.moderating(folio), new URLSearchParams({ verdict: "approve" }))).status,
  ).toBe(303);
  const desk = await (await official.get(routes.deciding(folio))).text();
  expect((await decide(folio, { shown: shownIn(desk) })).status).toBe(303);
  const reading = await (await world.visitor().get(routes.reading(consultation.slug))).text();
  expect(reading).toContain("Los entes publicarán sus datos en un mes.");
  expect(reading).toContain(folio);
});

test.each([
  ["no rationale", { rationale: "" }, 422, "al menos 20 caracteres"],
  ["a rationale of a megabyte", { rationale: "x".repeat(1_000_000) }, 422, "pasa de 1,000 caracteres"],
  ["no change", { words: "Los entes publicarán sus datos en un plazo razonable." }, 422, "no cambia nada"],
  ["a version that does not exist", { base: "99" }, 422, "No conocemos la versión"],
  ["hidden characters", { words: "Los entes pub\u202Elicarán." }, 422, "caracteres invisibles"],
  ["no version at all", { base: "x" }, 400, "Revisa los campos"],
])(
  "[V22] a proposal with %s is refused in words, and what was typed is still there",
  async (_what, fields, status, words) => {
    const answer = await send(citizen, fields);
    expect(answer.status).toBe(status);
    const html = await answer.text();
    expect(html).toContain(words);
    const typed = { words: "Los entes publicarán sus datos en un mes.", rationale, ...fields };
    for (const name of ["words", "rationale"] as const) expect(html).toContain(typed[name].slice(0, 1_000));
  },
);

test("[V22] a script gets the same refusals as problem+json, and the folio as JSON", async () => {
  const asJson = { accept: "application/json" };
  const refused = await send(citizen, { rationale: "" }, asJson);
  expect(refused.status).toBe(422);
  expect(await refused.json()).toMatchObject({ code: "rationale-too-short" });
  const sent = await send(citizen, {}, asJson);
  expect(sent.status).toBe(201);
  expect(await sent.json()).toMatchObject({
    folio: expect.any(String),
    page: expect.stringContaining("/propuestas/"),
  });
  expect((await send(world.visitor(), {}, asJson)).status).toBe(401);
});

test("[S8] when the paragraph has changed meanwhile, the page shows how it reads now beside what was typed", async () => {
  const folio = await published();
  await decide(folio, { shown: shownIn(await (await official.get(routes.deciding(folio))).text()) });
  const late = await send(citizen, { words: "Los entes publicarán sus datos en un plazo breve." });
  expect(late.status).toBe(409);
  const html = await late.text();
  expect(html).toContain("Los entes publicarán sus datos en un plazo breve.");
  expect(html).toContain("Los entes publicarán sus datos en un mes.");
});

test("[S2] a paragraph that does not exist is not found", async () => {
  expect((await citizen.get(routes.propose(consultation.slug, "zzzzzzzz"))).status).toBe(404);
});

test("[D3] deciding without a reason, or with one of a megabyte, is refused and keeps what was typed", async () => {
  const folio = await published();
  const shown = shownIn(await (await official.get(routes.deciding(folio))).text());
  const short = await decide(folio, { shown, reason: "Corto" });
  expect(short.status).toBe(422);
  expect(await short.text()).toMatch(/>\s*Corto</);
  const long = await decide(folio, { shown, reason: "y".repeat(1_000_000) });
  expect(long.status).toBe(422);
  expect(await long.text()).toContain("y".repeat(1_000_000));
});

test("[D4] who decides second gets 409, sees the first decision and keeps the own reason", async () => {
  const other = await world.signedIn(await world.person("official"));
  const folio = await published();
  const shown = shownIn(await (await official.get(routes.deciding(folio))).text());
  const own = [
    "La primera razón, que es larga y suficiente.",
    "La segunda razón, igual de larga y suficiente.",
  ] as const;
  const answers = await Promise.all([
    decide(folio, { shown, reason: own[0] }),
    decide(folio, { shown, reason: own[1] }, other),
  ]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 409]);
  const lost = answers.findIndex(({ status }) => status === 409);
  const html = await answers[lost]!.text();
  expect(html).toContain(own[0]);
  expect(html).toContain(own[1]);
});

test("[V9] a script in a name, in a rationale and in a reason is shown, never run", async () => {
  const evil = '<script>alert("x")</script>';
  await createPerson(world.ctx, {
    email: "evil@pliego.example",
    password: "una contraseña larga",
    publicName: evil,
    roles: ["citizen"],
  });
  const session = world.visitor();
  await session.post(
    routes.signIn(),
    new URLSearchParams({ email: "evil@pliego.example", password: "una contraseña larga" }),
  );
  const sent = await send(session, {
    rationale: `${evil} y más palabras`,
    words: `Los entes publicarán ${evil}`,
  });
  const folio = sent.headers.get("location")!.split("/").at(-1)!;
  await moderator.get(routes.moderating(folio));
  await moderator.post(routes.moderating(folio), new URLSearchParams({ verdict: "approve" }));
  const shown = shownIn(await (await official.get(routes.deciding(folio))).text());
  await decide(folio, { shown, reason: `${evil} es el motivo de esto` });
  for (const path of [
    routes.suggestion(consultation.slug, folio),
    routes.suggestions(consultation.slug),
    routes.reading(consultation.slug),
    routes.account(),
    routes.record(consultation.slug),
  ]) {
    const html = await (await session.get(path)).text();
    expect(html).not.toContain("<script>alert");
  }
});

test("[M1] hiding without a rule or a sentence is refused, and what was typed is still there", async () => {
  const folio = (await send(citizen)).headers.get("location")!.split("/").at(-1)!;
  const noRule = await moderator.post(
    routes.moderating(folio),
    new URLSearchParams({ verdict: "hide", rule: "", sentence: "No cumple con el respeto." }),
  );
  expect(noRule.status).toBe(422);
  expect(await noRule.text()).toContain("No cumple con el respeto.");
  const merits = await moderator.post(
    routes.moderating(folio),
    new URLSearchParams({ verdict: "hide", rule: "merits", sentence: "No estoy de acuerdo." }),
  );
  expect(merits.status).toBe(400);
});
