// What one page has heard of the streams it follows: of one consultation, or of every one that a work screen shows. Pure:
// the page brings what arrives and what was answered, and is told what to hand on, what was lost and whether to ask.
import { firstVersion, type Announcement, type Answer, type Stream, type Versions } from "./announcements.ts";
import { goOnFrom, sequenceFrom, take, type Sequence, type Step } from "./sequence.ts";

export interface Streams {
  readonly stream: Stream;
  /** An answer has said where every stream of today begins; those that come later begin at their first version. */
  readonly settled: boolean;
  readonly all: ReadonlyMap<string, Sequence<Announcement>>;
}

export interface Heard {
  readonly streams: Streams;
  /** To be handed on now, in this order. */
  readonly ready: readonly Announcement[];
  /** Something is missing: ask again from `sinceOf`, if it does not come soon. */
  readonly missing: boolean;
}

/** `since`: the versions that the page was made with, where it knows them. */
export const streamsFrom = (stream: Stream, since: Versions = {}): Streams => ({
  stream,
  settled: false,
  all: new Map(Object.entries(since).map(([name, at]) => [name, sequenceFrom(at)])),
});

/** What to ask for; undefined as long as nothing is known. */
export function sinceOf({ all }: Streams): Versions | undefined {
  const known = [...all].flatMap(([name, { at }]) => (at === undefined ? [] : [[name, at] as const]));
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

/** An announcement has arrived. */
export function hear(streams: Streams, announcement: Announcement): Heard {
  const { consultation } = announcement;
  const step = take(sequenceOf(streams, consultation), [announcement]);
  return { ...withSteps(streams, [[consultation, step]]), ready: step.ready };
}

/** The server has answered what is followed and what was missed. */
export function settle(streams: Streams, answer: Answer & { readonly ok: true }): Heard {
  const steps = Object.entries(answer.versions).map(([name, version]) => {
    const sequence = sequenceOf(streams, name);
    const fresh = sequence.at === undefined || answer.lost.includes(name);
    const missed = answer.missed.filter(({ consultation }) => consultation === name);
    return [name, fresh ? goOnFrom(sequence, version) : take(sequence, missed)] as const;
  });
  return {
    ...withSteps({ ...streams, settled: true }, steps),
    ready: steps.flatMap(([, { ready }]) => ready),
  };
}

const sequenceOf = ({ all, settled, stream }: Streams, name: string): Sequence<Announcement> =>
  all.get(name) ?? sequenceFrom(settled ? firstVersion[stream] : undefined);

function withSteps(streams: Streams, steps: readonly (readonly [string, Step<Announcement>])[]) {
  const all = new Map(streams.all);
  for (const [name, { sequence }] of steps) all.set(name, sequence);
  const missing = steps.some(([, step]) => step.missing);
  return { streams: { ...streams, all }, missing };
}
