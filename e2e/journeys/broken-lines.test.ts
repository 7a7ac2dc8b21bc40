// People write over lines that break: what they typed is kept, sent, and said to be saved only when it is.
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { routes } from "@pliego/shared/routes.ts";
import { blockSaying, latestVersion } from "../support/acts.ts";
import { openBrowser } from "../support/browser.ts";
import { emails, signedIn } from "../support/people.ts";
import { emptyDataDir, removeDataDir, startServer, type RunningServer } from "../support/running-server.ts";
import { type Link, openTcpProxy, type TcpProxy } from "../support/tcp-proxy.ts";
import { comesToRead, openDraft, patient, reads, says, slug, start, typeAfter } from "../support/writing.ts";

/** What L51 promises. */
const mostMsUntilSaid = 10_000;

let browser: Browser;
let dataDir: string;
let server: RunningServer;
/** Everybody comes through here: it is the address that the server knows as its own. */
let proxy: TcpProxy;
let url: string;
/** The same official twice: over a line that breaks, and over one that does not. */
let shaky: BrowserContext;
let steady: BrowserContext;
beforeAll(async () => {
  dataDir = await emptyDataDir();
  const port = await freePort();
  proxy = await openTcpProxy(port);
  url = `http://127.0.0.1:${proxy.port}`;
  [browser, server] = await Promise.all([
    openBrowser(),
    startServer(dataDir, { PORT: String(port), PUBLIC_URL: url }),
  ]);
  shaky = await signedIn(browser, url, emails.official);
  steady = await signedIn(browser, url, emails.official);
});
afterAll(async () => {
  await browser?.close();
  await proxy?.close();
  await server?.stop();
  await removeDataDir(dataDir);
});

async function freePort(): Promise<number> {
  const listening = createServer().listen(0, "127.0.0.1");
  await once(listening, "listening");
  const { port } = listening.address() as AddressInfo;
  listening.close();
  await once(listening, "close");
  return port;
}

/** The lines that come into being while something is done. */
async function linesOf<Done>(act: () => Promise<Done>): Promise<readonly [Done, readonly Link[]]> {
  const before = new Set(proxy.links);
  const done = await act();
  return [done, [...proxy.links].filter((link) => !before.has(link))];
}

const room = (context: BrowserContext) => openDraft(context, url);

/** How many edits the device keeps for all rooms. */
const keptEdits = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const asked = <Value>(request: IDBRequest<Value>) =>
      new Promise<Value>((resolve, reject) => {
        request.addEventListener("success", () => resolve(request.result));
        request.addEventListener("error", () => reject(request.error ?? new Error("no answer")));
      });
    let kept = 0;
    for (const { name } of await indexedDB.databases()) {
      if (name?.startsWith("pliego-") !== true) continue;
      const database = await asked(indexedDB.open(name));
      kept += await asked(database.transaction("edits").objectStore("edits").count());
      database.close();
    }
    return kept;
  });

describe("a line that breaks", () => {
  test("[L50, L51] what was typed into a silent line survives its tab, is sent on the next visit, and leaves the device", async () => {
    const other = await room(steady);
    const [one, lines] = await linesOf(() => room(shaky));
    await typeAfter(one, " Primera frase.");
    await says(one, "Guardado.");
    await expect.poll(() => keptEdits(one)).toBe(0);
    proxy.gate("closed");
    for (const line of lines)
      for (const direction of ["toServer", "toClient"] as const) line.set(direction, { state: "lost" });
    const lost = Date.now();
    await says(one, "Sin conexión");
    expect(Date.now() - lost).toBeLessThan(mostMsUntilSaid);
    await typeAfter(one, " Escrita sin conexión.");
    await says(one, "se guarda en este dispositivo");
    expect(await keptEdits(one)).toBeGreaterThan(0);
    expect(await reads(other, "Escrita sin conexión.")).toBe(false);
    await one.close();
    for (const line of lines) line.cut();
    proxy.gate("open");
    const later = await room(shaky);
    expect(await reads(later, "Primera frase. Escrita sin conexión.")).toBe(true);
    await says(later, "Guardado.");
    await comesToRead(other, "Primera frase. Escrita sin conexión.");
    await expect.poll(() => keptEdits(later)).toBe(0);
    await later.close();
    await other.close();
  });

  test("[L51] a line that is cut is said, and comes back by itself with what was typed meanwhile", async () => {
    const other = await room(steady);
    const [one, lines] = await linesOf(() => room(shaky));
    await says(one, "Guardado.");
    proxy.gate("closed");
    for (const line of lines) line.cut();
    await says(one, "Sin conexión");
    await typeAfter(one, " Tercera frase.");
    proxy.gate("open");
    await says(one, "Guardado.");
    await comesToRead(other, "Tercera frase.");
    await one.close();
    await other.close();
  });

  test("[L54] where nothing can be kept one writes all the same, and is told when it matters", async () => {
    const bare = await signedIn(browser, url, emails.official);
    await bare.addInitScript(() => Object.defineProperty(globalThis, "indexedDB", { value: undefined }));
    const page = await room(bare);
    await typeAfter(page, " Cuarta frase.");
    await says(page, "Guardado.");
    proxy.gate("closed");
    proxy.cutAll();
    await says(page, "se queda en esta página");
    await typeAfter(page, " Quinta frase.");
    await says(page, "no se guarda en este dispositivo");
    proxy.gate("open");
    await says(page, "Guardado.");
    await bare.close();
  });
});

describe("a suggestion of several people", () => {
  test("[L50, L51] is written in the same way: over a line that breaks, in two windows, nothing is lost", async () => {
    const citizen = await signedIn(browser, url, emails.citizen);
    const page = await citizen.newPage();
    const version = await latestVersion(url, slug);
    await page.goto(url + routes.branchBeginning(slug, blockSaying(version, start).attrs.id));
    await page.getByRole("button", { name: "Empezar a escribir" }).click();
    const sheet = page.locator(".ProseMirror");
    await sheet.waitFor(patient);
    const other = await citizen.newPage();
    await other.goto(page.url());
    await other.locator(".ProseMirror").waitFor(patient);
    await typeAfter(page, " Entre varias personas.");
    await says(page, "Guardado.");
    await comesToRead(other, "Entre varias personas.");
    proxy.gate("closed");
    proxy.cutAll();
    await says(page, "Sin conexión");
    await typeAfter(page, " Sin línea.");
    proxy.gate("open");
    await says(page, "Guardado.");
    await comesToRead(other, "Sin línea.");
    await page.locator("#changes-list ins", { hasText: "Sin línea." }).waitFor(patient);
    expect(await page.locator("#publish-button").innerText()).toBe("Enviar propuesta");
    expect(await page.locator("#readers").innerText()).toBe("");
    await citizen.close();
  });
});
