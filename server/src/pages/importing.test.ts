import { afterAll, beforeAll, expect, test } from "vitest";
import { routes } from "@pliego/shared/routes.ts";
import { verifyRecord } from "../record/actions.ts";
import { contentOf } from "../record/contents.ts";
import { consultationAt } from "../consultations/actions.ts";
import { startWorld, type Session, type World } from "../testing/world.ts";

let world: World;
let official: Session;
beforeAll(async () => {
  world = await startWorld();
  official = await world.signedIn(await world.person("official"));
});
afterAll(() => world.close());

const text = "# Ley de aguas\n\nEl agua es de todas las personas. Año con año se revisará.\n";
const form = (fields: Readonly<Record<string, string>>, file?: Blob) => {
  const data = new FormData();
  const all = { step: "preview", title: "", slug: "", closesAt: "2026-12-24", markdown: "", ...fields };
  for (const [name, value] of Object.entries(all)) data.set(name, value);
  if (file !== undefined) data.set("file", file, "ley.md");
  return data;
};

test("[N1] a preview shows the structure and publishes nothing; publishing makes version 1 and one entry in the record", async () => {
  const preview = await official.post(routes.importing(), form({ markdown: text }));
  expect(preview.status).toBe(200);
  const html = await preview.text();
  expect(html).toContain("El agua es de todas las personas");
  expect(html).toContain('value="ley-de-aguas"');
  expect((await official.get(routes.reading("ley-de-aguas"))).status).toBe(404);

  const published = await official.post(
    routes.importing(),
    form({ step: "publish", title: "Ley de aguas", slug: "ley-de-aguas", markdown: text }),
  );
  expect(published.status).toBe(303);
  expect(published.headers.get("location")).toBe(routes.reading("ley-de-aguas"));
  const consultation = await consultationAt(world.ctx, null, "ley-de-aguas");
  expect(await verifyRecord(world.ctx, consultation._id, contentOf)).toMatchObject({
    holds: true,
    entries: 1,
  });
});

test("[N1] a chosen file is read instead of the box", async () => {
  const html = await (await official.post(routes.importing(), form({}, new Blob([text])))).text();
  expect(html).toContain("El agua es de todas las personas");
});

test("[N2] an address that is taken is refused, and everything typed is still there", async () => {
  await world.consultation(text, "tomada");
  const answer = await official.post(
    routes.importing(),
    form({ step: "publish", title: "Otra ley", slug: "tomada", markdown: text }),
  );
  expect(answer.status).toBe(409);
  const html = await answer.text();
  expect(html).toContain("Ya existe una consulta con la dirección «tomada»");
  expect(html).toContain("Año con año se revisará.");
  expect(html).toContain('value="Otra ley"');
});

test.each([
  [
    "a picture",
    { markdown: "lo que había escrito" },
    new Blob([Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0x00, 0x01])]),
    422,
    "no es texto",
  ],
  ["text with NUL", { markdown: "a\u0000b" }, undefined, 422, "no es texto"],
  ["nothing", { markdown: "  \n " }, undefined, 422, "no tiene texto"],
  ["more than 2 MB", { markdown: "palabra ".repeat(280_000) }, undefined, 422, "2 MB"],
  [
    "a closing date that has passed",
    { step: "publish", title: "X y", slug: "xy-ley", closesAt: "2020-01-01", markdown: text },
    undefined,
    422,
    "ya pasó",
  ],
  [
    "a closing date that is none",
    { step: "publish", title: "X y", slug: "xy-ley", closesAt: "mañana", markdown: text },
    undefined,
    400,
    "Revisa los campos",
  ],
  [
    "an address with a slash",
    { step: "publish", title: "X y", slug: "../xy", markdown: text },
    undefined,
    400,
    "Revisa los campos",
  ],
])(
  "[N4] importing %s is refused with its reason, and loses nothing",
  async (_what, fields, file, status, words) => {
    const answer = await official.post(routes.importing(), form(fields, file));
    expect(answer.status).toBe(status);
    const html = await answer.text();
    expect(html).toContain(words);
    if (fields.markdown.trim() !== "" && !fields.markdown.includes("\u0000"))
      expect(html).toContain(fields.markdown.slice(0, 40).trim());
  },
);

test.each(["citizen", "moderator"] as const)("[U1] a %s may not import", async (role) => {
  const session = await world.signedIn(await world.person(role));
  expect((await session.get(routes.importing())).status).toBe(403);
  expect((await session.post(routes.importing(), form({ markdown: text }))).status).toBe(403);
});

test("[U1] nobody imports without signing in", async () => {
  expect((await world.visitor().post(routes.importing(), form({ markdown: text }))).status).toBe(401);
});

test("[H6] a form that breaks off in the middle of its file is refused, and the server goes on", async () => {
  const half = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.md"\r\n\r\n# T\r\n\r\nhalf';
  for (const body of [half, half.slice(0, 40), "--x--", ""]) {
    const answer = await official.post(routes.importing(), body, {
      "content-type": "multipart/form-data; boundary=x",
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  }
  expect((await world.visitor().get(routes.health())).status).toBe(200);
});

test.each([
  [routes.signIn(), "application/json", '{"email":"a"}'],
  [routes.signIn(), "multipart/form-data; boundary=x", "--x--"],
  [routes.signIn(), "text/plain", "email=a"],
  [routes.propose("x", "abc"), "application/json", "{}"],
  [routes.moderating("X-2026-00001"), "application/json", "{}"],
  [routes.importing(), "application/x-www-form-urlencoded", "a=b"],
])("[H6] %s does not take %s", async (path, type, body) => {
  const answer = await official.post(path, body, { "content-type": type });
  expect(answer.status).toBe(415);
});

test("[H6] a hundred small fields are refused as what they are", async () => {
  const fields = new URLSearchParams();
  for (let index = 0; index < 100; index += 1) fields.set(`f${index}`, "x");
  expect((await official.post(routes.signIn(), fields)).status).toBe(400);
});
