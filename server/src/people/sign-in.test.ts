import { afterAll, beforeAll, expect, test } from "vitest";
import { routes } from "@pliego/shared/routes.ts";
import { startWorld, type TestPerson, type World } from "../testing/world.ts";

let world: World;
let citizen: TestPerson;
beforeAll(async () => {
  world = await startWorld();
  citizen = await world.person("citizen");
});
afterAll(() => world.close());

const form = (fields: Readonly<Record<string, string>>) => new URLSearchParams(fields);
const viewer = async (session: ReturnType<World["visitor"]>) => (await session.get(routes.session())).json();

test("[U2] the right password signs in, and the session says who", async () => {
  const session = world.visitor();
  expect(await viewer(session)).toEqual({ viewer: null });
  const answer = await session.post(
    routes.signIn(),
    form({ email: ` ${citizen.email.toUpperCase()} `, password: citizen.password, next: "/consultas/x" }),
  );
  expect(answer.status).toBe(303);
  expect(answer.headers.get("location")).toBe("/consultas/x");
  expect(await viewer(session)).toEqual({ viewer: { publicName: "citizen 1", roles: ["citizen"] } });
});

test("[U2] a wrong password and an unknown address get the same page, with what was typed still there", async () => {
  const wrong = await world
    .visitor()
    .post(routes.signIn(), form({ email: citizen.email, password: "incorrecta" }));
  const unknown = await world
    .visitor()
    .post(routes.signIn(), form({ email: "nadie@pliego.example", password: "incorrecta" }));
  expect([wrong.status, unknown.status]).toEqual([401, 401]);
  const [wrongPage, unknownPage] = [await wrong.text(), await unknown.text()];
  expect(wrongPage).toContain("El correo o la contraseña no coinciden");
  expect(wrongPage).toContain(`value="${citizen.email}"`);
  expect(wrongPage.replaceAll(citizen.email, "X")).toBe(unknownPage.replaceAll("nadie@pliego.example", "X"));
});

test("[U2] the refusal is in the person's language", async () => {
  const answer = await world
    .visitor()
    .post(`/en${routes.signIn()}`, form({ email: citizen.email, password: "wrong" }));
  expect(await answer.text()).toContain("does not match");
});

test("[U3] signing in gives the session a new id, and signing out ends it for good", async () => {
  const session = world.visitor();
  const first = await session.post(
    routes.signIn(),
    form({ email: citizen.email, password: citizen.password }),
  );
  const oldCookie = first.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  const again = await session.post(
    routes.signIn(),
    form({ email: citizen.email, password: citizen.password }),
  );
  const newCookie = again.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  expect(newCookie).not.toBe(oldCookie);
  const asOld = { cookie: oldCookie };
  expect(await (await fetch(world.url + routes.session(), { headers: asOld })).json()).toEqual({
    viewer: null,
  });
  expect((await session.post(routes.signOut(), "")).status).toBe(303);
  expect(
    await (await fetch(world.url + routes.session(), { headers: { cookie: newCookie } })).json(),
  ).toEqual({ viewer: null });
});

test("[U3] the session cookie is closed to scripts and to other sites", async () => {
  const answer = await world
    .visitor()
    .post(routes.signIn(), form({ email: citizen.email, password: citizen.password }));
  expect(answer.headers.getSetCookie()[0]).toMatch(/HttpOnly/);
  expect(answer.headers.getSetCookie()[0]).toMatch(/SameSite=Lax/);
});

test("[U4] after ten wrong guesses from one place the door closes there, and says for how long", async () => {
  const victim = await world.person("citizen");
  const session = world.visitor();
  for (let guess = 0; guess < 10; guess += 1) {
    expect(
      (await session.post(routes.signIn(), form({ email: victim.email, password: `x${guess}` }))).status,
    ).toBe(401);
  }
  const closed = await session.post(
    routes.signIn(),
    form({ email: victim.email, password: victim.password }),
    {
      "x-forwarded-for": "203.0.113.9",
    },
  );
  expect(closed.status).toBe(429);
  expect(await closed.text()).toContain("15 minutos");
});

test.each([
  ["an operator instead of an address", { "email[$ne]": "x", "password[$ne]": "x" }, 401],
  [
    "an address that is a list",
    [
      ["email", "a@b.example"],
      ["email", "c@d.example"],
      ["password", "x"],
    ],
    401,
  ],
  ["a field we do not know", { email: "a@b.example", password: "x", role: "admin" }, 400],
  ["a password of 2,000 characters", { email: "a@b.example", password: "x".repeat(2000) }, 400],
  ["a line break in the address", { email: "a@b.example\r\nBcc: x", password: "x" }, 400],
] as const)("[H1] signing in with %s is refused", async (_what, fields, status) => {
  const pairs = Array.isArray(fields) ? fields : Object.entries(fields);
  const answer = await world
    .visitor()
    .post(routes.signIn(), new URLSearchParams(pairs as [string, string][]));
  expect(answer.status).toBe(status);
});

test("[U5] letters composed in two ways are one password", async () => {
  const person = await world.person("citizen");
  const answer = await world
    .visitor()
    .post(routes.signIn(), form({ email: person.email, password: person.password.normalize("NFD") }));
  expect(answer.status).toBe(303);
});

test("[U1] pages for the person send a visitor to sign in and bring her back", async () => {
  for (const path of [routes.account(), routes.importing()]) {
    const answer = await world.visitor().get(path);
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toBe(`/entrar?next=${encodeURIComponent(path)}`);
  }
});

test.each([
  ["no origin", {}],
  ["another site", { origin: "https://evil.example" }],
  ["a hidden origin", { origin: "null" }],
])("[H2] a form posted from %s changes nothing", async (_what, headers) => {
  const answer = await fetch(world.url + routes.signIn(), {
    method: "POST",
    body: form({ email: citizen.email, password: citizen.password }),
    headers,
    redirect: "manual",
  });
  expect(answer.status).toBe(403);
  expect(answer.headers.getSetCookie()).toEqual([]);
});
