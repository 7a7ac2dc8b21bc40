// Waiting for what must come within a time, and saying what did not.

const askEveryMs = 10;

/** Asks again until the answer is true; throws with `what` in the message after `withinMs`. */
export async function waitUntil(
  what: string,
  withinMs: number,
  isSo: () => boolean | Promise<boolean>,
): Promise<void> {
  const begin = performance.now();
  while (!(await isSo())) {
    if (performance.now() - begin > withinMs) throw new Error(`not within ${withinMs} ms: ${what}`);
    await pause(askEveryMs);
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
