// Brings the socket in once the page is idle, so that reading never waits for it.
import type { Wish } from "@pliego/shared/live/announcements.ts";
import type { Listener } from "./announcements.ts";

export async function follow(wish: Wish, listener: Listener): Promise<void> {
  await idle();
  const { followAnnouncements } = await import("./announcements.ts");
  followAnnouncements(wish, listener);
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
