// Whether what is written is saved, as a machine without a clock or a socket. *Saved* comes from one thing only: the
// server's count of stored messages has reached the number of messages sent on this connection, and nothing was written
// that is not among them. Rules L1 to L4.

export interface Saving {
  readonly connection: "opening" | "open" | "closed" | "refused";
  /** Why the server closed for good; 0 while it did not. */
  readonly code: number;
  /** The whole of what the server lacked has gone out on this connection: what was written before is among what is sent. */
  readonly caughtUp: boolean;
  /** Messages with words sent on this connection, and how many of them the server says it has stored. */
  readonly sent: number;
  readonly stored: number;
  /** Changes made here that no message on an open connection carries yet. */
  readonly unsent: number;
  /** No answer for a long time although the socket looks open. */
  readonly late: boolean;
}

export type SavingEvent =
  | { readonly kind: "written" }
  | { readonly kind: "sent"; readonly carried: "state" | "change" }
  | { readonly kind: "stored"; readonly count: number }
  | { readonly kind: "opened" }
  | { readonly kind: "closed" }
  | { readonly kind: "refused"; readonly code: number }
  | { readonly kind: "late" };

export type Standing = "opening" | "saved" | "saving" | "offline" | "refused";

export const notOpen: Saving = {
  connection: "opening",
  code: 0,
  caughtUp: false,
  sent: 0,
  stored: 0,
  unsent: 0,
  late: false,
};

export function afterwards(saving: Saving, event: SavingEvent): Saving {
  switch (event.kind) {
    case "written":
      return { ...saving, unsent: saving.unsent + 1 };
    case "sent":
      // A whole state carries everything; one change carries itself.
      return event.carried === "state"
        ? { ...saving, sent: saving.sent + 1, unsent: 0, caughtUp: true }
        : { ...saving, sent: saving.sent + 1, unsent: Math.max(0, saving.unsent - 1) };
    case "stored":
      // A count never goes back, and what was not sent cannot have been stored.
      return {
        ...saving,
        stored: Math.min(saving.sent, Math.max(saving.stored, event.count)),
        late: false,
      };
    case "opened":
      return {
        ...saving,
        connection: "open",
        caughtUp: false,
        unsent: owed(saving),
        sent: 0,
        stored: 0,
        late: false,
      };
    case "closed":
      if (saving.connection === "refused") return saving;
      return { ...saving, connection: "closed", caughtUp: false, unsent: owed(saving), sent: 0, stored: 0 };
    case "refused":
      return {
        ...saving,
        connection: "refused",
        code: event.code,
        caughtUp: false,
        unsent: owed(saving),
        sent: 0,
        stored: 0,
      };
    case "late":
      return isWaiting(saving) ? { ...saving, late: true } : saving;
  }
}

/** What was sent on a connection that is gone and never confirmed counts as not sent. */
const owed = ({ unsent, sent, stored }: Saving): number => unsent + (sent - stored);

/** Messages are out, or about to go out, that the server has not confirmed. */
export const isWaiting = (saving: Saving): boolean =>
  saving.connection === "open" && (saving.unsent > 0 || saving.sent > saving.stored);

/** Something was written here that the server has not confirmed: leaving now could lose it. */
export const isUnsaved = ({ connection, caughtUp, unsent, sent, stored }: Saving): boolean =>
  unsent > 0 || (connection === "open" && caughtUp && sent > stored);

export function standingOf(saving: Saving): Standing {
  if (saving.connection === "refused") return "refused";
  if (saving.connection === "closed" || saving.late) return "offline";
  if (saving.connection === "opening" || !saving.caughtUp) return saving.unsent > 0 ? "saving" : "opening";
  return isWaiting(saving) ? "saving" : "saved";
}
