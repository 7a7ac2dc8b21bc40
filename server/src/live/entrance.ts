// The entrance of the rooms: every upgrade is looked at here, from our own pages only, so many from one address and of one
// person, as the door of the room says. Rules L23, L29, L74.
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { RequestHandler } from "express";
import { WebSocketServer, type WebSocket } from "ws";
import { Refusal, refuse } from "@pliego/shared/errors.ts";
import { closeCodes, comeBackCodes, roomServerPath } from "@pliego/shared/live/rooms.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import { outageOf } from "../platform/database/outage.ts";
import { guarded } from "../platform/guarded.ts";
import type { Log } from "../platform/log.ts";
import { countAddresses, type AddressCount } from "./address-count.ts";
import type { Allowances } from "./allowance.ts";
import type { Entry, RoomDoor } from "./doors.ts";
import { addressOf, identify, type Identity } from "./identify.ts";
import type { LiveLimits } from "./limits.ts";
import { doorOf, RoomElsewhere } from "./room-keeper.ts";
import type { Room } from "./room.ts";

export interface EntranceParts {
  readonly doors: readonly RoomDoor[];
  readonly isOwnOrigin: (origin: string) => boolean;
  readonly identify: readonly RequestHandler[];
  readonly trustedProxies: number;
  readonly addresses: AddressCount;
  readonly limits: LiveLimits;
}

export interface Entrance {
  /**
   * Takes over a socket that asks for a room, to whose errors somebody listens already; answers false when the path is not
   * one of a room.
   */
  readonly upgrade: (req: IncomingMessage, socket: Duplex, head: Buffer) => boolean;
  /** What the door of a room says to this person now; refuses. */
  readonly ask: (name: string, actor: Actor | null) => Promise<Entry>;
  /** From now on no answer counts that a door gave before, also for who is on her way in. */
  readonly askAnew: (name: string, room: Room | undefined) => void;
  /** Nobody comes in any more. */
  readonly shut: () => void;
  readonly close: () => void;
}

/** How long the door's answer to somebody without a session may be used for the next one. */
const doorAnswerMs = 1_000;
const mostNames = 10_000;
const slackBytes = 256 * 1024;

export function makeEntrance(
  parts: EntranceParts & {
    readonly allowances: Allowances;
    readonly open: (name: string) => Promise<Room>;
    readonly log: Log;
  },
): Entrance {
  const { limits } = parts;
  const taking = (maxPayload: number) =>
    new WebSocketServer({
      noServer: true,
      clientTracking: false,
      maxPayload,
      maxFragments: 1_024,
      perMessageDeflate: false,
    });
  // What is bigger is not even read; what is only a little too big is refused with a code that says so.
  const sockets = {
    write: taking(limits.frameBytes + slackBytes),
    watch: taking(limits.readersFrameBytes),
  };
  const people = countAddresses(limits.roomsPerPerson);
  const openDoors = new Map<string, { readonly until: number; readonly entry: Promise<Entry> }>();
  let isClosing = false;
  const failed = (error: unknown) => parts.log.error({ err: error }, "rooms: a connection failed");

  /** What the door says to this person; refuses. */
  const ask = async (name: string, actor: Actor | null): Promise<Entry> => {
    const { door, key } = doorOf(parts.doors, name) ?? refuse("not-found");
    const { subject, entry } = await door.enter(key, actor);
    return subject.isClosed ? "watch" : entry;
  };
  /** The same for somebody without a session; thousands may come at once, and get one answer. */
  const askForAnyone = (name: string): Promise<Entry> => {
    if (doorOf(parts.doors, name) === undefined) return Promise.reject(new Refusal("not-found"));
    const now = performance.now();
    const known = openDoors.get(name);
    if (known !== undefined && known.until > now) return known.entry;
    if (openDoors.size >= mostNames) openDoors.clear();
    const entry = ask(name, null);
    openDoors.set(name, { until: now + doorAnswerMs, entry });
    return entry;
  };

  /** Counts what doors are asked and rooms are closed, so that no answer from before a closing counts after it. */
  let turns = 0;
  const enter = async (
    req: IncomingMessage,
    name: string,
  ): Promise<{
    readonly room: Room;
    readonly who: Identity;
    readonly entry: Entry;
    readonly asked: number;
  }> => {
    const who = await identify(req, parts.identify);
    turns += 1;
    const asked = turns;
    const entry = await (who.actor === null ? askForAnyone(name) : ask(name, who.actor));
    return { room: await parts.open(name), who, entry, asked };
  };

  const upgrade: Entrance["upgrade"] = (req, socket, head) => {
    const [path = "", query = ""] = (req.url ?? "").split("?");
    if (!path.startsWith(`${roomServerPath}/`)) return false;
    const name = path.slice(roomServerPath.length + 1);
    const turnAway = (status: string) => socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
    const { origin } = req.headers;
    if (origin === undefined || !parts.isOwnOrigin(origin)) return (turnAway("403 Forbidden"), true);
    if (isClosing) return (turnAway("503 Service Unavailable"), true);
    const leave = parts.addresses.enter(addressOf(req, parts.trustedProxies));
    if (leave === null) return (turnAway("429 Too Many Requests"), true);
    socket.once("close", guarded(leave, failed));
    // Also who is refused can send what is no frame: without a listener that would end the process.
    const answer = (then: (client: WebSocket) => void, entry: Entry = "watch") =>
      sockets[entry].handleUpgrade(req, socket, head, (client) => {
        client.on("error", guarded<WebSocket, []>(cutOff, failed));
        then(client);
      });
    enter(req, name).then(
      ({ room, who, entry, asked }) => {
        if (socket.destroyed) return;
        const goes = who.actor === null ? () => {} : people.enter(who.actor.id);
        if (goes === null) return turnAway("429 Too Many Requests");
        socket.once("close", guarded(goes, failed));
        if (entry === "write" && parts.allowances.isFaulty(who.actor))
          return turnAway("429 Too Many Requests");
        const epoch = new URLSearchParams(query).get("epoch");
        if (epoch !== null && epoch !== room.epoch)
          return answer((client) => client.close(closeCodes.stale, "another making of this room"));
        if (asked < room.closedAt) return answer((client) => client.close(comeBackCodes.later, "ask again"));
        answer(
          (client) => (isClosing ? client.close(comeBackCodes.restarting) : room.join(client, who, entry)),
          entry,
        );
      },
      (error: unknown) => {
        if (error instanceof RoomElsewhere)
          return answer((client) => client.close(comeBackCodes.later, "moved"));
        if (!(error instanceof Refusal)) {
          parts.log.error({ err: error }, "rooms: a room could not be entered");
          return turnAway(
            outageOf(error) === undefined ? "500 Internal Server Error" : "503 Service Unavailable",
          );
        }
        // The stock client retries a refused upgrade for ever; a close code of ours ends it, and can be explained.
        answer((client) => client.close(codeOf(error), error.code));
      },
    );
    return true;
  };

  return {
    upgrade,
    ask,
    askAnew(name, room) {
      turns += 1;
      if (room !== undefined) room.closedAt = turns;
      openDoors.delete(name);
    },
    shut: () => void (isClosing = true),
    close() {
      sockets.write.close();
      sockets.watch.close();
    },
  };
}

/** `ws` has begun to close it with the fitting code. */
function cutOff(this: WebSocket): void {
  setTimeout(() => this.terminate(), 1_000).unref();
}

function codeOf({ status }: Refusal): number {
  if (status === 401) return closeCodes.noSession;
  return status === 410 ? closeCodes.closed : closeCodes.notAllowed;
}
