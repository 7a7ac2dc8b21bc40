// A server that takes nothing more: what somebody typed stays in sight, can be copied, and holds nobody.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as Y from "yjs";
import { closeCodes } from "@pliego/shared/live/rooms.ts";
import { routes } from "@pliego/shared/routes.ts";
import { accessibilityFaults, openBrowser } from "../support/browser.ts";
import { emails, signedIn } from "../support/people.ts";
import { emptyDataDir, removeDataDir, startServer, type RunningServer } from "../support/running-server.ts";
import { openDraft, patient, reads, says, slug, start, typeAfter } from "../support/writing.ts";

let browser: Browser;
let dataDir: string;
let server: RunningServer;
beforeAll(async () => {
  dataDir = await emptyDataDir();
  [browser, server] = await Promise.all([openBrowser(), startServer(dataDir)]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await removeDataDir(dataDir);
});

describe("a server that takes nothing more", () => {
  let isRefusing = true;
  /** Opens the room with a server that closes so at the first word. */
  async function refused(code: number, words: string): Promise<Page> {
    isRefusing = true;
    const context = await signedIn(browser, server.url, emails.official, {
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
    const page = await openDraft(context, server.url);
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
    const context = await signedIn(browser, server.url, emails.official, {
      permissions: ["clipboard-read", "clipboard-write"],
    });
    const page = await openDraft(context, server.url);
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
    await page.goto(server.url + routes.drafting(slug));
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
