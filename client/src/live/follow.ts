// Brings the socket in once the page is idle, so that reading never waits for it.
import type { Announcement } from "@pliego/shared/live/announcements.ts";
import type { Followed } from "./announcements.ts";

export interface Listener {
  readonly hear: (announcement: Announcement) => void;
  readonly following: () => void;
}

export async function follow(followed: Followed, listener: Listener): Promise<void> {
  await idle();
  const { followAnnouncements } = await import("./announcements.ts");
  followAnnouncements(followed, listener);
}

const longestWaitMs = 2000;

function idle(): Promise<void> {
  return new Promise((resolve) => {
    const loaded = () => {
      // Safari has no requestIdleCallback.
      if ("requestIdleCallback" in globalThis)
        requestIdleCallback(() => resolve(), { timeout: longestWaitMs });
      else setTimeout(resolve, 200);
    };
    if (document.readyState === "complete") loaded();
    else addEventListener("load", loaded, { once: true });
  });
}
