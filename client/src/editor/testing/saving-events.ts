// What happens to what is written, as the page hears of it, for tests of what *saved* means.
import { afterwards, notOpen, type Saving, type SavingEvent } from "../drafting/saving.ts";

/** After these, where the text is here and the device keeps what is written, unless they say otherwise. */
export const after = (...events: readonly SavingEvent[]): Saving =>
  events.reduce<Saving>(afterwards, { ...notOpen, whole: true, kept: true });
export const opened = { kind: "opened" } as const;
export const state = { kind: "sent", carried: "state" } as const;
export const change = { kind: "sent", carried: "change" } as const;
export const question = { kind: "sent", carried: "question" } as const;
export const whole = { kind: "whole" } as const;
export const late = { kind: "late" } as const;
export const written = { kind: "written" } as const;
export const closed = { kind: "closed" } as const;
export const stored = (count: number) => ({ kind: "stored", count }) as const;
