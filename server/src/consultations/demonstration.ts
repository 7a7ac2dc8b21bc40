// What a stranger finds on first start: one consultation on a believable draft, and one account for each kind of person.
import { readFile } from "node:fs/promises";
import { localDay } from "@pliego/shared/consultations/consultations.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import type { NewPerson } from "@pliego/shared/people/contracts.ts";
import { createPerson, hasPeople } from "../people/actions.ts";
import type { Context } from "../platform/context.ts";
import { hasConsultations, openConsultation } from "./actions.ts";

const password = "pliego-demostracion";

/** Published on purpose: demonstration mode listens on loopback only. */
export const demonstrationPeople = [
  { email: "ciudadana@pliego.example", password, publicName: "Ximena Ortega", roles: ["citizen"] },
  { email: "moderadora@pliego.example", password, publicName: "Moderación", roles: ["moderator"] },
  {
    email: "dictaminador@pliego.example",
    password,
    publicName: "Coordinación Nacional de Datos",
    roles: ["official"],
  },
] as const satisfies readonly NewPerson[];

const slug = "datos-abiertos";
const openDays = 45;
const dayMs = 86_400_000;
// Texts are read where the sources are, also when this file runs compiled from server/dist.
const texts = new URL("../../src/consultations/demonstration/", import.meta.url);

/** Fills an empty database; does nothing when there are people or consultations already. */
export async function seedDemonstration(ctx: Context): Promise<void> {
  if ((await hasPeople(ctx)) || (await hasConsultations(ctx))) return;
  let official: Actor | null = null;
  for (const person of demonstrationPeople) {
    const actor = await createPerson(ctx, { ...person, roles: [...person.roles] });
    if (actor.roles.includes("official")) official = actor;
  }
  const text = async (name: string) => (await readFile(new URL(name, texts), "utf8")).trim();
  await openConsultation(ctx, official, {
    title: "Política Nacional de Datos Abiertos",
    slug,
    closesOn: localDay(new Date(ctx.clock.now().getTime() + openDays * dayMs)),
    institution: "Coordinación Nacional de Datos",
    summary: { "es-MX": await text("resumen.es-MX.md"), en: await text("resumen.en.md") },
    markdown: await text("politica-nacional-de-datos-abiertos.md"),
  });
}
