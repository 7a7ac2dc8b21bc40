import fc from "fast-check";
import { expect, test } from "vitest";
import { localized, routes, safeNext, splitLocale } from "./routes.ts";
import { locales } from "./i18n/translate.ts";

test.each([
  "//evil.example",
  "/\\evil.example",
  "javascript:alert(1)",
  "https://evil.example",
  "/ok\r\nSet-Cookie: a=b",
  "evil",
  "",
  "/" + "a".repeat(600),
  undefined,
  ["/a", "/b"],
  { $gt: "" },
])("[H4] after signing in nobody is sent to %j", (next) => {
  expect(safeNext(next)).toBe("/");
});

test.each(["/", "/cuenta", "/en/consultas/datos-abiertos#p-k3j2", "/consultas/a?x=1&y=%20"])(
  "[H4] %s is a page of ours",
  (next) => {
    expect(safeNext(next)).toBe(next);
  },
);

test("[H4] whatever is given, the way on is a path of this site", () => {
  fc.assert(
    fc.property(fc.string(), (next) => {
      expect(new URL(safeNext(next), "https://pliego.example").host).toBe("pliego.example");
    }),
  );
});

test("[V2] a page has one address per language, and the prefix comes off again", () => {
  for (const locale of locales) {
    for (const path of [routes.home(), routes.reading("a b"), routes.version("x", 2)]) {
      expect(splitLocale(localized(locale, path))).toEqual({ locale, path });
    }
  }
  expect(splitLocale("/entrar")).toEqual({ locale: "es-MX", path: "/entrar" });
});

test("[V2] a route's parameters are encoded, so that they cannot leave their place", () => {
  expect(routes.version("../x?y#z", 3)).toBe("/consultas/..%2Fx%3Fy%23z/versiones/3");
});
