// The three people of the demonstration, each in a browser of her own.
import type { Browser, BrowserContext, Page } from "playwright-core";
import { routes } from "@pliego/shared/routes.ts";

export const password = "pliego-demostracion";
export const emails = {
  citizen: "ciudadana@pliego.example",
  moderator: "moderadora@pliego.example",
  official: "dictaminador@pliego.example",
} as const;

/** A browser context in which this person has signed in, by the form, as she would. */
export async function signedIn(
  browser: Browser,
  url: string,
  email: string,
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<BrowserContext> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await signIn(page, url, email);
  await page.close();
  return context;
}

export async function signIn(page: Page, url: string, email: string): Promise<void> {
  await page.goto(url + routes.signIn());
  await page.getByLabel("Correo").fill(email);
  await page.getByLabel("Contraseña", { exact: true }).fill(password);
  await page.keyboard.press("Enter");
  await page.waitForURL(`**${routes.account()}`);
}
