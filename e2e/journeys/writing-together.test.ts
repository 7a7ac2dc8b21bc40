// People write one text together over lines that break: what they typed is kept, sent, and said to be saved only when it
// is; who reads along sees it come.
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as Y from "yjs";
import { closeCodes } from "@pliego/shared/live/rooms.ts";
import { routes } from "@pliego/shared/routes.ts";
import { blockSaying, latestVersion } from "../support/acts.ts";
import { accessibilityFaults, openBrowser } from "../support/browser.ts";
import { emails, signedIn } from "../support/people.ts";
import { emptyDataDir, removeDataDir, startServer, type RunningServer } from "../support/running-server.ts";
import { type Link, openTcpProxy, type TcpProxy } from "../support/tcp-proxy.ts";

const slug = "datos-abiertos";
const patient = { timeout: 25_000 };
const start = "La presente política tiene por objeto";
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
async function room(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url + routes.drafting(slug));
  await page.locator(".ProseMirror").waitFor(patient);
  return page;
}
const says = (page: Page, sentence: string) =>
  expect.poll(() => page.locator("#standing-words").innerText(), patient).toContain(sentence);
const reads = async (page: Page, words: string) =>
  (await page.locator(".ProseMirror").innerText()).includes(words);
const comesToRead = (page: Page, words: string) => expect.poll(() => reads(page, words), patient).toBe(true);
/** Puts the cursor at the end of the paragraph that begins so, and types. */
async function typeAfter(page: Page, words: string): Promise<void> {
  const paragraph = page.locator(".ProseMirror .block", { hasText: start }).first();
  await paragraph.scrollIntoViewIfNeeded();
  await paragraph.click();
  await paragraph.evaluate((node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    range.collapse(false);
    getSelection()?.removeAllRanges();
    getSelection()?.addRange(range);
  });
  // In one piece: a server that refuses at the first letter would leave the rest untyped.
  await page.keyboard.insertText(words);
}

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

describe("a server that takes nothing more", () => {
  let isRefusing = true;
  /** Opens the room with a server that closes so at the first word. */
  async function refused(code: number, words: string): Promise<Page> {
    isRefusing = true;
    const context = await signedIn(browser, url, emails.official, {
      permissions: ["clipboard-read", "clipboard-write"],
    });
    await context.routeWebSocket(/\/live\/rooms/, (socket) => {
      const line = socket.connectToServer();
      socket.onMessage((message) => {
        // A change (0, 2) that says something.
        if (
          isRefusing &&
          typeof message !== "string" &&
          message[0] === 0 &&
          message[1] === 2 &&
          message.length > 5
        )
          return void socket.close({ code });
        line.send(message);
      });
    });
    const page = await room(context);
    await typeAfter(page, words);
    await says(page, "No se pudo guardar.");
    return page;
  }

  test("[L53] what it cannot save stays in sight, can be copied, and holds nobody: one starts over from what is saved", async () => {
    const page = await refused(closeCodes.malformed, " Veneno.");
    expect(await reads(page, "Veneno.")).toBe(true);
    expect(await page.locator(".ProseMirror").getAttribute("contenteditable")).toBe("false");
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Copiar mi texto" }).click();
    await page.getByText("Texto copiado.").waitFor(patient);
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("Veneno.");
    // The same again after a reload: it is still there, and still refused.
    page.on("dialog", (dialog) => void dialog.accept());
    await page.reload();
    await says(page, "No se pudo guardar.");
    expect(await reads(page, "Veneno.")).toBe(true);
    // By keyboard alone.
    await page.getByRole("button", { name: "Empezar de nuevo desde lo guardado" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Sí, empezar de nuevo" }).waitFor(patient);
    await page.keyboard.press("Enter");
    await says(page, "Guardado.");
    expect(await reads(page, "Veneno.")).toBe(false);
    await page.context().close();
  });

  /** What somebody typed into a text that this server does not know. */
  function fromElsewhere(words: string): Uint8Array {
    const doc = new Y.Doc({ gc: false });
    const text = doc.getText("text");
    text.insert(0, "Otro texto.");
    const known = Y.encodeStateVector(doc);
    text.insert(4, words);
    return Y.encodeStateAsUpdate(doc, known);
  }

  test.each<[string, Uint8Array, string]>([
    ["cannot be read any more", Uint8Array.of(1, 200, 3, 255), ""],
    ["fits into no text any more", fromElsewhere(" Palabras de antes"), " Palabras de antes"],
  ])("[L53] what the device kept and %s holds nobody either", async (_what, edit, words) => {
    const context = await signedIn(browser, url, emails.official, {
      permissions: ["clipboard-read", "clipboard-write"],
    });
    const page = await room(context);
    await says(page, "Guardado.");
    await page.evaluate(
      async (bytes) => {
        const [store] = await indexedDB.databases();
        const opening = indexedDB.open(store?.name ?? "");
        await new Promise((resolve) => opening.addEventListener("success", resolve));
        const transaction = opening.result.transaction("edits", "readwrite");
        transaction.objectStore("edits").put(Uint8Array.from(bytes), [1, 1]);
        await new Promise((resolve) => transaction.addEventListener("complete", resolve));
      },
      [...edit],
    );
    await page.reload();
    await says(page, "No se pudo guardar.");
    expect(await reads(page, start)).toBe(true);
    await page.getByRole("button", { name: "Copiar mi texto" }).click();
    await page.getByText("Texto copiado.").waitFor(patient);
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(words);
    await page.getByRole("button", { name: "Empezar de nuevo desde lo guardado" }).click();
    await page.getByRole("button", { name: "Sí, empezar de nuevo" }).click();
    await says(page, "Guardado.");
    await context.close();
  });

  test("[L53] after a session has ended one signs in again and what was typed is saved", async () => {
    const page = await refused(closeCodes.noSession, " Sexta frase.");
    expect(await page.locator("#standing-help").innerText()).toContain("está en este dispositivo");
    const link = page.getByRole("link", { name: "Entra de nuevo" });
    expect(await link.getAttribute("href")).toBe(`/entrar?next=${encodeURIComponent(routes.drafting(slug))}`);
    expect(await accessibilityFaults(page)).toEqual([]);
    isRefusing = false;
    await link.click();
    await page.waitForURL("**/entrar?**");
    await page.goto(url + routes.drafting(slug));
    await says(page, "Guardado.");
    expect(await reads(page, "Sexta frase.")).toBe(true);
    await page.context().close();
  });

  test("[L53] who may no longer write keeps the words", async () => {
    const page = await refused(closeCodes.notAllowed, " Séptima frase.");
    await says(page, "Ya no puedes escribir aquí.");
    await page.getByRole("button", { name: "Copiar mi texto" }).click();
    await page.getByText("Texto copiado.").waitFor(patient);
    expect(await page.getByRole("button", { name: /Empezar de nuevo/ }).count()).toBe(0);
    await page.context().close();
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

describe("reading along", () => {
  test("[L52, L55] who watches sees the words come and sends nothing; who writes sees how many read", async () => {
    const writer = await room(steady);
    await writer.request.post(url + routes.draftingOpening(slug), {
      form: { open: "yes" },
      headers: { origin: url },
    });
    const reader = await browser.newContext();
    const sent: number[][] = [];
    const page = await reader.newPage();
    page.on("websocket", (socket) => {
      if (!socket.url().includes("/live/rooms")) return;
      socket.on("framesent", ({ payload }) => typeof payload !== "string" && sent.push([...payload]));
    });
    await page.goto(url + routes.drafting(slug));
    await page.locator(".ProseMirror").waitFor(patient);
    await says(page, "En vivo.");
    await expect.poll(() => writer.locator("#readers").innerText(), patient).toBe("1 persona leyendo");
    await typeAfter(writer, " Octava frase.");
    await comesToRead(page, "Octava frase.");
    await page.locator(".arrived", { hasText: "Octava frase." }).waitFor(patient);
    await page.locator(".ProseMirror .block").first().click();
    await page.keyboard.type("No");
    expect(await page.locator(".ProseMirror").getAttribute("contenteditable")).toBe("false");
    expect(await page.locator("#acts-bar").count()).toBe(0);
    expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
    // Only questions for the text: sync (0), step 1 (0).
    expect(sent.map(([type, step]) => [type, step])).toEqual([[0, 0]]);
    expect(await accessibilityFaults(page)).toEqual([]);
    await server.kill();
    await says(page, "Sin conexión");
    await reader.close();
    await expect.poll(() => writer.locator("#standing-words").innerText(), patient).toContain("Sin conexión");
    await writer.close();
  });
});
