// Long commands at a terminal: progress on standard error, and Ctrl+C that stops between two batches.
import { Cancelled, type Watch } from "../platform/database/transfer/watching.ts";
import { makeFailpoint } from "../platform/failpoints.ts";

const terminalEveryMs = 500;
/** Into a log, a line now and then. */
const logEveryMs = 5_000;
const cancelledCode = 130;

/** Runs the work with a watch over it and prints what it came to; stopped by Ctrl+C it says how to go on and answers 130. */
export async function atTerminal(
  failpoint: string | undefined,
  howToGoOn: string,
  work: (watch: Watch) => Promise<readonly string[]>,
): Promise<number> {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  // Once: a second Ctrl+C ends the process at once, and nothing is lost by that either.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);
  const { isTTY } = process.stderr;
  let isLineShown = false;
  const endLine = () => {
    if (isLineShown) process.stderr.write("\n");
    isLineShown = false;
  };
  try {
    const result = await work({
      signal: stopping.signal,
      failpoint: makeFailpoint(failpoint, () => process.kill(process.pid, "SIGKILL")),
      now: () => performance.now(),
      everyMs: isTTY ? terminalEveryMs : logEveryMs,
      show: (line) => {
        process.stderr.write(isTTY ? `\r\u001B[K${line}` : `${line}\n`);
        isLineShown = isTTY;
      },
      say: (sentence) => {
        endLine();
        process.stderr.write(`${sentence}\n`);
      },
    });
    endLine();
    for (const line of result) console.log(line);
    return 0;
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    endLine();
    process.stderr.write(`Stopped. ${howToGoOn}\n`);
    return cancelledCode;
  } finally {
    endLine();
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, stop);
  }
}
