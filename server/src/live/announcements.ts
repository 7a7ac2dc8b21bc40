// Announcements to every open page, over socket.io. Nothing is read from a browser but what it wants to follow, and each
// connection follows one thing. Whoever follows hears first and is then told what she missed, so that nothing is lost
// in between; her page puts it in order. Rules L28, L29, L32, L34, L36.
import type { IncomingMessage, Server as HttpServer } from "node:http";
import type { RequestHandler } from "express";
import { Server, type Socket } from "socket.io";
import {
  announcementEvent,
  followEvent,
  socketPath,
  type Announcement,
  type Answer,
  type Wish,
} from "@pliego/shared/live/announcements.ts";
import { may, type Permission } from "@pliego/shared/people/permissions.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import type { KeptAnnouncements } from "../notifications/kept-announcements.ts";
import { guarded } from "../platform/guarded.ts";
import type { Log } from "../platform/log.ts";
import { countAddresses, type AddressCount } from "./address-count.ts";
import { deliver, parcelOf } from "./announcement-delivery.ts";
import { cutOff, guardDoor, isOwnRequest } from "./announcement-door.ts";
import { answerTo, answering, deskPermissions, mayFollow, wish } from "./announcement-wishes.ts";
import { identityOf } from "./identify.ts";
import { defaultLimits, type LiveLimits } from "./limits.ts";
import type { Held } from "./revocation.ts";

export interface Announcements {
  /** Hands an announcement to every page of this process that follows what it is about. */
  readonly send: (announcement: Announcement) => void;
  /** Who hears what not everybody may know. */
  readonly held: () => readonly Held[];
  /** Ends every connection of a session; pages that need none come back without it. */
  readonly closeSession: (sessionKey: string) => void;
  readonly close: () => void;
}

export interface AnnouncementParts {
  readonly isOwnOrigin: (origin: string) => boolean;
  /** The middlewares that read the session. */
  readonly identify: readonly RequestHandler[];
  readonly kept: KeptAnnouncements;
  readonly log: Log;
  readonly limits?: LiveLimits;
  /** Shared with the rooms, where an address has one allowance for both. */
  readonly addresses?: AddressCount;
  readonly addressOf?: (request: IncomingMessage) => string;
  readonly followWithinMs?: number;
}

/** Room for what a moderator follows in some hundred consultations. */
const frameBytes = 16 * 1024;

interface Follower {
  readonly socket: Socket;
  readonly sessionKey: string;
  /** As she was when she began to follow. */
  readonly actor: Actor | null;
  readonly room: string;
  readonly permission: Permission | undefined;
}

const roomOf = (chosen: Wish) =>
  "consultation" in chosen ? `consultation:${chosen.consultation}` : `desk:${chosen.desk}`;

/** Attaches to the server's socket. */
export function openAnnouncements(http: HttpServer, parts: AnnouncementParts): Announcements {
  const limits = parts.limits ?? defaultLimits;
  const rooms = new Map<string, Set<Follower>>();
  const followers = new Map<Socket["conn"], Follower>();
  let closing = false;

  const io = new Server(http, {
    path: socketPath,
    serveClient: false,
    maxHttpBufferSize: frameBytes,
    // The rooms have upgrades of their own on the same socket.
    destroyUpgrade: false,
    allowRequest(request, answer) {
      if (!closing && isOwnRequest(request, parts.isOwnOrigin)) return answer(null, true);
      // The engine answers an upgrade with 400 whatever the reason.
      if (request.headers.upgrade === undefined) answer("origin", false);
      else request.socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
    },
  });
  guardDoor(io.engine, {
    isOwnOrigin: parts.isOwnOrigin,
    identify: parts.identify,
    addresses: parts.addresses ?? countAddresses(limits.socketsPerAddress),
    addressOf: parts.addressOf ?? (({ socket }) => socket.remoteAddress ?? ""),
    events: limits.events,
    followWithinMs: parts.followWithinMs ?? 10_000,
    follows: (connection) => followers.has(connection),
    failed: (error) => parts.log.error({ err: error }, "announcements: a connection failed"),
  });

  const leave = (connection: Socket["conn"]) => {
    const follower = followers.get(connection);
    if (follower === undefined) return;
    followers.delete(connection);
    const room = rooms.get(follower.room);
    room?.delete(follower);
    if (room?.size === 0) rooms.delete(follower.room);
  };
  const follow = async (socket: Socket, chosen: Wish): Promise<Answer> => {
    const { actor, sessionKey } = identityOf(socket.request);
    if (!mayFollow(actor, chosen)) return { ok: false, code: "not-allowed" };
    leave(socket.conn);
    const room = roomOf(chosen);
    const permission = "desk" in chosen ? deskPermissions[chosen.desk] : undefined;
    const follower: Follower = { socket, sessionKey, actor, room, permission };
    followers.set(socket.conn, follower);
    const members = rooms.get(room) ?? new Set();
    rooms.set(room, members.add(follower));
    const answer = await answerTo(parts.kept, chosen);
    if (!answer.ok && followers.get(socket.conn) === follower) leave(socket.conn);
    return answer;
  };
  const failed = (error: unknown) => parts.log.error({ err: error }, "announcements: a listener failed");
  const connected = (socket: Socket) => {
    // What is not asked for is dropped here: also "error", which would end the process if nobody listened.
    socket.use(([event], next) => (event === followEvent ? next() : undefined));
    socket.on(
      "error",
      guarded(() => cutOff(socket.conn), failed),
    );
    socket.on(
      "disconnect",
      guarded(() => leave(socket.conn), failed),
    );
    socket.on(
      followEvent,
      guarded(
        answering(parts.log, wish, (chosen) => follow(socket, chosen)),
        failed,
      ),
    );
  };
  io.on("connection", guarded(connected, failed));

  return {
    send(announcement) {
      const parcel = parcelOf(announcementEvent, announcement);
      for (const room of roomsOf(announcement)) {
        for (const { socket } of rooms.get(room) ?? []) deliver(socket, parcel, limits.unreadBytes);
      }
    },
    held: () =>
      [...followers.values()].flatMap(({ socket, sessionKey, actor, permission }) => {
        if (actor === null || permission === undefined) return [];
        const changed = (now: Actor | null) => {
          if (!may(now, permission)) cutOff(socket.conn);
        };
        return [{ sessionKey, actor, changed }];
      }),
    closeSession(sessionKey) {
      for (const follower of followers.values())
        if (follower.sessionKey === sessionKey) cutOff(follower.socket.conn);
    },
    close() {
      closing = true;
      // Not by a packet that says goodbye: after that browsers would not come back.
      io.engine.close();
    },
  };
}

const roomsOf = ({ consultation, news }: Announcement): readonly string[] =>
  news.kind === "queue" ? ["desk:queue"] : [`consultation:${consultation}`, "desk:desk"];
