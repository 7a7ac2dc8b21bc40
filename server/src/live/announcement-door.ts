// Who may open a connection for announcements, and how much may come in on it: our own pages only, one protocol version,
// a connection belongs to the session that opened it, so many of one address, so many packets a second, and whoever
// follows nothing within ten seconds is shown out. Rules L29, L34, L36.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { RequestHandler } from "express";
import type { Server, Socket } from "socket.io";
import { guarded } from "../platform/guarded.ts";
import type { AddressCount } from "./address-count.ts";
import { identityOf } from "./identify.ts";
import type { Rate } from "./limits.ts";
import { TokenBucket } from "./token-bucket.ts";

type Engine = Server["engine"];
type Connection = Socket["conn"];
/** A request that passed through engine.io. */
type Asked = IncomingMessage & { readonly _query?: Readonly<Record<string, string>> };

export const isOwnRequest = (
  { headers }: IncomingMessage,
  isOwnOrigin: (origin: string) => boolean,
): boolean =>
  headers.origin === undefined ? headers["sec-fetch-site"] === "same-origin" : isOwnOrigin(headers.origin);

interface Door {
  readonly isOwnOrigin: (origin: string) => boolean;
  readonly identify: readonly RequestHandler[];
  readonly addresses: AddressCount;
  readonly addressOf: (request: IncomingMessage) => string;
  readonly events: Rate;
  readonly followWithinMs: number;
  readonly follows: (connection: Connection) => boolean;
  readonly failed: (error: unknown) => void;
}

export function guardDoor(engine: Engine, door: Door): void {
  const owners = new Map<string, string>();
  engine.use(wellFormed);
  for (const middleware of door.identify) engine.use(middleware as never);
  engine.use((request: IncomingMessage, _answer: ServerResponse, next: (error?: Error) => void) => {
    const { sid } = (request as Asked)._query ?? {};
    // Unknown ones are refused by the engine itself.
    const owner = sid === undefined ? undefined : owners.get(sid);
    if (owner === undefined) return next();
    const own = owner === identityOf(request).sessionKey && isOwnRequest(request, door.isOwnOrigin);
    next(own ? undefined : new Error("this connection belongs to another session"));
  });
  const connected = (connection: Connection) => {
    const leave = door.addresses.enter(door.addressOf(connection.request));
    if (leave === null) return void connection.close(true);
    const { id } = connection as unknown as { readonly id: string };
    owners.set(id, identityOf(connection.request).sessionKey);
    const packets = new TokenBucket(door.events, performance.now());
    const count = () => {
      if (!packets.take(1, performance.now())) cutOff(connection);
    };
    connection.on("packet", guarded(count, door.failed));
    const late = setTimeout(() => {
      if (!door.follows(connection)) cutOff(connection);
    }, door.followWithinMs);
    late.unref();
    const closed = () => {
      clearTimeout(late);
      owners.delete(id);
      leave();
    };
    connection.once("close", guarded(closed, door.failed));
  };
  engine.on("connection", guarded(connected, door.failed));
}

/** What no browser of ours sends is refused before anybody looks for its session. */
function wellFormed(request: IncomingMessage, _answer: ServerResponse, next: (error?: Error) => void): void {
  const { EIO } = (request as Asked)._query ?? {};
  const known = EIO === "4" && (request.method === "GET" || request.method === "POST");
  next(known ? undefined : new Error("not a request of ours"));
}

/** Ends a connection without waiting for the other side. A browser of ours comes back by itself. */
export function cutOff(connection: Connection): void {
  const { socket } = connection.transport as unknown as { readonly socket?: { terminate?: () => void } };
  connection.close(true);
  socket?.terminate?.();
}
