// What an announcement carries is shown at once and without asking; what it does not carry is fetched. Either way the page
// ends as a fresh one is, in both languages.
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { localized, routes } from "@pliego/shared/routes.ts";
import { approve, decide, sendSuggestion } from "../support/acts.ts";
import { openBrowser } from "../support/browser.ts";
import { emails, signedIn } from "../support/people.ts";
import { emptyDataDir, removeDataDir, startServer, type RunningServer } from "../support/running-server.ts";

const slug = "datos-abiertos";
const rationale = "Sin un plazo cierto nadie puede exigir que se cumpla.";
const reason = "Tiene razón: un plazo <cierto> se puede exigir & medir.";

let browser: Browser;
let server: RunningServer;
let people: Record<"citizen" | "moderator" | "official", BrowserContext>;
beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), emptyDataDir().then((dir) => startServer(dir))]);
  people = {
    citizen: await signedIn(browser, server.url, emails.citizen),
    moderator: await signedIn(browser, server.url, emails.moderator),
    official: await signedIn(browser, server.url, emails.official),
  };
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  if (server !== undefined) await removeDataDir(server.dataDir);
});

/** A page that somebody reads, and how often it was asked for. */
async function reader(locale: "es-MX" | "en", first = ""): Promise<{ page: Page; asked: () => number }> {
  const page = await (await browser.newContext()).newPage();
  await page.addInitScript({ content: first });
  const path = localized(locale, routes.reading(slug));
  let asked = 0;
  page.on("request", (request) => {
    if (new URL(request.url()).pathname === path) asked += 1;
  });
  const following = page.waitForEvent("websocket");
  await page.goto(server.url + path);
  const socket = await following;
  await socket.waitForEvent("framereceived", ({ payload }) => String(payload).includes('"ok":true'));
  return { page, asked: () => asked };
}

/** Everything that the server says on a reading page, as it stands and as a fresh page has it. */
const standing = (page: Page) =>
  page.evaluate(async () => {
    const parts = [".sheet", ".facts-line", "#resolved", ".keep", ".site-foot", "#outline > ol"];
    const said = (whole: Document) => {
      const { dataset } = whole.querySelector<HTMLElement>(".reading")!;
      const html = parts.map((part) =>
        whole.querySelector(part)!.outerHTML.replaceAll(/ aria-current="\w+"/g, ""),
      );
      const glowless = html.map((part) => part.replaceAll(/ changed(?=[ "])/g, ""));
      return [dataset["version"], dataset["revision"], whole.documentElement.dataset["print"], ...glowless];
    };
    const fresh = await (await fetch(location.href, { cache: "no-store" })).text();
    return { shown: said(document), fresh: said(new DOMParser().parseFromString(fresh, "text/html")) };
  });

const propose = (from: string, to: string) =>
  sendSuggestion(people.citizen, server.url, slug, { from, to, rationale });
const atVersion = (page: Page, version: number) =>
  page.locator(`.reading[data-version="${version}"]`).waitFor({ timeout: 10_000 });

test("[L28] what comes to an empty queue is shown at once", async () => {
  const page = await people.moderator.newPage();
  const following = page.waitForEvent("websocket");
  await page.goto(server.url + routes.queue());
  const socket = await following;
  await socket.waitForEvent("framereceived", ({ payload }) => String(payload).includes('"ok":true'));
  const folio = await propose("gratuitos", "gratuitos y sin registro");
  await page.getByText(folio).first().waitFor({ timeout: 10_000 });
  await page.close();
  await approve(people.moderator, server.url, folio);
});

test("[L33] a small change, its counts and its decision come in with the announcements, nothing is asked for, and the page is as a fresh one", async () => {
  const readers = [await reader("es-MX"), await reader("en")];
  const start = Number(await readers[0]!.page.locator(".reading").getAttribute("data-version"));
  const folio = await propose("en un plazo razonable", "en un plazo de <diez> días & noches");
  await approve(people.moderator, server.url, folio);
  for (const { page } of readers) {
    await atVersion(page, start + 1);
    const { shown, fresh } = await standing(page);
    expect(shown).toEqual(fresh);
  }
  const glows = readers.map(({ page }) => page.locator(".block.changed").waitFor({ state: "attached" }));
  await decide(people.official, server.url, folio, "accepted", reason);
  await Promise.all(glows);
  for (const { page, asked } of readers) {
    await atVersion(page, start + 2);
    await expect.poll(() => page.locator("body > .news-note").innerText()).toMatch(/2\./);
    const { shown, fresh } = await standing(page);
    expect(shown).toEqual(fresh);
    expect(shown.join("")).toContain("&lt;diez&gt; días &amp; noches");
    // The page itself, and this test twice.
    expect(asked()).toBe(3);
  }
  const other = await propose("de <diez> días", "de cinco días");
  await approve(people.moderator, server.url, other);
  await decide(people.official, server.url, other, "rejected", reason);
  for (const { page, asked } of readers) {
    await atVersion(page, start + 4);
    const { shown, fresh } = await standing(page);
    expect(shown).toEqual(fresh);
    expect(asked()).toBe(4);
  }
});

/** Closes the page's connections when it is told to. */
const severable = `
  const Native = WebSocket;
  WebSocket = function (...given) {
    const socket = new Native(...given);
    addEventListener("cut", () => socket.close());
    return socket;
  };`;

test("[L32] a browser that lost its connection comes back by itself and shows what it missed, without asking for the page", async () => {
  const { page, asked } = await reader("es-MX", severable);
  const start = Number(await page.locator(".reading").getAttribute("data-version"));
  const folio = await propose("Esta política es obligatoria", "Esta política es siempre obligatoria");
  await page.evaluate(() => void dispatchEvent(new Event("cut")));
  await approve(people.moderator, server.url, folio);
  await decide(people.official, server.url, folio, "accepted", reason);
  await atVersion(page, start + 2);
  expect(await page.locator(".sheet").innerText()).toContain("Esta política es siempre obligatoria");
  expect(asked()).toBe(1);
  const { shown, fresh } = await standing(page);
  expect(shown).toEqual(fresh);
});
