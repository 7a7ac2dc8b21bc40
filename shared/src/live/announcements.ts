// What the server tells every open page at once, over socket.io: what changed, and the version that it makes. There are
// two streams for each consultation, each counted by itself: what everybody may know, and what moderators have to do.
// A page hands each announcement on once and in order (sequence.ts), and asks for what it missed by version.
import type { BlockCounts, DecisionLine } from "../pages.ts";

/** How many people spoke at each block that an act touched, after it. */
export type Counts = Readonly<Record<string, BlockCounts>>;

/** Whether a case came to those who deal with it, or is no longer theirs. */
export type Change = "arrived" | "left";

export type News =
  | {
      readonly kind: "queue";
      readonly folio: string;
      readonly change: Change;
      /** Cases of this consultation that wait for a moderator now. */
      readonly waiting: number;
    }
  /** Published, or taken back by its author afterwards. */
  | {
      readonly kind: "suggestion";
      readonly folio: string;
      readonly change: Change;
      readonly counts: Counts;
    }
  | {
      readonly kind: "decision";
      readonly folio: string;
      /** The version it made; 0: the text stays. */
      readonly revision: number;
      readonly counts: Counts;
      /** What the page says of it; absent when it is too long to be carried. */
      readonly decision?: DecisionLine;
    }
  | { readonly kind: "comment"; readonly block: string }
  | { readonly kind: "revision"; readonly revision: number }
  /** The time to take part is over. */
  | { readonly kind: "deadline" };

export type Stream = "public" | "queue";

/** The version of a consultation's stream before its first announcement: opening a consultation is its first act. */
export const firstVersion: Readonly<Record<Stream, number>> = { public: 1, queue: 0 };

/** A new version of the text whose change is small: what a page needs to show it without asking. */
export interface CarriedText {
  readonly number: number;
  readonly hash: string;
  readonly publishedAt: string;
  /** The blocks that read differently; `html` is their words as `inlineHtml` gives them. Nothing else changed. */
  readonly changed: readonly { readonly id: string; readonly html: string }[];
}

export interface Announcement {
  /** The consultation's address. */
  readonly consultation: string;
  /** Counts the announcements of its stream, without gaps. */
  readonly version: number;
  readonly news: News;
  readonly text?: CarriedText;
}

/** The most that an announcement carries of the text. */
export const carried = { blocks: 3, bytes: 4096 } as const;

export const announcementEvent = "announcement";
/** What a page asks for once connected, and again when it has missed something. */
export const followEvent = "follow";

/**
 * Which announcements a page wants: those of one consultation, or of all that a work screen shows; and by consultation the
 * version that it has, where it knows one.
 */
export type Wish = ({ readonly consultation: string } | { readonly desk: "queue" | "desk" }) & {
  readonly since?: Versions | undefined;
};

export type Versions = Readonly<Record<string, number>>;

export type Answer =
  | {
      readonly ok: true;
      /** The version of each stream now. */
      readonly versions: Versions;
      /** What came after `since`, in order. Announcements sent meanwhile may be among them. */
      readonly missed: readonly Announcement[];
      /** Consultations of which too much was missed to be told: the page has to look at itself anew. */
      readonly lost: readonly string[];
    }
  | { readonly ok: false; readonly code: "malformed" | "not-allowed" | "not-found" | "failed" };

/** How many missed announcements of a stream are told. */
export const mostMissed = 200;

export const socketPath = "/live/announcements";
