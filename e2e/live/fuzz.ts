// Somebody hostile who is let in sends frame after frame that is nearly right, and comes back each time he is thrown
// out, while somebody honest types. What he changes in the text by valid frames is his right as a writer; that the room
// lives, keeps every word of hers, and loads again as it is, is what is measured.
import { setTimeout as wait } from "node:timers/promises";
import { WebSocket } from "ws";
import * as Y from "yjs";
import { roomServerPath } from "@pliego/shared/live/rooms.ts";
import { readText } from "@pliego/shared/text/ydoc.ts";
import { corpus, mutant } from "./mutations.ts";
import type { RoomsServer } from "./rooms-server.ts";
import { chanceOf } from "./seeds.ts";
import { openWriter, readRoom, until, type Entrance, type Writer } from "./writers.ts";

export interface Fuzzed {
  readonly frames: number;
  /** How many connections ended, by close code. */
  readonly closes: Readonly<Record<number, number>>;
  /** Until she was told that a word is saved, 99 of 100, in ms: alone, and while he sent. */
  readonly quietMs: number;
  readonly besideMs: number;
  readonly growthBytes: number;
  readonly faults: readonly string[];
}

export interface FuzzPlan {
  readonly seed: number;
  readonly frames: number;
  /** How many connections send side by side. */
  readonly sockets: number;
  /** How long she types alone before. */
  readonly quietForMs: number;
  readonly report: (line: string) => void;
}

const framesOfConnection = 300;
const typingMs = 200;

/** A door that a hostile person finds open again each time, as if he were many. */
export const patientLimits = {
  socketsPerAddress: 10_000,
  frames: { burst: 1e9, perSecond: 1e9 },
  bytes: { burst: 1e9, perSecond: 1e9 },
  faults: { burst: 1e9, perSecond: 1e9 },
  presence: { burst: 1e9, perSecond: 1e9 },
  work: { burst: 1e9, perSecond: 1e9 },
  questions: { burst: 1e9, perSecond: 1e9 },
};

export async function fuzz(server: RoomsServer, plan: FuzzPlan): Promise<Fuzzed> {
  const entrance = server.entrance(0);
  const honest = await openWriter(entrance, 1, plan.seed);
  await until("the honest writer is in", () => honest.client.isSettled());
  const alone = await typeFor(honest, () => wait(plan.quietForMs));
  const memory = await server.memory();
  const closes: Record<number, number> = {};
  const closed = (code: number) => void (closes[code] = (closes[code] ?? 0) + 1);
  let left = plan.frames;
  let sent = 0;
  const beside = await typeFor(honest, () =>
    Promise.all(
      Array.from({ length: plan.sockets }, async (_, nth) => {
        const chance = chanceOf(plan.seed * 100 + nth);
        const frames = () => corpus(Y.encodeStateAsUpdate(honest.client.doc), chance.below(2 ** 31));
        let valid = frames();
        while (left > 0) {
          if (chance.happens(0.01)) valid = frames();
          const count = Math.min(left, framesOfConnection);
          left -= count;
          const { judged, code } = await sendUntilRefused(entrance, count, () => mutant(valid, chance));
          left += count - judged;
          sent += judged;
          closed(code);
          if (Math.floor(sent / 50_000) !== Math.floor((sent - judged) / 50_000))
            plan.report(`seed ${plan.seed}: ${sent} of ${plan.frames} frames, ${JSON.stringify(closes)}`);
        }
      }),
    ).then(() => {}),
  );
  const growthBytes = (await server.memory()) - memory;
  const faults = await faultsAfter(server, entrance, honest);
  await honest.close();
  return {
    frames: sent,
    closes,
    quietMs: nearlyAll(alone),
    besideMs: nearlyAll(beside),
    growthBytes,
    faults,
  };
}

/** Sends up to `count` frames on one connection; answers how many the server has judged, and how it ended. */
function sendUntilRefused(
  { origin, cookie, room }: Entrance,
  count: number,
  next: () => Uint8Array,
): Promise<{ readonly judged: number; readonly code: number }> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${origin.replace("http", "ws")}${roomServerPath}/${room}`, {
      headers: { cookie, origin },
      perMessageDeflate: false,
    });
    let sent = 0;
    // A ping after each frame: its answer says that the server has judged it and let the connection live.
    const sendNext = () => {
      if (sent >= count) return socket.close();
      socket.send(next());
      socket.ping();
      sent += 1;
    };
    socket.on("open", sendNext);
    socket.on("pong", sendNext);
    socket.on("error", () => {});
    socket.on("close", (code) => resolve({ judged: sent, code }));
  });
}

/** She types five words a second while `work` goes on; answers how long each took to be saved. */
async function typeFor(honest: Writer, work: () => Promise<void>): Promise<readonly number[]> {
  const times: number[] = [];
  const since = new Map<string, number>();
  honest.client.onAcknowledged = (edits) => {
    for (const edit of edits) times.push(performance.now() - (since.get(edit) ?? Number.NaN));
  };
  const typing = setInterval(() => {
    honest.write();
    since.set(honest.written.at(-1) ?? "", performance.now());
  }, typingMs);
  await work();
  clearInterval(typing);
  await until("her words are saved", () => honest.client.isSettled());
  return times;
}

const nearlyAll = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? Number.NaN;

async function faultsAfter(
  server: RoomsServer,
  entrance: Entrance,
  honest: Writer,
): Promise<readonly string[]> {
  const faults: string[] = [];
  if (!server.isAlive()) return [`the server died:\n${server.printed()}`];
  if (honest.client.closes.length > 0) faults.push(`her connection ended: ${honest.client.closes.join()}`);
  const own = honest.client.doc;
  const clockOf = (doc: Y.Doc) => Y.getState(doc.store, own.clientID);
  const read = () =>
    readRoom(entrance, ({ fragment, doc }) => ({
      text: JSON.stringify(readText(fragment)),
      clock: clockOf(doc),
    }));
  const before = await read();
  // What she wrote may have been taken out by somebody who may write too; that it was written is never forgotten.
  if (before.clock !== clockOf(own)) faults.push(`${clockOf(own) - before.clock} of her changes are missing`);
  const hasHers = () => JSON.stringify(readText(honest.client.fragment)) === before.text;
  await until("she has the text", hasHers, 5_000).catch((error: unknown) => faults.push(String(error)));
  await server.restart();
  const after = await read();
  if (after.text !== before.text || after.clock !== before.clock) faults.push("the room loads differently");
  return faults;
}
