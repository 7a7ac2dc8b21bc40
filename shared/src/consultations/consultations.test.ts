import { expect, test } from "vitest";
import { daysLeft, endOfDay, localDay, slugFrom, slugPattern } from "./consultations.ts";

test.each([
  ["2026-12-01", "2026-11-23T16:00:00Z", 8],
  ["2026-12-01", "2026-12-01T06:00:00Z", 0],
  ["2026-12-01", "2026-12-02T05:59:59Z", 0],
  ["2026-12-01", "2026-12-02T06:00:00Z", -1],
  ["2026-12-01", "2026-12-09T18:00:00Z", -8],
])("[N3] closing on %s, at %s there are %i days left in Mexico City", (day, now, days) => {
  expect(daysLeft(endOfDay(day), new Date(now))).toBe(days);
});

test.each([
  ["America/Mexico_City", "2026-12-02T05:59:59.999Z"],
  ["America/Tijuana", "2026-12-02T07:59:59.999Z"],
  ["America/Cancun", "2026-12-02T04:59:59.999Z"],
  ["Asia/Kolkata", "2026-12-01T18:29:59.999Z"],
])("[N3] the last day ends at local midnight in %s", (zone, instant) => {
  const end = endOfDay("2026-12-01", zone);
  expect(end.toISOString()).toBe(instant);
  expect(localDay(end, zone)).toBe("2026-12-01");
});

test.each([
  ["Política Nacional de Datos Abiertos", "politica-nacional-de-datos-abiertos"],
  ["  ¿Qué es?  Ñandú & Cía. ", "que-es-nandu-cia"],
  ["X".repeat(200), "x".repeat(60)],
])("[N2] the address made from %j is %s", (title, slug) => {
  expect(slugFrom(title)).toBe(slug);
  expect(slug).toMatch(slugPattern);
});
