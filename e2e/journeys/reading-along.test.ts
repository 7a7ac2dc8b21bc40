// Who reads along sees what others write come, sends nothing and keeps nothing.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { routes } from "@pliego/shared/routes.ts";
import { accessibilityFaults, openBrowser } from "../support/browser.ts";
import { emails, signedIn } from "../support/people.ts";
import { emptyDataDir, removeDataDir, startServer, type RunningServer } from "../support/running-server.ts";
import { comesToRead, openDraft, patient, says, slug, typeAfter } from "../support/writing.ts";

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

describe("reading along", () => {
  test("[L52, L55] who watches sees the words come and sends nothing; who writes sees how many read", async () => {
    const writer = await openDraft(await signedIn(browser, server.url, emails.official), server.url);
    await writer.request.post(server.url + routes.draftingOpening(slug), {
      form: { open: "yes" },
      headers: { origin: server.url },
    });
    const reader = await browser.newContext();
    const sent: number[][] = [];
    const page = await reader.newPage();
    page.on("websocket", (socket) => {
      if (!socket.url().includes("/live/rooms")) return;
      socket.on("framesent", ({ payload }) => typeof payload !== "string" && sent.push([...payload]));
    });
    await page.goto(server.url + routes.drafting(slug));
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
