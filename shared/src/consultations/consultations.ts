// A consultation: one policy opened to the public for a time, in phases. Days are the institution's local days.

export const phases = ["preparation", "open", "study", "closed", "followup"] as const;
export type Phase = (typeof phases)[number];

/** Deadlines are counted in Mexico City unless a consultation says otherwise. */
export const defaultTimeZone = "America/Mexico_City";

const dayMs = 86_400_000;

/** Calendar days of the time zone from now until the deadline: 0 on the last day, negative once it has passed. */
export function daysLeft(closesAt: Date, now: Date, timeZone: string = defaultTimeZone): number {
  const days = dayNumber(closesAt, timeZone) - dayNumber(now, timeZone);
  return now > closesAt ? Math.min(-1, days) : days;
}

/** The local calendar day as YYYY-MM-DD. */
export function localDay(at: Date, timeZone: string = defaultTimeZone): string {
  return new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).format(at);
}

/** The last millisecond of a local day given as YYYY-MM-DD. */
export function endOfDay(day: string, timeZone: string = defaultTimeZone): Date {
  const nextMidnightUtc = Date.parse(`${day}T00:00:00Z`) + dayMs;
  const offsetMs = zoneOffsetMs(new Date(nextMidnightUtc), timeZone);
  return new Date(nextMidnightUtc - offsetMs - 1);
}

function dayNumber(at: Date, timeZone: string): number {
  return Date.parse(`${localDay(at, timeZone)}T00:00:00Z`) / dayMs;
}

function zoneOffsetMs(at: Date, timeZone: string): number {
  const part = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" })
    .formatToParts(at)
    .find((candidate) => candidate.type === "timeZoneName");
  const match = /GMT([+-])(\d\d):(\d\d)/.exec(part?.value ?? "");
  if (match === null) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return (match[1] === "-" ? -minutes : minutes) * 60_000;
}

/** A readable address part made from a title: lower case, without accents, words joined by hyphens, at most 60 characters. */
export function slugFrom(title: string): string {
  const words = title
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-");
  return words.slice(0, 60).replace(/^-+|-+$/g, "");
}

export const slugPattern = /^[a-z0-9][a-z0-9-]{1,58}[a-z0-9]$/;

/** What folios begin with: the capital letters of the title's long words, or PLG when they are fewer than two. */
export function folioPrefixFrom(title: string): string {
  const words =
    title
      .normalize("NFD")
      .replace(/\p{M}/gu, "")
      .toUpperCase()
      .match(/[A-Z]{4,}/g) ?? [];
  const letters = words
    .map((word) => word.charAt(0))
    .join("")
    .slice(0, 5);
  return letters.length < 2 ? "PLG" : letters;
}
