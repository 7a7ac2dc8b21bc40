// Every page, in both languages, on a phone and on a desk: nothing that axe finds, nothing that scrolls sideways at
// 320 pixels, and everything there without script.
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { localized, routes } from "@pliego/shared/routes.ts";
import {
  accept,
  approve,
  beginBranch,
  blockSaying,
  latestVersion,
  openDrafting,
  sendSuggestion,
} from "../support/acts.ts";
import { accessibilityFaults, openBrowser } from "../support/browser.ts";
import { emails, signedIn } from "../support/people.ts";
import { emptyDataDir, removeDataDir, startServer, type RunningServer } from "../support/running-server.ts";

const consultation = "datos-abiertos";
type Who = "visitor" | "citizen" | "moderator" | "official";

/** What each page is called here, where it is and who looks at it; a folio is filled in once it exists. */
const all: readonly { readonly name: string; readonly who: Who; readonly path: () => string }[] = [
  { name: "home", who: "visitor", path: () => routes.home() },
  { name: "reading", who: "visitor", path: () => routes.reading(consultation) },
  { name: "an older version", who: "visitor", path: () => routes.version(consultation, 1) },
  { name: "versions", who: "visitor", path: () => routes.versions(consultation) },
  { name: "changes", who: "visitor", path: () => routes.versionChanges(consultation, 2) },
  { name: "suggestions", who: "visitor", path: () => routes.suggestions(consultation) },
  {
    name: "a decided suggestion",
    who: "visitor",
    path: () => routes.suggestion(consultation, folios.accepted),
  },
  { name: "record", who: "visitor", path: () => routes.record(consultation) },
  { name: "sign-in", who: "visitor", path: () => routes.signIn() },
  { name: "not found", who: "visitor", path: () => "/no-hay" },
  { name: "proposing", who: "citizen", path: () => routes.propose(consultation, folios.block) },
  {
    name: "own suggestion in review",
    who: "citizen",
    path: () => routes.suggestion(consultation, folios.waiting),
  },
  { name: "citizen's account", who: "citizen", path: () => routes.account() },
  { name: "queue", who: "moderator", path: () => routes.moderating(folios.waiting) },
  { name: "desk", who: "official", path: () => routes.deciding(folios.published) },
  {
    name: "beginning to write together",
    who: "citizen",
    path: () => routes.branchBeginning(consultation, folios.block),
  },
  { name: "writing together", who: "citizen", path: () => routes.branch(folios.branch) },
  { name: "an invitation", who: "visitor", path: () => routes.branchJoining(folios.branch) },
  {
    name: "an invitation to another account",
    who: "official",
    path: () => routes.branchJoining(folios.branch),
  },
  { name: "drafting room", who: "official", path: () => routes.drafting(consultation) },
  { name: "watching the drafting", who: "visitor", path: () => routes.drafting(consultation) },
  { name: "importing", who: "official", path: () => routes.importing() },
];
const folios = { accepted: "", published: "", waiting: "", block: "", branch: "" };

let browser: Browser;
let server: RunningServer;
const contexts = {} as Record<Who, BrowserContext>;
beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), emptyDataDir().then((dir) => startServer(dir))]);
  contexts.visitor = await browser.newContext();
  for (const who of ["citizen", "moderator", "official"] as const) {
    contexts[who] = await signedIn(browser, server.url, emails[who]);
  }
  const rationale = "Sin un plazo cierto nadie puede exigir que se cumpla.";
  const send = (from: string, to: string) =>
    sendSuggestion(contexts.citizen, server.url, consultation, { from, to, rationale });
  folios.accepted = await send("en un plazo razonable", "en un plazo de diez días hábiles");
  await approve(contexts.moderator, server.url, folios.accepted);
  await accept(contexts.official, server.url, folios.accepted, "Un plazo cierto se puede exigir y medir.");
  folios.published = await send("es obligatoria", "es obligatoria y exigible");
  await approve(contexts.moderator, server.url, folios.published);
  folios.waiting = await send("podrán adherirse", "deberán adherirse");
  folios.block = blockSaying(await latestVersion(server.url, consultation), "es obligatoria").attrs.id;
  folios.branch = await beginBranch(contexts.citizen, server.url, consultation, folios.block);
  await openDrafting(contexts.official, server.url, consultation);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  if (server !== undefined) await removeDataDir(server.dataDir);
});

const cases = all.flatMap((page) => (["es-MX", "en"] as const).map((locale) => ({ ...page, locale })));

test.each(cases)(
  "[V4] $name in $locale: no accessibility fault at 320 and 1280 pixels, no sideways scrolling, no script error",
  async ({ who, path, locale }) => {
    const page = await contexts[who].newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    page.on(
      "console",
      (message) => void (/Content Security Policy/.test(message.text()) && errors.push(message.text())),
    );
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(server.url + localized(locale, path()));
      await page.locator("html[data-awake]").waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(
        await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        ),
      ).toBe(0);
      expect(await page.getAttribute("html", "lang")).toBe(locale);
    }
    expect(errors).toEqual([]);
    await page.close();
  },
);

test("[V1] without script the text, its outline, the days left and how to take part are there, and the outline leads to its place", async () => {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 360, height: 740 },
  });
  const page = await context.newPage();
  await page.goto(server.url + routes.reading(consultation));
  expect(await page.getByText(/Quedan \d+ días/).count()).toBeGreaterThan(0);
  expect(await page.getByRole("heading", { name: /participar/i }).count()).toBeGreaterThan(0);
  await page.getByRole("button", { name: "Contenido" }).click();
  const outline = page.getByRole("navigation", { name: "Contenido" });
  const link = outline.getByRole("link", { name: /Capítulo III/ }).first();
  const target = (await link.getAttribute("href"))!;
  await link.click();
  expect(new URL(page.url()).hash).toBe(target.slice(target.indexOf("#")));
  await expect
    .poll(() =>
      page
        .locator(target.slice(target.indexOf("#")))
        .evaluate((node) => Math.abs(node.getBoundingClientRect().top) < 200),
    )
    .toBe(true);
  await context.close();
});

test("[V5] an official signs in, brings a text in and publishes it with the keyboard alone", async () => {
  const context = await signedIn(browser, server.url, emails.official);
  const page = await context.newPage();
  await page.goto(server.url + routes.importing());
  await page.getByLabel(/Texto/).first().focus();
  await page.keyboard.insertText("# Norma del teclado\n\nTodo se puede hacer sin ratón.\n");
  await press(page, /Revisar/);
  await page.getByText("Todo se puede hacer sin ratón.").first().waitFor();
  await press(page, /Publicar/);
  await page.waitForURL("**/consultas/norma-del-teclado");
  expect(await page.getByRole("heading", { level: 1 }).innerText()).toContain("Norma del teclado");
  await context.close();
});

/** Tabs until a button of this name has the focus, then presses it. */
async function press(page: Page, name: RegExp): Promise<void> {
  const button = page.getByRole("button", { name });
  for (let step = 0; step < 80; step += 1) {
    if (await button.evaluate((node) => node === document.activeElement)) return page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard does not reach ${name}`);
}
