// What a visitor, a program and a live writer see while the database is away or its disk is full, and after.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import * as decoding from "lib0/decoding";
import { draftRoom, messageLeaving, messageSaved } from "@pliego/shared/live/rooms.ts";
import { routes } from "@pliego/shared/routes.ts";
import { blockWords } from "@pliego/shared/suggestions/block-words.ts";
import { eachBlock } from "@pliego/shared/text/blocks.ts";
import { latestRevision } from "../../policies/actions.ts";
import { openDrafting } from "../../drafting/opening.ts";
import { enterRoom, textAt, wordsIn } from "../../testing/room-writers.ts";
import { openTroubledStore, type TroubledStore } from "../../testing/troubled-store.ts";
import { startWorld, type Session, type TestPerson, type World } from "../../testing/world.ts";
import { usualPatience } from "./connection.ts";

let store: TroubledStore;
let world: World;
let official: TestPerson;
let citizen: Session;
let block: string;

beforeAll(async () => {
  store = await openTroubledStore();
  world = await startWorld({
    database: { uri: store.uri, patience: { ...usualPatience, selectionMs: 300 } },
  });
  const consultation = await world.consultation("# Norma\n\nLos entes publicarán sus datos.\n");
  official = await world.person("official");
  citizen = await world.signedIn(await world.person("citizen"));
  const { doc } = await latestRevision(world.ctx, consultation.policy);
  block = [...eachBlock(doc)].find((one) => blockWords(one).startsWith("Los entes"))!.attrs.id;
});
afterEach(async () => {
  store.become("none");
  await expect.poll(async () => (await world.visitor().get(routes.ready())).status).toBe(200);
});
afterAll(async () => {
  await world.close();
  await store.close();
});

const html = { accept: "text/html" };
const json = { accept: "application/json" };
const sent = (key: string, headers: Readonly<Record<string, string>>) =>
  citizen.post(
    routes.propose("prueba", block),
    new URLSearchParams({
      base: "1",
      words: "Los entes publicarán sus datos en un mes.",
      rationale: "Un plazo razonable no obliga a nadie.",
      key,
    }),
    headers,
  );

const unescaped = (value: string) =>
  value.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

describe.each([
  ["es", "", "No se ha perdido nada de lo guardado", "El archivo no responde", "El archivo está lleno"],
  ["en", "/en", "Nothing that was saved is lost", "does not answer", "The archive is full"],
])("in %s", (_language, prefix, nothingLost, awayTitle, fullTitle) => {
  test("[O12] a page asked for while the database is away says that nothing is lost and when to come back", async () => {
    store.become("away");
    const answer = await citizen.get(prefix + routes.account(), html);
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("10");
    expect(answer.headers.get("cache-control")).toContain("no-store");
    const page = await answer.text();
    expect(page).toContain(nothingLost);
    expect(page).toContain(awayTitle);
    expect(page).not.toMatch(/mongo|ECONN|127\.0\.0\.1|\.ts\b/i);
    store.become("none");
    await expect.poll(async () => (await citizen.get(prefix + routes.account(), html)).status).toBe(200);
  });

  test("[O12] a full disk lets everything be read, and what is sent is answered with what to do", async () => {
    store.become("full");
    for (const path of [routes.reading("prueba"), routes.account(), routes.propose("prueba", block)])
      expect((await citizen.get(prefix + path, html)).status).toBe(200);
    const form = new URLSearchParams({
      base: "1",
      words: "Los entes publicarán sus datos en un mes.",
      rationale: "Un plazo razonable no obliga a nadie.",
      key: `pagina-llena-${prefix.length}`,
    });
    const answer = await citizen.post(prefix + routes.propose("prueba", block), form, html);
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("300");
    const page = await answer.text();
    expect(page).toContain(nothingLost);
    expect(page).toContain(fullTitle);
  });
});

test.each(["away", "full"] as const)(
  "[O12] a form sent by hand while the database is %s comes back whole, to be sent again as it is",
  async (trouble) => {
    const action = "/en" + routes.propose("prueba", block);
    const fields = {
      base: "1",
      words: 'Los entes publicarán «sus» datos <en un mes>, "completos".\r\n\r\nY después.',
      rationale: "Un plazo razonable no obliga a nadie & menos a todos.",
      key: `a-mano-${trouble}`,
    };
    store.become(trouble);
    const answer = await citizen.post(action, new URLSearchParams(fields), html);
    expect(answer.status).toBe(503);
    const page = await answer.text();
    expect(page).toContain(`action="${action}"`);
    const kept = [...page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)];
    const again = Object.fromEntries(kept.map(([, name, value]) => [name, unescaped(value ?? "")]));
    expect(again).toEqual(fields);
    store.become("none");
    await expect
      .poll(async () => (await citizen.post(action, new URLSearchParams(again), html)).status)
      .toBe(303);
  },
);

test("[O12] a password that could not be looked at is in no page", async () => {
  store.become("away");
  const form = new URLSearchParams({ email: official.email, password: official.password });
  const answer = await world.visitor().post(routes.signIn(), form, html);
  expect(answer.status).toBe(503);
  const page = await answer.text();
  expect(page).not.toContain(official.password);
  expect(page).not.toContain('type="hidden"');
});

test.each([
  ["away", "database-away", "10"],
  ["full", "storage-full", "300"],
] as const)(
  "[O12] a program that sends while the database is %s gets the problem %s, and what it sends again is stored once",
  async (trouble, code, retryAfter) => {
    store.become(trouble);
    const answer = await sent(`llave-${trouble}`, json);
    expect(answer.status).toBe(503);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect(answer.headers.get("retry-after")).toBe(retryAfter);
    expect(await answer.json()).toMatchObject({
      code,
      status: 503,
      title: expect.stringContaining("No se ha perdido nada de lo guardado"),
    });
    store.become("none");
    let again = await sent(`llave-${trouble}`, json);
    await expect
      .poll(async () => (again.status === 201 ? 201 : (again = await sent(`llave-${trouble}`, json)).status))
      .toBe(201);
    const { folio } = (await again.json()) as { readonly folio: string };
    expect(await (await sent(`llave-${trouble}`, json)).json()).toMatchObject({ folio });
  },
);

test.each(["away", "full"] as const)(
  "[O12] a live writer keeps her words while the database is %s: nothing is called saved, and then all is",
  async (trouble) => {
    await openDrafting(world.ctx, world.rooms, official.actor, "prueba", true);
    const cookie = await world.cookieOf(official);
    const writer = await enterRoom(world, draftRoom("prueba"), cookie);
    try {
      const reasons: string[] = [];
      writer.provider.messageHandlers[messageLeaving] = (_encoder, decoder) =>
        void reasons.push(decoding.readVarString(decoder));
      const before = writer.state.saved;
      store.become(trouble);
      textAt(writer.fragment, 1).insert(0, `Dicho (${trouble}): `);
      await expect.poll(() => reasons).toContain("not-saved");
      expect(writer.state.saved).toBe(before);
      let saved = 0;
      writer.provider.messageHandlers[messageSaved] = (_encoder, decoder) =>
        void (saved = decoding.readVarUint(decoder));
      store.become("none");
      await expect.poll(() => saved).toBeGreaterThan(0);
    } finally {
      writer.destroy();
    }
    const reader = await enterRoom(world, draftRoom("prueba"), cookie);
    expect(wordsIn(reader.doc).join("\n")).toContain(`Dicho (${trouble}): `);
    reader.destroy();
  },
);

test("[O13] /readyz answers 503 while the database is away, and 200 while it is only full", async () => {
  store.become("full");
  expect((await world.visitor().get(routes.ready())).status).toBe(200);
  store.become("away");
  await expect.poll(async () => (await world.visitor().get(routes.ready())).status).toBe(503);
  expect((await world.visitor().get(routes.health())).status).toBe(200);
});
