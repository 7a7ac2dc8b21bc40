// Announcements to every open page, over socket.io. Nothing is read from a browser but what it wants to follow; every
// handler goes through one wrapper, so that no message can end the process.
import type { IncomingMessage, Server as HttpServer } from "node:http";
import { Server, type Socket } from "socket.io";
import { z } from "zod";
import {
  announcementEvent,
  followEvent,
  socketPath,
  type Announcement,
} from "@pliego/shared/live/announcements.ts";
import { may } from "@pliego/shared/people/permissions.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import type { RequestHandler } from "express";
import type { Log } from "../platform/log.ts";

export interface Announcements {
  readonly send: (announcement: Announcement) => void;
  readonly close: () => void;
}

const wish = z.union([
  z.strictObject({ consultation: z.string().max(60) }),
  z.strictObject({ desk: z.enum(["queue", "desk"]) }),
]);
type Wish = z.infer<typeof wish>;

const frameBytes = 4096;
const roomOf = {
  consultation: (slug: string) => `consultation:${slug}`,
  queue: "desk:queue",
  desk: "desk:desk",
};

/** Attaches to the server's socket. `identify` are the middlewares that read the session. */
export function openAnnouncements(
  http: HttpServer,
  parts: {
    readonly isOwnOrigin: (origin: string) => boolean;
    readonly identify: readonly RequestHandler[];
    readonly log: Log;
  },
): Announcements {
  const io = new Server(http, {
    path: socketPath,
    serveClient: false,
    maxHttpBufferSize: frameBytes,
    // The rooms have upgrades of their own on the same socket.
    destroyUpgrade: false,
    allowRequest: (req, answer) => {
      const { origin } = req.headers;
      const own =
        origin === undefined ? req.headers["sec-fetch-site"] === "same-origin" : parts.isOwnOrigin(origin);
      answer(own ? null : "origin", own);
    },
  });
  for (const middleware of parts.identify) io.engine.use(middleware as never);
  io.on("connection", (socket) => {
    socket.on(
      followEvent,
      guarded(parts.log, wish, (chosen) => follow(socket, chosen)),
    );
  });
  return {
    send(announcement) {
      const { kind } = announcement.news;
      let to = io.to(roomOf.queue);
      if (kind !== "queue") to = to.to(roomOf.desk).to(roomOf.consultation(announcement.consultation));
      to.emit(announcementEvent, announcement);
    },
    close: () => {
      io.disconnectSockets(true);
      io.engine.close();
    },
  };
}

async function follow(socket: Socket, chosen: Wish): Promise<void> {
  if ("consultation" in chosen) return void (await socket.join(roomOf.consultation(chosen.consultation)));
  const actor = (socket.request as IncomingMessage & { readonly user?: Actor }).user ?? null;
  const permission = chosen.desk === "queue" ? "queue.see" : "desk.see";
  if (!may(actor, permission)) throw new NotAllowed();
  await socket.join(roomOf[chosen.desk]);
}

class NotAllowed extends Error {}

/** Parses what was sent, runs the handler, and answers {ok} through the acknowledgement where one was asked for. */
function guarded<S extends z.ZodType>(
  log: Log,
  schema: S,
  handle: (input: z.output<S>) => Promise<void>,
): (...sent: readonly unknown[]) => void {
  return (...sent) => {
    const last = sent.at(-1);
    const answer =
      typeof last === "function" ? (last as (result: { readonly ok: boolean }) => void) : () => {};
    const parsed = schema.safeParse(sent[0]);
    if (!parsed.success) return answer({ ok: false });
    handle(parsed.data).then(
      () => answer({ ok: true }),
      (error: unknown) => {
        if (!(error instanceof NotAllowed)) log.error({ err: error }, "announcements: a handler failed");
        answer({ ok: false });
      },
    );
  };
}
