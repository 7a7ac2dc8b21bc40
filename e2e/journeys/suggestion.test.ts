// The product's main line in a real browser: a citizen on a phone proposes, a moderator publishes, an official decides,
// and everybody who has the page open reads the new text without reloading. Also on three real edits of real policies.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { routes } from "@pliego/shared/routes.ts";
import { blockWords } from "@pliego/shared/suggestions/block-words.ts";
import { changesBetween } from "@pliego/shared/text/block-changes.ts";
import { eachBlock } from "@pliego/shared/text/blocks.ts";
import { exportMarkdown } from "@pliego/shared/text/export-markdown.ts";
import { importMarkdown } from "@pliego/shared/text/import-markdown.ts";
import { keepIds } from "@pliego/shared/text/keep-ids.ts";
import { blockSaying, latestVersion, readVersion, type Version } from "../support/acts.ts";
import { openBrowser } from "../support/browser.ts";
import { emails, signedIn } from "../support/people.ts";
import { repository } from "../support/repository.ts";
import {
  emptyDataDir,
  removeDataDir,
  runCli,
  startServer,
  type RunningServer,
} from "../support/running-server.ts";

const demonstration = "datos-abiertos";
const rationale = "Sin un plazo cierto nadie puede exigir que se cumpla.";
const reason = "Tiene razón: un plazo cierto se puede exigir y medir, y las áreas técnicas lo confirmaron.";
const phone = { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true };

let browser: Browser;
let server: RunningServer;
let citizen: BrowserContext;
let moderator: BrowserContext;
let official: BrowserContext;
beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), emptyDataDir().then((dir) => startServer(dir))]);
  citizen = await signedIn(browser, server.url, emails.citizen, phone);
  moderator = await signedIn(browser, server.url, emails.moderator);
  official = await signedIn(browser, server.url, emails.official);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  if (server !== undefined) await removeDataDir(server.dataDir);
});

const version = (slug: string, number: number) => readVersion(server.url, slug, number);
const latest = () => latestVersion(server.url, demonstration);

/** The citizen taps the paragraph, proposes these words for it and says why; answers the folio. */
async function propose(slug: string, block: string, words: string): Promise<string> {
  const page = await citizen.newPage();
  await page.goto(server.url + routes.reading(slug));
  await page.locator("html[data-awake]").waitFor();
  await page.locator(`[data-block="${block}"] .words`).first().tap();
  await page.getByRole("dialog").getByRole("link", { name: "Proponer cambio" }).tap();
  const editor = page.locator(".ProseMirror");
  await editor.waitFor();
  await editor.focus();
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText(words);
  await page.getByLabel("Por qué lo propones").fill(rationale);
  await page.getByRole("button", { name: "Enviar propuesta" }).tap();
  await page.waitForURL(/\/propuestas\/[A-Z0-9-]+$/);
  const folio = new URL(page.url()).pathname.split("/").at(-1)!;
  expect(await page.locator("main").innerText()).toContain(folio);
  await page.close();
  return folio;
}

async function publish(folio: string): Promise<void> {
  const page = await moderator.newPage();
  await page.goto(server.url + routes.moderating(folio));
  await page.getByRole("button", { name: "Publicar" }).click();
  await page.waitForURL(`**${routes.queue()}`);
  await page.close();
}

async function decideAs(
  context: BrowserContext,
  folio: string,
  act: "Aceptar" | "No aceptar",
): Promise<Page> {
  const page = await context.newPage();
  await page.goto(server.url + routes.deciding(folio));
  await page.getByLabel("Motivo de la resolución").fill(reason);
  await page.getByRole("button", { name: act, exact: true }).click();
  return page;
}

const blockCalled = ({ doc }: Version, id: string) =>
  [...eachBlock(doc)].find(({ attrs }) => attrs.id === id)!;

test("[D1, V20] tap, propose, publish, accept: who has the page open reads the new text and the decision without reloading", async () => {
  const first = await version(demonstration, 1);
  const block = blockSaying(first, "en un plazo razonable");
  const before = blockWords(block);
  const after = before.replace("en un plazo razonable", "en un plazo de diez días hábiles");
  const reader = await (await browser.newContext()).newPage();
  await reader.goto(server.url + routes.reading(demonstration));
  await reader.evaluate(() => void ((window as unknown as Record<string, unknown>)["stayed"] = true));

  const folio = await propose(demonstration, block.attrs.id, after);
  const hidden = await fetch(server.url + routes.suggestion(demonstration, folio));
  expect(hidden.status).toBe(404);
  await publish(folio);
  const folioPage = await (await fetch(server.url + routes.suggestion(demonstration, folio))).text();
  expect(folioPage).toContain("<del");
  expect(folioPage).toContain("<ins");
  expect(folioPage).toContain(rationale);

  const desk = await decideAs(official, folio, "Aceptar");
  await desk.waitForURL(`**${routes.desk()}`);
  await expect
    .poll(() => reader.locator(`[data-block="${block.attrs.id}"]`).innerText(), { timeout: 20_000 })
    .toContain("diez días hábiles");
  await expect.poll(() => reader.locator("main").innerText(), { timeout: 20_000 }).toContain(folio);
  expect(await reader.evaluate(() => (window as unknown as Record<string, unknown>)["stayed"])).toBe(true);
  const second = await version(demonstration, 2);
  expect(blockWords(blockCalled(second, block.attrs.id))).toBe(after);
  expect(changesBetween(first.doc, second.doc).map(({ block: changed }) => changed)).toEqual([
    block.attrs.id,
  ]);
  const decided = await (await fetch(server.url + routes.suggestion(demonstration, folio))).text();
  expect(decided).toContain(reason);
  expect(decided).toMatch(/Asiento n\.º \d+/);
});

test("[D2] a rejection is published with its reason and the text stays", async () => {
  const before = await version(demonstration, 1);
  const block = blockSaying(before, "Esta política es obligatoria");
  const folio = await propose(
    demonstration,
    block.attrs.id,
    blockWords(block).replace("obligatoria", "voluntaria"),
  );
  await publish(folio);
  const numberBefore = (await latest()).number;
  const desk = await decideAs(official, folio, "No aceptar");
  await desk.waitForURL(`**${routes.desk()}`);
  expect((await latest()).number).toBe(numberBefore);
  const page = await (await fetch(server.url + routes.suggestion(demonstration, folio))).text();
  expect(page).toContain(reason);
  expect(page).toContain("No aceptada");
});

test("[D3, D4] without a reason nothing is decided and nothing typed is lost; who decides second sees the first decision", async () => {
  const text = await latest();
  const block = blockSaying(text, "Los poderes Legislativo y Judicial");
  const folio = await propose(
    demonstration,
    block.attrs.id,
    blockWords(block).replace("podrán adherirse", "deberán adherirse"),
  );
  await publish(folio);
  const late = await official.newPage();
  await late.goto(server.url + routes.deciding(folio));
  await late.getByLabel("Motivo de la resolución").fill("Muy corto");
  await late.evaluate(() =>
    document.querySelectorAll("form").forEach((form) => void (form.noValidate = true)),
  );
  await late.getByRole("button", { name: "Aceptar", exact: true }).click();
  await late.getByText("necesita al menos 20 caracteres").waitFor();
  expect(await late.getByLabel("Motivo de la resolución").inputValue()).toBe("Muy corto");
  const winner = await decideAs(official, folio, "Aceptar");
  await winner.waitForURL(`**${routes.desk()}`);
  await late.getByLabel("Motivo de la resolución").fill("Llego tarde, pero con un motivo largo y razonado.");
  await late.getByRole("button", { name: "Aceptar", exact: true }).click();
  await late.getByText("Otra persona ya resolvió esta propuesta").waitFor();
  expect(await late.locator("main").innerText()).toContain(reason);
});

test("[S10] the draft survives closing the page, and without an account nothing is lost", async () => {
  const visitor = await browser.newContext(phone);
  const page = await visitor.newPage();
  const block = blockSaying(await latest(), "La apertura tiene límites legítimos");
  const address = server.url + routes.propose(demonstration, block.attrs.id);
  await page.goto(address);
  await page.locator(".ProseMirror").focus();
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText(" Cada límite se justificará por escrito.");
  await page.getByLabel("Por qué lo propones").fill(rationale);
  await page.close();
  const again = await visitor.newPage();
  await again.goto(address);
  await again.getByText("Borrador recuperado").waitFor();
  expect(await again.locator(".ProseMirror").innerText()).toContain(
    "Cada límite se justificará por escrito.",
  );
  expect(await again.getByLabel("Por qué lo propones").inputValue()).toBe(rationale);
  await again.getByRole("button", { name: "Enviar propuesta" }).tap();
  await again
    .getByRole("link", { name: /Entra con tu cuenta/ })
    .first()
    .waitFor();
  expect(await again.locator(".ProseMirror").innerText()).toContain(
    "Cada límite se justificará por escrito.",
  );
  await visitor.close();
});

const cases = ["concurrent-016", "concurrent-030", "clean-003"];

test.each(cases)(
  "[D1, T1] the real edit %s: base imported, theirs typed as the suggestion, accepted, and exported as people wrote it",
  async (name) => {
    const folder = join(repository, "e2e/fixtures/real-edits", name);
    const words = ["import", join(folder, "base.md"), "--slug", name];
    expect(await runCli(server.dataDir, words)).toMatchObject({ code: 0 });
    const base = await version(name, 1);
    let ids = 0;
    const theirs = importMarkdown(
      await readFile(join(folder, "theirs.md"), "utf8"),
      () => `new${(ids += 1)}`,
    );
    const wanted = keepIds(base.doc, theirs.doc);
    const changes = changesBetween(base.doc, wanted);
    expect(changes.map(({ kind }) => kind)).toEqual(["changed"]);
    const block = [...eachBlock(wanted)].find(({ attrs }) => attrs.id === changes[0]!.block)!;
    const folio = await propose(name, block.attrs.id, blockWords(block));
    await publish(folio);
    const desk = await decideAs(official, folio, "Aceptar");
    await desk.waitForURL(`**${routes.desk()}`);
    const exported = await (await fetch(server.url + routes.versionMarkdown(name, 2))).text();
    expect(exported).toBe(exportMarkdown(wanted, base.frontMatter));
  },
);
