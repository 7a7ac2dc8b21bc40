// Whoever is connected because of who she is, is looked at again every two seconds: a session that ended, a role that was
// taken away or a person who is gone ends the connection. Rule L73.
import type { Actor } from "@pliego/shared/people/people.ts";
import { findActors } from "../people/actions.ts";
import type { Context } from "../platform/context.ts";
import { peopleOfSessions } from "../platform/database/sessions.ts";

/** A connection that stands on a session. */
export interface Held {
  readonly sessionKey: string;
  /** As she was when she was let in. */
  readonly actor: Actor;
  /** Called when she is not who she was: as she is now; null when nobody is signed in there any more. */
  readonly changed: (now: Actor | null) => void | Promise<void>;
}

export interface Revocation {
  readonly stop: () => Promise<void>;
}

/** A channel that people are connected to. */
export interface Channel {
  readonly held: () => readonly Held[];
  /** Looks at those who are let in whoever they are. */
  readonly look?: () => Promise<void>;
}

const lookEveryMs = 2_000;

export function startRevocation(ctx: Context, channels: readonly Channel[]): Revocation {
  const look = async (): Promise<void> => {
    const held = channels.flatMap((channel) => channel.held());
    const now = await actorsOf(
      ctx,
      held.map(({ sessionKey }) => sessionKey),
    );
    for (const { sessionKey, actor, changed } of held) {
      const known = now.get(sessionKey) ?? null;
      if (known?.id !== actor.id) await changed(null);
      else if (known.roles.join() !== actor.roles.join()) await changed(known);
    }
    for (const channel of channels) await channel.look?.();
  };
  let running: Promise<void> = Promise.resolve();
  let isWaiting = false;
  const timer = setInterval(() => {
    if (isWaiting) return;
    isWaiting = true;
    running = look()
      .catch((error: unknown) => ctx.log.error({ err: error }, "live: sessions could not be looked at"))
      .finally(() => (isWaiting = false));
  }, lookEveryMs);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}

async function actorsOf(ctx: Context, keys: readonly string[]): Promise<ReadonlyMap<string, Actor>> {
  if (keys.length === 0) return new Map();
  const people = await peopleOfSessions(ctx.db, [...new Set(keys)], ctx.clock.now());
  const actors = await findActors(ctx, [...new Set(people.values())]);
  return new Map(
    [...people].flatMap(([key, person]) => {
      const actor = actors.get(person);
      return actor === undefined ? [] : [[key, actor] as const];
    }),
  );
}
