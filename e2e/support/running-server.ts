// The product as a stranger runs it: the built server as a process of its own, on an empty data folder. With MONGODB_URI
// set each data folder has a database of its own on that server instead of the embedded store.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { startCommand, type CommandEnd } from "@pliego/server/testing/command-line.ts";
import { databaseUri, dropDatabaseAt } from "@pliego/server/testing/own-database.ts";
import { repository } from "./repository.ts";

export interface RunningServer {
  readonly url: string;
  readonly dataDir: string;
  readonly process: ChildProcess;
  /** What it has printed so far. */
  readonly printed: () => string;
  /** Stops it (SIGTERM), waits for it to end, and answers its exit code; the data stay. */
  readonly stop: () => Promise<number | null>;
  /** Kills it at once, as a power cut would. */
  readonly kill: () => Promise<void>;
}

const startWithinMs = 60_000;

export const emptyDataDir = (): Promise<string> => mkdtemp(join(tmpdir(), "pliego-e2e-"));

/** Removes it and its database; whatever used it has ended. */
export async function removeDataDir(dataDir: string): Promise<void> {
  const uri = databaseOf(dataDir);
  if (uri !== undefined) await dropDatabaseAt(uri);
  await rm(dataDir, { recursive: true, force: true });
}

/** The database that belongs to this data folder; undefined for the embedded store within it. */
export const databaseOf = (dataDir: string): string | undefined => databaseUri(basename(dataDir));

/** What the server and the command line of the installation in this data folder are started with. */
export function environmentOf(dataDir: string): NodeJS.ProcessEnv {
  const uri = databaseOf(dataDir);
  // One name whatever the port: after a kill a server takes its rooms back at once.
  return {
    ...process.env,
    MODE: "demonstration",
    LOG_LEVEL: "error",
    NODE_NAME: "prueba",
    DATA_DIR: dataDir,
    ...(uri === undefined ? {} : { MONGODB_URI: uri }),
  };
}

/** A command of an administrator on the installation in this data folder, with what it reads on standard input. */
export async function runCli(dataDir: string, words: readonly string[], input = ""): Promise<CommandEnd> {
  const { child, ended } = startCommand(words, environmentOf(dataDir));
  child.stdin.end(input);
  return ended;
}

/** Starts the built server and waits until it says where it listens. */
export async function startServer(
  dataDir: string,
  env: Readonly<Record<string, string>> = {},
): Promise<RunningServer> {
  const child = spawn(process.execPath, [join(repository, "server/dist/main.js")], {
    cwd: repository,
    env: { ...environmentOf(dataDir), PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const url = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error(`The server did not start in time:\n${output}`)),
      startWithinMs,
    );
    const listen = (chunk: Buffer) => {
      output += chunk.toString();
      const address = /Pliego\s+(http:\S+)/.exec(output)?.[1];
      if (address === undefined || !output.includes("Ctrl+C")) return;
      clearTimeout(late);
      resolve(address);
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.once("exit", (code) => reject(new Error(`The server ended with ${code}:\n${output}`)));
  });
  return {
    url,
    dataDir,
    process: child,
    printed: () => output,
    stop: () => end(child, "SIGTERM"),
    kill: async () => void (await end(child, "SIGKILL")),
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const ended = once(child, "exit") as Promise<[number | null]>;
  child.kill(signal);
  return (await ended)[0];
}
