// What the server tells every open page at once, over socket.io: what changed, and the version of the consultation that
// it belongs to. A page asks for what it needs. Announcements may repeat; a page keeps the highest version it has seen.

export type News =
  | { readonly kind: "queue"; readonly folio: string }
  | { readonly kind: "suggestion"; readonly folio: string }
  | { readonly kind: "decision"; readonly folio: string; /** 0: the text stays. */ readonly revision: number }
  | { readonly kind: "revision"; readonly revision: number };

export interface Announcement {
  /** The consultation's address. */
  readonly consultation: string;
  /** Counts every act in the consultation, from 1. */
  readonly version: number;
  readonly news: News;
}

export const announcementEvent = "announcement";
/** What a page asks for once connected: the announcements of one consultation, or of the work screens. */
export const followEvent = "follow";

export const socketPath = "/live/announcements";
export const roomPath = "/live/rooms";
