// The socket that brings announcements. Loaded when a page has nothing more urgent to do; the library reconnects.
import { io } from "socket.io-client";
import {
  announcementEvent,
  followEvent,
  socketPath,
  type Announcement,
} from "@pliego/shared/live/announcements.ts";

export type Followed = { readonly consultation: string } | { readonly desk: "queue" | "desk" };

interface Listener {
  readonly hear: (announcement: Announcement) => void;
  /** Announcements are followed from now on, at first or again: what came before may have been missed. */
  readonly following: () => void;
}

/** Follows until the page goes away. A refusal (no longer signed in) ends it quietly: the page works without. */
export function followAnnouncements(followed: Followed, { hear, following }: Listener): void {
  const socket = io({ path: socketPath, transports: ["websocket", "polling"], tryAllTransports: true });
  socket.on(announcementEvent, hear);
  socket.on("connect", () => {
    socket.emit(followEvent, followed, ({ ok }: { readonly ok: boolean }) => {
      if (ok) following();
      else socket.disconnect();
    });
  });
}
