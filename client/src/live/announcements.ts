// The socket that brings announcements: each is handed on once and in order, and after an interruption what was missed
// is asked for by version. Loaded when a page has nothing more urgent to do; while there is no connection nothing is said,
// because the page works without. Rule L32.
import { io } from "socket.io-client";
import {
  announcementEvent,
  followEvent,
  socketPath,
  type Announcement,
  type Answer,
  type Wish,
} from "@pliego/shared/live/announcements.ts";
import { hear, settle, sinceOf, streamsFrom, type Heard } from "@pliego/shared/live/streams.ts";

export interface Listener {
  readonly hear: (announcement: Announcement) => void;
  /** Too much was missed to be told: the page has to look at itself anew. */
  readonly lost: () => void;
}

/** Spread evenly over twice this, so that pages do not all come back in one second after a restart. */
const comeBackMs = 1500;
const comeBackWithinMs = 30_000;
/** What is late may still come by itself. */
const patienceMs = 1000;

/** Follows until the page goes away. A refusal (no longer signed in) ends it quietly. */
export function followAnnouncements(wish: Wish, listener: Listener): void {
  const socket = io({
    path: socketPath,
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    reconnectionDelay: comeBackMs,
    reconnectionDelayMax: comeBackWithinMs,
    randomizationFactor: 1,
  });
  const stream = "desk" in wish && wish.desk === "queue" ? "queue" : "public";
  let streams = streamsFrom(stream, wish.since);
  let asking: ReturnType<typeof setTimeout> | undefined;

  const ask = () => {
    clearTimeout(asking);
    asking = undefined;
    socket.emit(followEvent, { ...wish, since: sinceOf(streams) } satisfies Wish, (answer: Answer) => {
      if (answer.ok) {
        handOn(settle(streams, answer));
        if (answer.lost.length > 0) listener.lost();
      } else if (answer.code === "failed") askSoon();
      else socket.disconnect();
    });
  };
  const askSoon = () => (asking ??= setTimeout(ask, patienceMs * (1 + Math.random())));
  const handOn = (heard: Heard) => {
    ({ streams } = heard);
    if (heard.missing) askSoon();
    for (const announcement of heard.ready) listener.hear(announcement);
  };
  socket.on("connect", ask);
  socket.on(announcementEvent, (announcement: Announcement) => handOn(hear(streams, announcement)));
}
