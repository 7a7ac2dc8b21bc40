// Pages that follow announcements, without a browser.
import { expect, onTestFinished } from "vitest";
import { io, type Socket } from "socket.io-client";
import {
  announcementEvent,
  followEvent,
  socketPath,
  type Announcement,
  type Answer,
  type Wish,
} from "@pliego/shared/live/announcements.ts";
import { hear, settle, sinceOf, streamsFrom, type Heard } from "@pliego/shared/live/streams.ts";
import type { World } from "./world.ts";

/** Follows as the client does: in order, once, asking by version after each connection. Closed when its test ends. */
export function followAsPage(world: World, wish: Wish, cookie = "") {
  const headers = { origin: world.url, ...(cookie === "" ? {} : { cookie }) };
  const socket: Socket = io(world.url, {
    path: socketPath,
    transports: ["websocket"],
    extraHeaders: headers,
    reconnectionDelay: 10,
    forceNew: true,
  });
  onTestFinished(() => void socket.disconnect());
  const about = "consultation" in wish ? "public" : wish.desk === "queue" ? "queue" : "public";
  let streams = streamsFrom(about, wish.since);
  const state = {
    shown: [] as Announcement[],
    arrived: [] as Announcement[],
    answers: [] as Answer[],
    missing: false,
  };
  const handOn = (heard: Heard) => {
    ({ streams } = heard);
    state.missing = heard.missing;
    state.shown.push(...heard.ready);
  };
  socket.on(announcementEvent, (announcement: Announcement) => {
    state.arrived.push(announcement);
    handOn(hear(streams, announcement));
  });
  const ask = () => {
    socket.emit(followEvent, { ...wish, since: sinceOf(streams) }, (answer: Answer) => {
      state.answers.push(answer);
      if (answer.ok) handOn(settle(streams, answer));
    });
  };
  socket.on("connect", ask);
  return {
    socket,
    state,
    ask,
    news: () => state.shown.map(({ news }) => news),
    versions: () => state.shown.map(({ version }) => version),
    answered: (times = 1) => expect.poll(() => state.answers.length).toBe(times),
  };
}

/** To follow a consultation as a page that was made with this version of it. */
export const sinceVersion = (version: number, { slug }: { readonly slug: string }): Wish => ({
  consultation: slug,
  since: { [slug]: version },
});

/** The versions from the first to the last. */
export const upTo = (first: number, last: number): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);
