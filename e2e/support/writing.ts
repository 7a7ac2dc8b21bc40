// What somebody does and sees who writes in a room, as the journeys of writing together need it.
import type { BrowserContext, Page } from "playwright-core";
import { expect } from "vitest";
import { routes } from "@pliego/shared/routes.ts";

/** The consultation of the demonstration, and how the paragraph begins in which everybody writes. */
export const slug = "datos-abiertos";
export const start = "La presente política tiene por objeto";
export const patient = { timeout: 25_000 };

/** The institution's draft, open and ready to write in. */
export async function openDraft(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url + routes.drafting(slug));
  await page.locator(".ProseMirror").waitFor(patient);
  return page;
}

/** Waits until the page says so of how the words stand. */
export const says = (page: Page, sentence: string) =>
  expect.poll(() => page.locator("#standing-words").innerText(), patient).toContain(sentence);

export const reads = async (page: Page, words: string) =>
  (await page.locator(".ProseMirror").innerText()).includes(words);
export const comesToRead = (page: Page, words: string) =>
  expect.poll(() => reads(page, words), patient).toBe(true);

/** Puts the cursor at the end of the paragraph where everybody writes, and types. */
export async function typeAfter(page: Page, words: string): Promise<void> {
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
