// Which servers run on a database: the record that each keeps of itself there, and whether it still tells of one that
// lives. Ages are told by the database's clock alone, so that clocks of different machines need not agree. Rule O17.
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import type { Database } from "./connection.ts";
import { driverOf } from "./transfer/driver.ts";
import { maintenanceCollection } from "./transfer/maintenance.ts";

/** A server that says nothing for so long is gone, unless it is known to be sooner. */
export const goneAfterMs = 30_000;

export interface ServerRecord {
  /** `server:` and its NODE_NAME. */
  readonly _id: string;
  /** Of this very start; another server of the same name has another. */
  readonly instance: string;
  readonly host: string;
  readonly pid: number;
  /** When the process began, by its own clock: only the same process has the same. */
  readonly startedMs: number;
  /** Names what its process id is unique in: one start of one machine, one container. Null where that cannot be told. */
  readonly processes: string | null;
  /** It had the store's files open itself, which only one process can. */
  readonly holdsStore: boolean;
  /** By the database's clock. */
  readonly seenAt: Date;
}

const prefix = "server:";

export const records = (db: Database) => driverOf(db).collection<ServerRecord>(maintenanceCollection);

export const nodeNameOf = ({ _id }: Pick<ServerRecord, "_id">): string => _id.slice(prefix.length);

export async function databaseTime(db: Database): Promise<Date> {
  const { localTime } = (await driverOf(db).admin().command({ hello: 1 })) as { readonly localTime: Date };
  return localTime;
}

/** The record of a server that starts in this process. */
export const recordOf = (
  nodeName: string,
  instance: string,
  holdsStore: boolean,
): Omit<ServerRecord, "seenAt"> => ({
  _id: prefix + nodeName,
  instance,
  host: hostname(),
  pid: process.pid,
  startedMs: performance.timeOrigin,
  processes: processesHere(),
  holdsStore,
});

/** "unknown": it has spoken not long ago, and whether its process still runs cannot be seen from here. */
export type Life = "lives" | "gone" | "unknown";

export function lifeOf(record: ServerRecord, now: Date): Life {
  // A clock that was set back far is no reason to wait for hours.
  if (Math.abs(now.getTime() - record.seenAt.getTime()) >= goneAfterMs) return "gone";
  const here = processesHere();
  if (here === null || record.processes !== here) return "unknown";
  if (record.pid === process.pid) return record.startedMs === performance.timeOrigin ? "lives" : "gone";
  return isRunning(record.pid) ? "lives" : "gone";
}

/** Throws an Error that names each server that may be running on this database, and says what to do. */
export async function refuseServed(db: Database, role: "source" | "target"): Promise<void> {
  const now = await databaseTime(db);
  const found = await records(db)
    .find({ _id: { $gte: prefix, $lt: `${prefix}\u{10FFFF}` } })
    .toArray();
  const living = found.filter((record) => lifeOf(record, now) !== "gone");
  if (living.length === 0) return;
  const named = living.map((record) => `${nodeNameOf(record)} on ${record.host}`).join(", ");
  throw new Error(
    `The ${role} is being served by ${named}: stop it first, then run the same command again. If it was killed, wait half a minute.`,
  );
}

function processesHere(): string | null {
  try {
    const start = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${start} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return null; // Not Linux: then only time tells.
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}
