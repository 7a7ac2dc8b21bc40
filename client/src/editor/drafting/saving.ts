// Whether what is written is saved, as a machine without a clock or a socket. *Saved* comes from one thing only: the
// server's count of stored messages has reached the last message with words sent on this connection, nothing was written
// that is not among them, and what an earlier visit left on the device has gone out too. Rules L1 to L4, L50.
import type { LeavingReason } from "@pliego/shared/live/rooms.ts";

export interface Saving {
  readonly connection: "opening" | "open" | "closed" | "refused";
  /** Why the server closed for good; 0 while it did not. */
  readonly code: number;
  /** Why the server said it would close for now; it is forgotten when it answers again. */
  readonly leaving: LeavingReason | undefined;
  /** The room's text is here, and what the device kept has been put into it. */
  readonly whole: boolean;
  /** The whole of what the server lacked has gone out on this connection: what was written before is among what is sent. */
  readonly caughtUp: boolean;
  /** Counted messages sent on this connection, the number of the last one with words, and how many the server has stored. */
  readonly sent: number;
  readonly due: number;
  readonly stored: number;
  /** Changes made here that no message on an open connection carries yet. */
  readonly unsent: number;
  /** No answer for a long time although the socket looks open. */
  readonly late: boolean;
  /** What is written is kept on this device until it is saved. */
  readonly kept: boolean;
}

export type SavingEvent =
  | { readonly kind: "written" }
  | { readonly kind: "sent"; readonly carried: "state" | "change" | "question" }
  | { readonly kind: "stored"; readonly count: number }
  | { readonly kind: "whole" }
  | { readonly kind: "opened" }
  | { readonly kind: "leaving"; readonly reason: LeavingReason }
  | { readonly kind: "closed" }
  | { readonly kind: "refused"; readonly code: number }
  | { readonly kind: "late" }
  | { readonly kind: "kept"; readonly holds: boolean };

export type Standing = "opening" | "saved" | "saving" | "offline" | "refused";

export const notOpen: Saving = {
  connection: "opening",
  code: 0,
  leaving: undefined,
  whole: false,
  caughtUp: false,
  sent: 0,
  due: 0,
  stored: 0,
  unsent: 0,
  late: false,
  kept: false,
};

export function afterwards(saving: Saving, event: SavingEvent): Saving {
  switch (event.kind) {
    case "written":
      return { ...saving, unsent: saving.unsent + 1 };
    case "sent":
      return afterSending(saving, event.carried);
    case "stored":
      // A count never goes back, and what was not sent cannot have been stored.
      return {
        ...saving,
        stored: Math.min(saving.sent, Math.max(saving.stored, event.count)),
        late: false,
        leaving: undefined,
      };
    case "whole":
      return { ...saving, whole: true };
    case "opened":
      return saving.connection === "refused" ? saving : { ...anew(saving), connection: "open", late: false };
    case "leaving":
      return { ...saving, leaving: event.reason };
    case "closed":
      return saving.connection === "refused" ? saving : { ...anew(saving), connection: "closed" };
    case "refused":
      return { ...anew(saving), connection: "refused", code: event.code };
    case "late":
      return isAsking(saving) || saving.connection === "opening" ? { ...saving, late: true } : saving;
    case "kept":
      return { ...saving, kept: event.holds };
  }
}

function afterSending(saving: Saving, carried: "state" | "change" | "question"): Saving {
  const sent = saving.sent + 1;
  switch (carried) {
    case "question":
      return { ...saving, sent };
    case "state":
      // A whole state carries everything; one change carries itself.
      return { ...saving, sent, due: sent, unsent: 0, caughtUp: true };
    case "change":
      return { ...saving, sent, due: sent, unsent: Math.max(0, saving.unsent - 1) };
  }
}

/** A connection's counts end with it: what was sent on it and never confirmed counts as not sent. */
const anew = (saving: Saving): Saving => ({
  ...saving,
  caughtUp: false,
  unsent: saving.unsent + Math.max(0, saving.due - saving.stored),
  sent: 0,
  due: 0,
  stored: 0,
});

/** Messages with words are out, or about to go out, that the server has not confirmed. */
const isWaiting = (saving: Saving): boolean =>
  saving.connection === "open" && (saving.unsent > 0 || saving.due > saving.stored);

/** The server owes an answer: to words, to a question, or to having come. */
export const isAsking = (saving: Saving): boolean =>
  saving.connection === "open" && (!saving.caughtUp || saving.unsent > 0 || saving.sent > saving.stored);

/** Something was written here that the server has not confirmed. */
export const isUnsaved = ({ connection, caughtUp, unsent, due, stored }: Saving): boolean =>
  unsent > 0 || (connection === "open" && caughtUp && due > stored);

export function standingOf(saving: Saving): Standing {
  if (saving.connection === "refused") return "refused";
  if (saving.connection === "closed" || saving.late) return "offline";
  if (saving.connection === "opening" || !saving.caughtUp || !saving.whole)
    return saving.unsent > 0 ? "saving" : "opening";
  return isWaiting(saving) ? "saving" : "saved";
}
