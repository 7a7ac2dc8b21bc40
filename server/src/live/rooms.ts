// The rooms of this server: who may enter, loading a room whole before it answers anybody, letting it go when it is
// empty, and bringing it up to date with the official text.
import { ServerResponse, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { RequestHandler } from "express";
import { WebSocketServer } from "ws";
import * as Y from "yjs";
import { closeCodes, draftRoom, roomServerPath, roomText } from "@pliego/shared/live/rooms.ts";
import { Refusal } from "@pliego/shared/errors.ts";
import { may } from "@pliego/shared/people/permissions.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import type { DocJSON } from "@pliego/shared/text/types.ts";
import { writeText } from "@pliego/shared/text/ydoc.ts";
import { consultationAt, type Consultation } from "../consultations/actions.ts";
import type { Context } from "../platform/context.ts";
import { inTransaction, type Tx } from "../platform/database/connection.ts";
import { randomId } from "../platform/clock.ts";
import { latestHead, revisionNumbered, trackedText } from "../policies/actions.ts";
import { follow } from "./following.ts";
import { Room } from "./room.ts";
import { appendUpdate, findRoomHead, insertRoomHead, moveRoomBase, readUpdates } from "./rooms.model.ts";

export interface Rooms {
  /** Takes over a socket that asks for a room; answers false when the path is not one of a room. */
  readonly upgrade: (req: IncomingMessage, socket: Duplex, head: Buffer) => boolean;
  /** What is in a consultation's drafting room, and which revision it follows. */
  readonly readDraft: (
    consultation: Consultation,
  ) => Promise<{ readonly doc: DocJSON; readonly base: number }>;
  /** Within the act that publishes the room's text as a revision: the room now follows that revision. */
  readonly rebase: (consultation: Consultation, from: number, to: number, tx: Tx) => Promise<boolean>;
  /** Brings the loaded room of a consultation up to date; rooms that are not loaded catch up when they are. */
  readonly catchUp: (slug: string) => Promise<void>;
  /** Ends every connection of a person, in all rooms. */
  readonly closeFor: (person: string) => void;
  readonly close: () => Promise<void>;
}

const mostFrameBytes = 1024 * 1024;
const idleMs = 30_000;
const closingMs = 2_000;

export function openRooms(
  ctx: Context,
  parts: { readonly isOwnOrigin: (origin: string) => boolean; readonly identify: readonly RequestHandler[] },
): Rooms {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: mostFrameBytes,
    perMessageDeflate: false,
  });
  const loaded = new Map<string, Promise<Room>>();
  let closing = false;

  const roomOf = (consultation: Consultation): Promise<Room> => {
    const name = draftRoom(consultation.slug);
    let room = loaded.get(name);
    if (room === undefined) {
      room = load(ctx, consultation);
      loaded.set(name, room);
      room.catch(() => loaded.delete(name));
    }
    return room;
  };

  const letGo = setInterval(() => {
    for (const [name, loading] of loaded) {
      void loading
        .then((room) => room.isEmpty && loaded.get(name) === loading && loaded.delete(name))
        .catch(() => {});
    }
  }, idleMs);
  letGo.unref();

  const enter = async (req: IncomingMessage, name: string): Promise<{ room: Room; actor: Actor }> => {
    const actor = await identify(req, parts.identify);
    if (actor === null) throw new Refusal("sign-in-needed");
    if (!may(actor, "policy.draft")) throw new Refusal("not-allowed");
    if (!/^draft-[a-z0-9-]{3,60}$/.test(name)) throw new Refusal("not-found");
    const consultation = await consultationAt(ctx, actor, name.replace(/^draft-/, ""));
    return { room: await roomOf(consultation), actor };
  };

  return {
    upgrade(req, socket, head) {
      const path = (req.url ?? "").split("?")[0] ?? "";
      if (!path.startsWith(`${roomServerPath}/`)) return false;
      const name = path.slice(roomServerPath.length + 1);
      const refuse = (status: string) => socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
      socket.on("error", () => socket.destroy());
      const { origin } = req.headers;
      if (closing || origin === undefined || !parts.isOwnOrigin(origin)) refuse("403 Forbidden");
      else {
        enter(req, name).then(
          ({ room, actor }) => sockets.handleUpgrade(req, socket, head, (client) => room.join(client, actor)),
          (error: unknown) => {
            if (!(error instanceof Refusal)) {
              ctx.log.error({ err: error }, "rooms: a room could not be entered");
              return refuse("500 Internal Server Error");
            }
            // The stock client retries a refused upgrade for ever; a close code of ours ends it, and can be explained.
            const code = error.status === 401 ? closeCodes.noSession : closeCodes.notAllowed;
            sockets.handleUpgrade(req, socket, head, (client) => client.close(code, error.code));
          },
        );
      }
      return true;
    },
    async readDraft(consultation) {
      const room = await roomOf(consultation);
      await room.settled();
      return { doc: room.text(), base: room.base };
    },
    async rebase(consultation, from, to, tx) {
      return moveRoomBase(ctx.db, draftRoom(consultation.slug), from, to, tx);
    },
    async catchUp(slug) {
      const room = await loaded.get(draftRoom(slug));
      if (room !== undefined) await catchUp(ctx, room, await consultationAt(ctx, null, slug));
    },
    closeFor(person) {
      for (const loading of loaded.values())
        void loading.then((room) => room.closeFor(person)).catch(() => {});
    },
    async close() {
      closing = true;
      clearInterval(letGo);
      for (const loading of loaded.values()) {
        const room = await loading.catch(() => undefined);
        await room?.settled();
        room?.closeAll(1012, "restarting");
      }
      // Who does not answer the closing within a moment is cut off.
      const ended = [...sockets.clients].map(
        (client) =>
          new Promise<void>((resolve) => {
            const cutOff = setTimeout(() => client.terminate(), closingMs);
            client.once("close", () => {
              clearTimeout(cutOff);
              resolve();
            });
          }),
      );
      sockets.close();
      await Promise.all(ended);
    },
  };
}

/** Loads a room whole; the first time, it begins as the latest revision. */
async function load(ctx: Context, consultation: Consultation): Promise<Room> {
  const name = draftRoom(consultation.slug);
  const head = (await findRoomHead(ctx.db, name)) ?? (await begin(ctx, consultation));
  const doc = new Y.Doc({ gc: false });
  let seq = 0;
  for (const logged of await readUpdates(ctx.db, name)) {
    Y.applyUpdate(doc, logged.update);
    seq = logged.seq;
  }
  const room = new Room({
    name,
    base: head.base,
    seq,
    doc,
    log: { append: (number, update) => appendUpdate(ctx.db, name, number, update) },
    errors: ctx.log,
  });
  await catchUp(ctx, room, consultation);
  return room;
}

async function begin(ctx: Context, consultation: Consultation): Promise<{ readonly base: number }> {
  const { number } = await latestHead(ctx, null, consultation.policy);
  const { doc } = await revisionNumbered(ctx, null, consultation.policy, number);
  const ydoc = new Y.Doc({ gc: false });
  ydoc.transact(() => writeText(ydoc.getXmlFragment(roomText), doc));
  const name = draftRoom(consultation.slug);
  const head = { _id: name, policy: consultation.policy, consultation: consultation._id, base: number };
  await inTransaction(ctx.db, async (tx) => {
    await insertRoomHead(ctx.db, head, tx);
    await appendUpdate(ctx.db, name, 1, Y.encodeStateAsUpdate(ydoc), tx);
  });
  return head;
}

/** Takes in every revision that the room has not taken in, each once: its edit and the new base are one transaction. */
async function catchUp(ctx: Context, room: Room, consultation: Consultation): Promise<void> {
  for (;;) {
    const kept = await findRoomHead(ctx.db, room.name);
    // The room's own text was published: it follows that revision already.
    if (kept !== null && kept.base > room.base) room.base = kept.base;
    const latest = await latestHead(ctx, null, consultation.policy);
    if (room.base >= latest.number) return;
    const from = room.base;
    const [before, after] = await Promise.all([
      revisionNumbered(ctx, null, consultation.policy, from),
      revisionNumbered(ctx, null, consultation.policy, from + 1),
    ]);
    await room.change(
      (doc) => follow(doc, trackedText(before), after.doc, after.number, () => randomId(8)),
      (seq, update) =>
        inTransaction(ctx.db, async (tx) => {
          const moved = await moveRoomBase(ctx.db, room.name, from, from + 1, tx);
          if (!moved) throw new Error("another follower was faster");
          if (update !== undefined) await appendUpdate(ctx.db, room.name, seq, update, tx);
        }),
    );
    room.base = from + 1;
  }
}

/** Runs the middlewares that read the session on a request that has no answer of its own. */
async function identify(req: IncomingMessage, middlewares: readonly RequestHandler[]): Promise<Actor | null> {
  const res = new ServerResponse(req);
  for (const middleware of middlewares) {
    await new Promise<void>((resolve, reject) => {
      void middleware(req as never, res as never, (error?: unknown) =>
        error == null ? resolve() : reject(error),
      );
    });
  }
  return (req as IncomingMessage & { readonly user?: Actor }).user ?? null;
}
