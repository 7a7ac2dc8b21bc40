// Keeps a CPU profile of what a server does while it is measured, when the plan asks for it; the figures of such a run are
// not to be compared with those of others.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Plan } from "./plan.ts";
import type { Target } from "./targets.ts";

export async function profiled<T>(
  { profiles }: Plan,
  { name, server }: Target,
  what: string,
  measure: () => Promise<T>,
): Promise<T> {
  if (profiles === undefined) return measure();
  await mkdir(profiles, { recursive: true });
  await server.order("profile");
  const found = await measure();
  await server.order("keepProfile", join(profiles, `${name}-${what}.cpuprofile`));
  return found;
}
