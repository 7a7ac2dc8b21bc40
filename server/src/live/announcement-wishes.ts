// What a browser may ask of the announcements, parsed at the edge, and how it is answered: schema, then the
// handler, which asks the permissions; an answer where one was asked for.
import { z } from "zod";
import type { Answer, Wish } from "@pliego/shared/live/announcements.ts";
import { may, type Permission } from "@pliego/shared/people/permissions.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import type { Continuation, KeptAnnouncements } from "../notifications/kept-announcements.ts";
import type { Log } from "../platform/log.ts";

const slug = z.string().min(1).max(60);
const version = z.int().min(0);
const desks = ["queue", "desk"] as const;

const since = z.record(slug, version).optional();

export const wish: z.ZodType<Wish> = z.union([
  z.strictObject({ consultation: slug, since }),
  z.strictObject({ desk: z.enum(desks), since }),
]);

/** What one must be allowed to follow the announcements of a work screen. */
export const deskPermissions: Readonly<Record<(typeof desks)[number], Permission>> = {
  queue: "queue.see",
  desk: "desk.see",
};

export const mayFollow = (actor: Actor | null, chosen: Wish): boolean =>
  "consultation" in chosen || may(actor, deskPermissions[chosen.desk]);

/** Everything that came after the versions that were named. */
export async function answerTo(kept: KeptAnnouncements, chosen: Wish): Promise<Answer> {
  if ("consultation" in chosen) {
    const { consultation, since = {} } = chosen;
    const known = Object.hasOwn(since, consultation) ? since[consultation] : undefined;
    const found = await kept.ofOne(consultation, known);
    return found === null ? { ok: false, code: "not-found" } : answerFrom([[consultation, found]]);
  }
  return answerFrom([...(await kept.ofAll(chosen.desk === "queue" ? "queue" : "public", chosen.since))]);
}

const answerFrom = (all: readonly (readonly [string, Continuation])[]): Answer => ({
  ok: true,
  versions: Object.fromEntries(all.map(([name, { version: now }]) => [name, now])),
  missed: all.flatMap(([, { missed }]) => missed ?? []),
  lost: all.filter(([, { missed }]) => missed === null).map(([name]) => name),
});

/** Parses what was sent, runs the handler, and gives its answer through the acknowledgement where one was asked for. */
export function answering<T>(
  log: Log,
  schema: z.ZodType<T>,
  handle: (input: T) => Promise<Answer>,
): (...sent: readonly unknown[]) => void {
  return (...sent) => {
    const last = sent.at(-1);
    const answer = typeof last === "function" ? (last as (given: Answer) => void) : () => {};
    const parsed = schema.safeParse(sent[0]);
    if (!parsed.success) return answer({ ok: false, code: "malformed" });
    Promise.resolve(parsed.data)
      .then(handle)
      .then(answer)
      .catch((error: unknown) => {
        log.error({ err: error }, "announcements: a handler failed");
        answer({ ok: false, code: "failed" });
      });
  };
}
