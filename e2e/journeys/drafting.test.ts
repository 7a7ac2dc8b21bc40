// Two officials write the institution's next change together, live; a citizen's accepted suggestion shows up in their
// room; they publish, and everybody reads what changed and why.
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { routes } from "@pliego/shared/routes.ts";
import { accept, approve, sendSuggestion } from "../support/acts.ts";
import { openBrowser } from "../support/browser.ts";
import { emails, password, signedIn } from "../support/people.ts";
import {
  emptyDataDir,
  removeDataDir,
  runCli,
  startServer,
  type RunningServer,
} from "../support/running-server.ts";

const slug = "datos-abiertos";
const patient = { timeout: 20_000 };

let browser: Browser;
let dataDir: string;
let server: RunningServer;
let first: BrowserContext;
let second: BrowserContext;
beforeAll(async () => {
  dataDir = await emptyDataDir();
  [browser, server] = await Promise.all([openBrowser(), startServer(dataDir)]);
  await createOfficial("otro@pliego.example");
  first = await signedIn(browser, server.url, emails.official);
  second = await signedIn(browser, server.url, "otro@pliego.example");
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await removeDataDir(dataDir);
});

/** Makes an account the way an administrator does: the password goes in by standard input. */
async function createOfficial(email: string): Promise<void> {
  const command = ["create-person", "--email", email, "--name", "Otra dictaminadora", "--role", "official"];
  expect(await runCli(dataDir, command, `${password}\n`)).toMatchObject({ code: 0 });
}

async function room(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto(server.url + routes.drafting(slug));
  await page.locator(".ProseMirror").waitFor(patient);
  return page;
}
const saved = (page: Page) => page.getByText("Guardado.", { exact: true }).first().waitFor(patient);
const roomText = (page: Page) => page.locator(".ProseMirror").innerText();

/** Puts the cursor at the end of the paragraph that begins so, and types. */
async function typeAfter(page: Page, start: string, words: string): Promise<void> {
  const paragraph = page.locator(".ProseMirror").getByText(start).first();
  await paragraph.scrollIntoViewIfNeeded();
  await paragraph.click();
  await page.keyboard.press("Control+End").catch(() => {});
  await paragraph.evaluate((node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    range.collapse(false);
    const selection = getSelection();
    selection?.removeAllRanges();
    selection?.addRange(range);
  });
  await page.keyboard.type(words);
}

test("[L22, L30] what one official writes the other reads at once; saved means stored, also after kill -9", async () => {
  const [one, other] = [await room(first), await room(second)];
  await typeAfter(one, "La presente política tiene por objeto", " Se evaluará cada año.");
  await expect.poll(() => roomText(other), patient).toContain("Se evaluará cada año.");
  await saved(one);
  await server.kill();
  await expect.poll(() => one.locator("body").innerText(), { timeout: 40_000 }).toContain("Sin conexión");
  const port = new URL(server.url).port;
  server = await startServer(dataDir, { PORT: port });
  const later = await room(second);
  expect(await roomText(later)).toContain("Se evaluará cada año.");
  for (const page of [one, other, later]) await page.close();
});

test("[L26] a citizen's accepted suggestion shows up in the open room", async () => {
  const page = await room(first);
  const citizen = await signedIn(browser, server.url, emails.citizen);
  const moderator = await signedIn(browser, server.url, emails.moderator);
  const folio = await sendSuggestion(citizen, server.url, slug, {
    from: "es obligatoria",
    to: "es obligatoria y exigible",
    rationale: "Que sea exigible es lo que importa a la gente.",
  });
  await approve(moderator, server.url, folio);
  await accept(first, server.url, folio, "De acuerdo: una política que no se puede exigir no sirve.");
  await expect.poll(() => roomText(page), patient).toContain("es obligatoria y exigible");
  expect(await roomText(page)).toContain("Se evaluará cada año.");
  await page.close();
});

test("[D7] publishing makes the next version with its reason, shown as changes", async () => {
  const page = await room(first);
  await saved(page);
  await page
    .getByLabel("Motivo del cambio")
    .fill("La evaluación anual la pidieron las organizaciones en la mesa técnica.");
  await page.getByRole("button", { name: /^Publicar versión/ }).click();
  await page.waitForURL("**/versiones/3/cambios");
  const shown = await page.locator("main").innerText();
  expect(shown).toContain("La evaluación anual la pidieron las organizaciones");
  expect(await page.locator("main ins").allInnerTexts()).toContainEqual(
    expect.stringContaining("Se evaluará cada año."),
  );
  const reading = await (await fetch(server.url + routes.reading(slug))).text();
  expect(reading).toContain("Se evaluará cada año.");
  expect(reading).toContain("es obligatoria y exigible");
});
