// The measures of the look: contrast of the tokens in both schemes, and the smallest size of interface text.
import { describe, expect, it } from "vitest";
import tokens from "./tokens.css?raw";

const screenStyles = import.meta.glob<string>(["./*.css", "!./print.css"], {
  query: "?raw",
  import: "default",
  eager: true,
});

const colours = (css: string) =>
  new Map(
    [...css.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value] as const),
  );
const [lightCss = "", darkCss = ""] = tokens.split("prefers-color-scheme: dark");
const light = colours(lightCss);
const schemes = { light, dark: new Map([...light, ...colours(darkCss)]) };

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast as WCAG 2 defines it, 1 to 21. */
function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const text = ["ink", "soft", "cochineal", "jade", "deleted", "indigo", "amber"];
const pairs: readonly (readonly [string, string, number])[] = [
  ...text.flatMap((name) => ["paper", "sheet"].map((ground) => [name, ground, 4.5] as const)),
  ["edge", "paper", 3],
  ["edge", "sheet", 3],
  ["on-cochineal", "cochineal", 4.5],
  ["jade", "jade-wash", 4.5],
  ["deleted", "deleted-wash", 4.5],
  ["ink", "amber-wash", 4.5],
  ["ink", "glow", 7],
  ["soft", "glow", 4.5],
];

describe.each(Object.entries(schemes))("the %s scheme", (_, scheme) => {
  it.each(pairs)("[V16] %s on %s has a contrast of at least %s", (front, ground, least) => {
    expect(contrast(scheme.get(front)!, scheme.get(ground)!)).toBeGreaterThanOrEqual(least);
  });
});

describe("sizes", () => {
  it.each(Object.entries(screenStyles))("[V16] %s sets nothing under 15 px on screen", (_, css) => {
    for (const [, size] of css.matchAll(/font(?:-size)?:[^;]*?([\d.]+)rem/g))
      expect(Number(size)).toBeGreaterThanOrEqual(0.9375);
    expect(css).not.toMatch(/font(-size)?:[^;]*\d(px|pt)/);
  });
});
