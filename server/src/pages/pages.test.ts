import { afterAll, beforeAll, expect, test } from "vitest";
import { routes } from "@pliego/shared/routes.ts";
import { startWorld, type World } from "../testing/world.ts";

const policy = `---
title: Norma de prueba
---

# Norma de prueba

## Capítulo I. Objeto

### Artículo 1. Los datos

Los datos públicos son de todas las personas <script>alert(1)</script>.

I. Serán abiertos;

II. serán gratuitos.
`;

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.consultation(policy);
});
afterAll(() => world.close());

/** fetch asks for a fresh copy whenever it sends an ETag, unless told otherwise; browsers do not. */
const asABrowser = { "cache-control": "max-age=0" };
const read = async (path: string, headers: Readonly<Record<string, string>> = {}) =>
  world.visitor().get(path, headers);

test("[V1] the reading page has the whole text in its HTML, an anchor for every block, and nothing to run inline", async () => {
  const answer = await read(routes.reading("prueba"));
  expect(answer.status).toBe(200);
  const html = await answer.text();
  expect(html).toContain("Los datos públicos son de todas las personas");
  expect(html.match(/id="p-[0-9a-z]+"/g)?.length).toBe(6);
  expect(html).not.toContain("<script>alert");
  expect(html).not.toMatch(/<script(?![^>]*(?:\bsrc=|application\/json))/);
  expect(html).not.toMatch(/\sstyle="|\son\w+="/);
});

test("[V3] the page is the same for everybody, asks to be revalidated, and answers 304 when nothing changed", async () => {
  const first = await read(routes.reading("prueba"));
  const etag = first.headers.get("etag") ?? "";
  expect(first.headers.get("cache-control")).toBe("public, max-age=0, must-revalidate");
  expect((await read(routes.reading("prueba"), { ...asABrowser, "if-none-match": etag })).status).toBe(304);
  const citizen = await world.signedIn(await world.person("citizen"));
  expect((await citizen.get(routes.reading("prueba"))).headers.get("etag")).toBe(etag);
  expect((await read(`/en${routes.reading("prueba")}`)).headers.get("etag")).not.toBe(etag);
  world.clock.advance(86_400_000);
  expect((await read(routes.reading("prueba"), { ...asABrowser, "if-none-match": etag })).status).toBe(200);
});

test("[N1] the Markdown of a version is what could be imported again, front matter included, and never changes", async () => {
  const answer = await read(routes.versionMarkdown("prueba", 1));
  expect(answer.headers.get("content-type")).toContain("text/markdown");
  expect(answer.headers.get("cache-control")).toContain("immutable");
  const markdown = await answer.text();
  expect(markdown.startsWith("---\ntitle: Norma de prueba\n---\n")).toBe(true);
  expect(markdown).toContain("### Artículo 1. Los datos");
});

test.each([
  ["/consultas/no-existe", 404],
  ["/consultas/prueba/versiones/2", 404],
  ["/consultas/prueba/versiones/0", 404],
  ["/consultas/prueba/versiones/1e3", 404],
  ["/consultas/..%2f..%2fetc%2fpasswd", 404],
  ["/consultas/%00", 404],
  ["/consultas/%E0%A4%A", 400],
  ["/no-hay", 404],
  ["/en/no-hay", 404],
])("[H3] %s answers %i as a page that tells nothing of the machine", async (path, status) => {
  const answer = await read(path, { accept: "text/html" });
  expect(answer.status).toBe(status);
  const html = await answer.text();
  expect(html).toContain(answer.headers.get("x-request-id"));
  expect(html).not.toMatch(/node_modules|\.ts\b|\bat \w+ \(|mongo|express/i);
  expect(html).toContain(path.startsWith("/en/") ? 'lang="en"' : 'lang="es-MX"');
});

test("[H3] a machine that asks gets problem+json with a stable code", async () => {
  const answer = await read("/api/no-hay");
  expect(answer.status).toBe(404);
  expect(answer.headers.get("content-type")).toContain("application/problem+json");
  expect(await answer.json()).toMatchObject({
    code: "not-found",
    status: 404,
    title: expect.stringContaining("No encontramos"),
  });
});

test("[H5] every answer carries the headers that keep other sites and scripts out", async () => {
  const headers = (await read(routes.home())).headers;
  expect(headers.get("content-security-policy")).toContain("script-src 'self'");
  expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("x-powered-by")).toBeNull();
});
