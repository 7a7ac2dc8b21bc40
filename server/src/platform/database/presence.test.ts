// Servers that run on a database that somebody wants to move or to fill, or that did.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import * as decoding from "lib0/decoding";
import { draftRoom, messageLeaving } from "@pliego/shared/live/rooms.ts";
import { routes } from "@pliego/shared/routes.ts";
import { openDrafting } from "../../drafting/opening.ts";
import { enterRoom, textAt } from "../../testing/room-writers.ts";
import { startWorld } from "../../testing/world.ts";
import { systemClock } from "../clock.ts";
import { connectDatabase, usualPatience, type Database } from "./connection.ts";
import { databaseTime, recordOf, records, type ServerRecord } from "./presence-record.ts";
import { announce, type Closed, type Presence } from "./presence.ts";
import { beginTransfer, movedAway, recordMove, unfinishedTransfer } from "./transfer/maintenance.ts";
import { move } from "./transfer/moving.ts";
import {
  furnished,
  restoreFrom,
  unwatched,
  withDatabase,
  withFolder,
  type Furnished,
} from "./transfer/test-places.ts";

let place: Furnished;
beforeAll(async () => {
  place = await furnished();
});
afterAll(async () => {
  await place.end();
});

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

interface Announced extends Presence {
  readonly closings: readonly Closed[];
}

async function announced(
  db: Database,
  nodeName: string,
  onWarning: () => void = () => {},
): Promise<Announced> {
  const closings: Closed[] = [];
  const presence = await announce(db, {
    nodeName,
    instance: `${nodeName}-${Math.random()}`,
    holdsStore: false,
    clock: systemClock,
    log: { warn: onWarning, error: () => {} },
    onClosed: (why) => void closings.push(why),
  });
  ends.push(presence.end);
  return { ...presence, closings };
}

async function database(name: string): Promise<Database> {
  const { db, close } = await connectDatabase(place.uriOf(name));
  ends.push(close);
  return db;
}

/** A record as a server on some other machine would have left it so long ago. */
async function strange(db: Database, ageMs: number, more: Partial<ServerRecord> = {}): Promise<ServerRecord> {
  const seenAt = new Date((await databaseTime(db)).getTime() - ageMs);
  const record = {
    ...recordOf("uno", "theirs", false),
    host: "otra",
    processes: "elsewhere",
    seenAt,
    ...more,
  };
  await records(db).insertOne(record);
  return record;
}

const journey = {
  isSourceOurs: false,
  from: "here",
  to: "there",
  command: "move --to MONGODB_URI",
  newId: "new",
  clock: () => new Date(),
};

describe("moving and filling", () => {
  test("[O17] under a running server nothing is moved and nothing filled; after it has stopped, both may be", async () => {
    const target = await database("target");
    await withFolder(place.copied("served").DATA_DIR, async (source) => {
      const onSource = await announced(source, "uno");
      const moving = () => move({ ...journey, source, target }, unwatched);
      await expect(moving()).rejects.toThrow(/^The source is being served by uno on \S+: stop it first/);
      await onSource.end();
      const onTarget = await announced(target, "dos");
      await expect(moving()).rejects.toThrow("The target is being served by dos on");
      await expect(restoreFrom(target, place.file)).rejects.toThrow("The target is being served by dos on");
      await onTarget.end();
      expect(await unfinishedTransfer(target)).toBeUndefined();
      await moving();
      expect(await records(source).countDocuments({ _id: "server:uno" })).toBe(0);
    });
  });

  test("[O17] a server that began while the source was read is seen before it is marked", async () => {
    const target = await database("late");
    await withFolder(place.copied("late").DATA_DIR, async (source) => {
      const beginning: Promise<unknown>[] = [];
      const failpoint = () => {
        if (beginning.length === 0) beginning.push(strange(source, 0));
      };
      await expect(move({ ...journey, source, target }, { ...unwatched, failpoint })).rejects.toThrow(
        "The source is being served by uno on otra",
      );
      await Promise.all(beginning);
      expect(await movedAway(source)).toBeUndefined();
      await records(source).deleteOne({ _id: "server:uno" });
      await move({ ...journey, source, target }, unwatched);
    });
  });

  test.each([
    ["spoke a moment ago", 0, true],
    ["has said nothing for half a minute", 30_000, false],
    ["spoke before the clock was set back", -60_000, false],
  ])("[O17] a server elsewhere that %s", async (_what, ageMs, isSeen) => {
    const db = await database(`age${ageMs}`);
    await strange(db, ageMs);
    const restoring = restoreFrom(db, place.file);
    if (isSeen) await expect(restoring).rejects.toThrow("served by uno on otra");
    else await restoring;
  });
});

describe("a name", () => {
  test("[O17] is not taken from a server that lives; each needs its own", async () => {
    const db = await database("names");
    await announced(db, "uno");
    await expect(announced(db, "uno")).rejects.toThrow(
      /another server with the NODE_NAME uno runs on it.*\n.*NODE_NAME of its own/,
    );
    await announced(db, "dos");
  });

  test("[O17] is free at once when the process is seen to be gone", async () => {
    const db = await database("killed");
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    const { processes } = recordOf("uno", "", false);
    await strange(db, 0, { pid: child.pid ?? 0, ...(processes === null ? {} : { processes }) });
    if (processes !== null) await expect(announced(db, "uno")).rejects.toThrow("NODE_NAME uno");
    child.kill("SIGKILL");
    await once(child, "exit");
    await (await announced(db, "uno")).check();
  });

  test("[O17] is waited for where that cannot be seen, and refused when the other speaks", async () => {
    const db = await database("waiting");
    const { _id } = await strange(db, 29_000);
    const first = await announced(db, "uno");
    await first.end();
    const { seenAt } = await strange(db, 20_000);
    const speak = () =>
      void records(db).updateOne({ _id }, { $set: { seenAt: new Date(seenAt.getTime() + 10_000) } });
    await expect(announced(db, "uno", speak)).rejects.toThrow("runs on it, on otra");
  });

  test("[O17] that was lost to another server ends the writing of the first", async () => {
    const db = await database("lost");
    const first = await announced(db, "uno");
    await records(db).deleteOne({ _id: "server:uno" });
    await first.look();
    await first.check();
    await records(db).deleteOne({ _id: "server:uno" });
    await strange(db, 0);
    await first.look();
    await expect(first.check()).rejects.toThrow("same NODE_NAME");
    expect(first.closings).toEqual(["replaced"]);
    await first.end();
    expect(await records(db).countDocuments()).toBe(1);
  });
});

const at = new Date("2026-11-23T16:00:00Z");
test.each([
  [
    "moved",
    (db: Database) => recordMove(db, { id: "m", to: "secreta.example/x", startedAt: at, finishedAt: at }),
    /moved elsewhere/,
  ],
  [
    "filled",
    (db: Database) =>
      beginTransfer(db, {
        kind: "restore",
        id: "r",
        from: "/secreta",
        startedAt: at,
        command: "restore /secreta",
        documents: 0,
        isVerified: false,
      }),
    /is filling/,
  ],
] as const)(
  "[O17] a server whose database was %s under it takes no form, no request and no live word, and says why",
  async (name, mark, why) => {
    const uri = place.uriOf(`under-${name}`);
    const world = await startWorld({ database: { uri, patience: usualPatience } });
    ends.push(world.close);
    await world.consultation("# Norma\n\nLos entes publicarán sus datos.\n");
    const official = await world.person("official");
    const citizen = await world.person("citizen");
    const session = await world.signedIn(citizen);
    await openDrafting(world.ctx, world.rooms, official.actor, "prueba", true);
    const writer = await enterRoom(world, draftRoom("prueba"), await world.cookieOf(official));
    ends.push(async () => writer.destroy());
    const reasons: string[] = [];
    writer.provider.messageHandlers[messageLeaving] = (_encoder, decoder) =>
      void reasons.push(decoding.readVarString(decoder));

    await mark(world.ctx.db);
    // As for a server that has stood still: it looks before the next write.
    world.clock.advance(20_000);
    const form = () => new URLSearchParams({ email: citizen.email, password: citizen.password });
    for (const [prefix, words] of [
      ["", "El archivo se mudó a otro lugar"],
      ["/en", "The archive has moved elsewhere"],
    ] as const) {
      const answer = await world.visitor().post(prefix + routes.signIn(), form(), { accept: "text/html" });
      expect(answer.status).toBe(503);
      expect(await answer.text()).toContain(words);
    }
    const answer = await world.visitor().post(routes.signIn(), form(), { accept: "application/json" });
    expect(await answer.json()).toMatchObject({ code: "database-closed", status: 503 });
    const saved = writer.state.saved;
    textAt(writer.fragment, 1).insert(0, "Dicho: ");
    await expect.poll(() => reasons).toContain("not-saved");
    expect(writer.state.saved).toBe(saved);

    expect((await session.get(routes.reading("prueba"))).status).toBe(200);
    const ready = await world.visitor().get(routes.ready());
    expect(ready.status).toBe(503);
    const said = (await ready.json()) as { readonly why: string };
    expect(said.why).toMatch(why);
    expect(JSON.stringify(said)).not.toContain("secreta");
    await withDatabase(uri, async (db) => expect(await records(db).countDocuments()).toBe(2));
  },
);
