// What the bench's child processes do when they are asked over the channel to their parent: one answer for each order.
// Every child can collect its garbage, say what time of the processor it used (in µs), and keep a profile of where it goes.
import { writeFile } from "node:fs/promises";
import { Session } from "node:inspector/promises";

export interface Order {
  readonly id: number;
  readonly name: string;
  readonly argument: unknown;
}

export interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

export type Handlers = Readonly<Record<string, (argument: never) => unknown>>;

/** Takes orders until the parent goes away; then this process ends too. */
export function takeOrders(handlers: Handlers = {}): void {
  const known: Handlers = {
    ...profiling(),
    collect: () => void globalThis.gc?.(),
    cpu: () => {
      const { user, system } = process.cpuUsage();
      return user + system;
    },
    ...handlers,
  };
  process.on("message", ({ id, name, argument }: Order) => {
    const answer = async () => known[name]?.(argument as never);
    answer().then(
      (value) => process.send?.({ id, value } satisfies Answer),
      (error: unknown) => process.send?.({ id, error: String(error) } satisfies Answer),
    );
  });
  process.on("disconnect", () => process.exit(0));
}

/** Samples the stack until it is told where to write what it saw. */
function profiling(): Handlers {
  const session = new Session();
  return {
    profile: async () => {
      session.connect();
      await session.post("Profiler.enable");
      await session.post("Profiler.start");
    },
    keepProfile: async (path: string) => {
      const { profile } = await session.post("Profiler.stop");
      session.disconnect();
      await writeFile(path, JSON.stringify(profile));
    },
  };
}

/** Says where this process listens; `child.ts` waits for it. */
export const sayListening = (port: number): void => console.log(`listening http://127.0.0.1:${port}`);
