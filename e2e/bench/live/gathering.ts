// One document, many readers, one writer or four: what a delivery costs the server (one update reaching one reader, also
// when it came together with others in one message) and how long it takes.
import * as Y from "yjs";
import { enter, type Member } from "./members.ts";
import type { Stage } from "./stage.ts";
import { readersOf, type Target } from "./targets.ts";
import { pause, waitUntil } from "./waiting.ts";

/**
 * Keys a second as most people type: 239 ms from one to the next (Dhakal et al., CHI 2018, 136 million keystrokes). With many
 * more the peer is late at 5,000 readers, and what is late it sends together: that would measure how loaded the machine is.
 */
const keysPerSecond = 4.2;
const witnesses = 5;
const mostWriters = 4;
const paragraphsApart = 40;
const arriveWithinMs = 60_000;
const quietMs = 500;
const atOnce = 64;

export interface Measured {
  readonly cpuUs: number;
  readonly latenciesMs: readonly number[];
  /** Messages that carried them, for each update. */
  readonly messages: number;
}

/** A room in use: its readers in the crowd, its writers, and the witnesses, who say when updates come. */
export interface Gathering {
  readonly target: Target;
  /** Lets readers in who have the text already, as after a lost connection, until there are so many. */
  readonly grow: (readers: number) => Promise<void>;
  readonly measure: (writers: number, seconds: number) => Promise<Measured>;
  readonly dismiss: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function gather(target: Target, { crowds, short }: Stage): Promise<Gathering> {
  const { room, state } = short;
  const group = `${target.name}:${room}`;
  const onArrivals = new Map<number, (now: number) => void>();
  const inTurn = async (count: number, one: (at: number) => Promise<Member>) => {
    const members: Member[] = [];
    for (let at = 0; at < count; at += 1) members.push(await one(at));
    return members;
  };
  const readers = await inTurn(witnesses, (at) =>
    enter(target, room, {
      role: "reader",
      has: state,
      onArrival: () => onArrivals.get(at)?.(performance.now()),
    }),
  );
  const writers = await inTurn(mostWriters, (at) =>
    enter(target, room, { role: "writer", has: state, place: paragraphsApart * (at + 1) }),
  );
  const [first] = readers;
  if (first === undefined) throw new Error("nobody would see what comes");
  let crowd = 0;
  return {
    target,
    async grow(to) {
      const has = Y.encodeStateAsUpdate(first.doc);
      const scout = await enter(target, room, { role: "reader", has });
      scout.close();
      const vector = Y.encodeStateVector(first.doc);
      await crowds.open(group, readersOf(target, room, vector, scout.entryBytes), to - crowd, atOnce);
      crowd = to;
      await pause(quietMs);
      await crowds.mark(group);
      await crowds.settled(group, crowd);
    },
    async measure(count, seconds) {
      const typing = writers.slice(0, count);
      const clockNow = ({ doc }: Member) => Y.getState(doc.store, doc.clientID);
      const clocks = (member: Member) => typing.map(({ doc }) => member.clockOf(doc.clientID));
      const from = typing.map(clockNow);
      const sentAt = typing.map((): number[] => []);
      const latenciesMs: number[] = [];
      readers.forEach((member, at) => {
        let had = clocks(member);
        onArrivals.set(at, (now) => {
          const has = clocks(member);
          has.forEach((clock, writer) => {
            for (let each = had[writer] ?? 0; each < clock; each += 1)
              latenciesMs.push(now - (sentAt[writer]?.[each - (from[writer] ?? 0)] ?? Number.NaN));
          });
          had = has;
        });
      });
      await crowds.mark(group);
      const cpuBefore = await target.server.cpuSeconds();
      await Promise.all(typing.map((writer, at) => typeFor(seconds, writer, at / count, sentAt[at] ?? [])));
      const written = typing.map(clockNow);
      await waitUntil(`${target.name}: all updates are with all`, arriveWithinMs, () =>
        [...readers, ...writers].every((member) =>
          clocks(member).every((clock, at) => clock === written[at]),
        ),
      );
      const { frames, least } = await crowds.settled(group, crowd);
      const cpu = (await target.server.cpuSeconds()) - cpuBefore;
      if (least === 0) throw new Error(`${target.name}: the readers got nothing`);
      const updates = sentAt.reduce((sum, each) => sum + each.length, 0);
      return {
        cpuUs: (cpu * 1e6) / (updates * (crowd + readers.length + writers.length - 1)),
        latenciesMs,
        messages: frames / updates,
      };
    },
    async dismiss() {
      await crowds.close(group);
      crowd = 0;
      await pause(quietMs);
    },
    async close() {
      for (const member of [...readers, ...writers]) member.close();
      await crowds.close(group);
    },
  };
}

/** Types at an even pace, beginning a part of a step late so that writers do not fall on the same moment. */
async function typeFor(seconds: number, writer: Member, offset: number, sentAt: number[]): Promise<void> {
  const stepMs = 1000 / keysPerSecond;
  const begin = performance.now() + offset * stepMs;
  for (let key = 0; key < Math.round(seconds * keysPerSecond); key += 1) {
    await pause(Math.max(0, begin + key * stepMs - performance.now()));
    sentAt.push(performance.now());
    writer.type();
  }
}
