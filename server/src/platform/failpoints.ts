// Named places where a test lets the process die as by a power cut, to see what survives. Without a name in the
// configuration, and always in production, they do nothing.

/** Called at each named place. */
export type Failpoint = (name: FailpointName) => void;

export const roomFailpoints = [
  "room.before-write",
  "room.after-write",
  "room.after-ack",
  "room.mid-snapshot",
  "room.mid-compaction",
  "room.mid-join",
] as const;
export type RoomFailpoint = (typeof roomFailpoints)[number];

const transferFailpoints = [
  "transfer.read-part",
  "transfer.filled-batch",
  "transfer.verified",
  "transfer.marked",
] as const;

export type FailpointName = RoomFailpoint | (typeof transferFailpoints)[number];
const failpointNames: readonly string[] = [...roomFailpoints, ...transferFailpoints];

/** `spec`: a name, or `name:n` for the nth time it is reached. `die` ends the process without any farewell. */
export function makeFailpoint(spec: string | undefined, die: () => void): Failpoint {
  if (spec === undefined) return () => {};
  const [name, times = "1"] = spec.split(":");
  if (!failpointNames.includes(name ?? "")) throw new Error(`There is no failpoint ${name}`);
  let left = Number(times);
  return (reached) => {
    if (reached !== name) return;
    left -= 1;
    if (left === 0) die();
  };
}
