// A child process of the bench: a server under test or a crowd of readers, and what it costs.
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../../support/repository.ts";
import type { Answer, Order } from "./orders.ts";

export interface Child {
  readonly port: number;
  /** Asks it to do something and waits for the answer. */
  readonly order: (name: string, argument?: unknown) => Promise<unknown>;
  /** Processor time it has used so far, in seconds: its own and the kernel's for it. */
  readonly cpuSeconds: () => Promise<number>;
  /** Resident memory in kB, after its garbage is collected. */
  readonly residentKb: () => Promise<number>;
  readonly stop: () => Promise<void>;
  /** Ends it at once, as a power cut would. */
  readonly kill: () => Promise<void>;
}

const startWithinMs = 60_000;
const settlingMs = 500;

/** Starts one of the scripts beside this file and waits until it says where it listens. */
export async function startChild(
  script: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Child> {
  const child = fork(join(repository, "e2e/dist/bench/live", script), args, {
    cwd: repository,
    env: { ...process.env, ...env },
    execArgv: ["--expose-gc"],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const port = await listeningPort(child, script);
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  child.on("message", ({ id, value, error }: Answer) => {
    const one = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) one?.resolve(value);
    else one?.reject(new Error(`${script}: ${error}`));
  });
  child.on("exit", (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`${script} ended with ${code ?? signal}`));
  });
  let orders = 0;
  const order = (name: string, argument?: unknown) =>
    new Promise<unknown>((resolve, reject) => {
      orders += 1;
      waiting.set(orders, { resolve, reject });
      child.send({ id: orders, name, argument } satisfies Order);
    });
  return {
    port,
    order,
    cpuSeconds: async () => ((await order("cpu")) as number) / 1e6,
    residentKb: async () => {
      for (let turn = 0; turn < 2; turn += 1) {
        await order("collect");
        await new Promise((resolve) => setTimeout(resolve, settlingMs));
      }
      const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN);
    },
    stop: () => end(child, "SIGTERM"),
    kill: () => end(child, "SIGKILL"),
  };
}

function listeningPort(child: ChildProcess, script: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = "";
    const late = setTimeout(() => reject(new Error(`${script} did not start:\n${output}`)), startWithinMs);
    const listen = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-10_000);
      const port = /(?:Pliego|listening)\s+http:\/\/[^:\s]+:(\d+)/.exec(output)?.[1];
      if (port === undefined) return;
      clearTimeout(late);
      resolve(Number(port));
    };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", (chunk: Buffer) => {
      listen(chunk);
      if (process.argv.includes("--verbose")) process.stderr.write(`[${script}] ${chunk.toString()}`);
    });
    child.once("exit", (code) => reject(new Error(`${script} ended with ${code}:\n${output}`)));
  });
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill(signal);
  await ended;
}
