// Starts the server with many rooms (live-server.ts, compiled) as a process of its own, and starts it again.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { draftRoom } from "@pliego/shared/live/rooms.ts";
import { repository } from "../support/repository.ts";
import { sessionCookie } from "../support/room-client.ts";
import { emptyDataDir, environmentOf, removeDataDir } from "../support/running-server.ts";
import { official, roomSlug } from "./many-rooms.ts";
import type { Entrance } from "./writers.ts";

export interface RoomsServer {
  readonly dataDir: string;
  readonly entrance: (nth: number) => Entrance;
  /** The server's memory now, in bytes of resident set. */
  readonly memory: () => Promise<number>;
  readonly isAlive: () => boolean;
  /** Ends when it has died by itself. */
  readonly died: () => Promise<void>;
  /** Kills it at once, as a power cut would, if it lives still. */
  readonly kill: () => Promise<void>;
  /** Starts it where it was, on the same data; it has to have ended. FAILPOINT says where it shall die. */
  readonly startAgain: (env?: Readonly<Record<string, string>>) => Promise<void>;
  /** Stops it gracefully; the data stay. */
  readonly stop: () => Promise<void>;
  /** Stops it gracefully and starts it on the same data, at the same address. */
  readonly restart: () => Promise<void>;
  /** What it has printed so far. */
  readonly printed: () => string;
  readonly close: () => Promise<void>;
}

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
}

/** `limits` are those of server/src/live/limits.ts that differ from the usual ones. */
export async function openRoomsServer(rooms: number, limits: object = {}): Promise<RoomsServer> {
  const dataDir = await emptyDataDir();
  let output = "";
  const print = (text: string) => void (output += text);
  const env = {
    ...environmentOf(dataDir),
    ROOMS: String(rooms),
    LIMITS: JSON.stringify(limits),
  };
  let running = await start({ ...env, PORT: "0" }, print);
  const { url } = running;
  const cookie = await sessionCookie(url, official.email, official.password);
  const isAlive = () => running.child.exitCode === null && running.child.signalCode === null;
  const end = async (signal: NodeJS.Signals) => {
    const { child } = running;
    if (!isAlive()) throw new Error(`the server died:\n${output}`);
    const ended = once(child, "exit") as Promise<[number | null]>;
    child.kill(signal);
    const [code] = await ended;
    if (signal === "SIGTERM" && code !== 0) throw new Error(`the server ended with ${code}:\n${output}`);
  };
  const startAgain = async (more: Readonly<Record<string, string>> = {}) => {
    running = await start({ ...env, ...more, PORT: new URL(url).port }, print);
  };
  return {
    dataDir,
    entrance: (nth) => ({ origin: url, cookie, room: draftRoom(roomSlug(nth)) }),
    memory: async () => {
      const status = await readFile(`/proc/${running.child.pid}/status`, "utf8");
      return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
    },
    isAlive,
    died: async () => void (isAlive() && (await once(running.child, "exit"))),
    kill: async () => void (isAlive() && (await end("SIGKILL"))),
    startAgain,
    stop: () => end("SIGTERM"),
    async restart() {
      await end("SIGTERM");
      await startAgain();
    },
    printed: () => output,
    async close() {
      if (isAlive()) await end("SIGTERM");
      await removeDataDir(dataDir);
    },
  };
}

async function start(env: NodeJS.ProcessEnv, print: (text: string) => void): Promise<Running> {
  const child = spawn(process.execPath, [join(repository, "e2e/dist/live/live-server.js")], {
    cwd: repository,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const url = await new Promise<string>((resolve, reject) => {
    const listen = (chunk: Buffer) => {
      output += chunk.toString();
      print(chunk.toString());
      const address = /Pliego\s+(http:\S+)/.exec(output)?.[1];
      if (address !== undefined) resolve(address);
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}:\n${output}`)));
  });
  return { child, url };
}
