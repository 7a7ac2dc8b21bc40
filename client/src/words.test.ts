// The catalogues: complete, alike, used, and in the product's words.
import { describe, expect, it } from "vitest";
import en from "@pliego/shared/i18n/en.json" with { type: "json" };
import esMX from "@pliego/shared/i18n/es-MX.json" with { type: "json" };

const sources = Object.values(
  import.meta.glob<string>(["./**/*.{ts,tsx}", "../../shared/src/**/*.ts", "!./**/*.test.*"], {
    query: "?raw",
    import: "default",
    eager: true,
  }),
).join("\n");

const texts = (message: unknown): readonly string[] =>
  typeof message === "string" ? [message] : Object.values(message as Record<string, string>);
const gaps = (message: unknown) =>
  [...new Set(texts(message).flatMap((text) => text.match(/\{\w+\}/g) ?? []))].sort();
const english: Readonly<Record<string, unknown>> = en;

describe("catalogues", () => {
  it("[V7] every language has the same keys", () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(esMX).sort());
  });

  it.each(Object.entries(esMX))(
    "[V7] %s has the same gaps and the same forms in every language",
    (key, message) => {
      expect(gaps(english[key])).toEqual(gaps(message));
      expect(typeof english[key]).toBe(typeof message);
      if (typeof message !== "string") expect(message).toHaveProperty("other");
      for (const text of [...texts(message), ...texts(english[key])]) expect(text.trim()).not.toBe("");
    },
  );

  it.each(Object.keys(esMX))("[V7] %s is used", (key) => {
    const family = key.slice(0, key.lastIndexOf(".") + 1);
    const used = sources.includes(`"${key}"`) || sources.includes(`\`${family}\${`);
    expect(used).toBe(true);
  });

  it("[V7] the words the product avoids are not used", () => {
    const said = Object.values(esMX).flatMap(texts).join("\n");
    expect(said).not.toMatch(/\b(merge|branch|diff|hunk|ticket|enmiendas?|rebase|fork|login|usuarios?)\b/i);
  });
});
