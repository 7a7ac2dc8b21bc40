// For tests of faults: a process that serves a store and does nothing else, to be killed, starved of space or
// given a damaged file. A native crash of LMDB ends that process and not the tests.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

/** How the process ended: the signal that killed it, or its exit code, and what it wrote to the error output. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly errors: string;
}

export interface StoreProcess {
  readonly process: ChildProcess;
  /** The URI once it serves; undefined when it ended before. */
  readonly uri: Promise<string | undefined>;
  readonly ended: Promise<Ending>;
  kill(): Promise<Ending>;
}

/** What stands before `node` on the command line: a limit on file sizes, or a tracer that injects errors. */
export type Wrapper = readonly string[];

const COMPILED = fileURLToPath(new URL("embedded-store.js", import.meta.url)).replace(
  "/server/src/",
  "/server/dist/",
);

/** Each write beyond so many bytes of one file fails with EFBIG, as on a disk with no more room. */
export function fileSizeLimit(kilobytes: number): Wrapper {
  // Without the trap the kernel would end the process with SIGXFSZ.
  return ["bash", "-c", `trap "" XFSZ; ulimit -S -f ${kilobytes}; exec "$0" "$@"`];
}

/** Starts a process that opens the directory, serves it, and ends with this one or when told to close. */
export function startStore(
  directory: string,
  options: { readonly sweepMs?: number; readonly wrapper?: Wrapper } = {},
): StoreProcess {
  const opening = { directory, database: "pliego", sweepMs: options.sweepMs ?? 60_000 };
  const code = `
    import { openEmbeddedStore } from ${JSON.stringify(COMPILED)};
    try {
      const store = await openEmbeddedStore(${JSON.stringify(opening)});
      process.stdout.write(store.uri + "\\n");
      process.stdin.resume().once("end", () => store.close().then(() => process.exit(0)));
    } catch (error) {
      process.stderr.write(String(error.message) + "\\n");
      process.exit(3);
    }
  `;
  const [command, ...before] = [...(options.wrapper ?? []), process.execPath];
  const child = spawn(command as string, [...before, "--input-type=module", "-e", code], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  const errors = text(child.stderr);
  const ended = once(child, "close").then(async ([code, signal]): Promise<Ending> => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    errors: await errors,
  }));
  const served = once(child.stdout, "data").then(([line]) => String(line).trim());
  return {
    process: child,
    uri: Promise.race([served, ended.then(() => undefined)]),
    ended,
    kill: () => {
      child.kill("SIGKILL");
      return ended;
    },
  };
}

/** Opens one directory after the other in one process, and answers why each was refused; it fails when the process crashes. */
export async function refusals(directories: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const code = `
    import { openEmbeddedStore } from ${JSON.stringify(COMPILED)};
    for (const directory of ${JSON.stringify(directories)}) {
      const reason = await openEmbeddedStore({ directory, database: "pliego" }).then(
        () => "it was opened",
        (error) => error.message,
      );
      process.stdout.write(JSON.stringify([directory, reason]) + "\\n");
    }
    process.exit(0);
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const said = await text(child.stdout);
  const lines = said.split("\n").filter((line) => line !== "");
  if (lines.length < directories.length)
    throw new Error(`The process crashed at ${directories[lines.length]}`);
  return new Map(lines.map((line) => JSON.parse(line) as [string, string]));
}
