// The command line as a person runs it: a process of its own, its words, its exit code.
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** The file of the command line, for a test that has another process start it. */
export const commandLine = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

export interface CommandEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface RunningCommand {
  readonly child: ChildProcessWithoutNullStreams;
  /** What it has printed so far, of both kinds. */
  readonly printed: () => string;
  readonly ended: Promise<CommandEnd>;
}

/** Starts a command with these variables and no others. */
export function startCommand(
  words: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
): RunningCommand {
  const { PATH } = process.env;
  const child = spawn(process.execPath, [commandLine, ...words], { env: { PATH, ...variables } });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const ended = once(child, "close").then(([code, signal]): CommandEnd => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    out,
    err,
  }));
  return { child, printed: () => out + err, ended };
}

export const runCommand = (
  words: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
): Promise<CommandEnd> => startCommand(words, variables).ended;
