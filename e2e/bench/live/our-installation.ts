// A data folder of ours with officials and consultations in it, made before the server is started.
import { newConsultation } from "@pliego/shared/consultations/contracts.ts";
import { routes } from "@pliego/shared/routes.ts";
import { openConsultation } from "@pliego/server/consultations/actions.ts";
import { openDrafting } from "@pliego/server/drafting/opening.ts";
import { createPerson } from "@pliego/server/people/actions.ts";
import { openContext } from "@pliego/server/opened-context.ts";

const password = "una contraseña larga de prueba";
const emailOf = (official: number) => `oficial${official}@pliego.example`;
const openDays = 30;
const dayMs = 86_400_000;

const nobodyIsIn = { look: async () => {} };

/** Opens one consultation for each slug, on that text, and its drafting to the public; with so many officials. */
export async function makeInstallation(
  dataDir: string,
  texts: ReadonlyMap<string, string>,
  officials = 1,
): Promise<void> {
  const { ctx, close } = await openContext(
    { mongodbUri: undefined, dataDir, logLevel: "error" },
    { share: false },
  );
  const personOf = (number: number) =>
    createPerson(ctx, {
      email: emailOf(number),
      password,
      publicName: `Oficial ${number}`,
      roles: ["official"],
    });
  const actor = await personOf(0);
  for (let number = 1; number < officials; number += 1) await personOf(number);
  for (const [slug, markdown] of texts) {
    const input = newConsultation.parse({
      title: `Consulta ${slug}`,
      slug,
      closesOn: new Date(Date.now() + openDays * dayMs).toISOString().slice(0, 10),
      institution: "Institución de prueba",
      summary: { "es-MX": "Un resumen.", en: "A summary." },
      markdown,
    });
    await openConsultation(ctx, actor, input);
    await openDrafting(ctx, nobodyIsIn, actor, slug, true);
  }
  await close();
}

/** The cookie of an official, signed in by the form. */
export async function signIn(url: string, official: number): Promise<string> {
  const answer = await fetch(url + routes.signIn(), {
    method: "POST",
    body: new URLSearchParams({ email: emailOf(official), password }),
    headers: { origin: url },
    redirect: "manual",
  });
  const cookie = answer.headers.getSetCookie()[0]?.split(";")[0];
  if (cookie === undefined) throw new Error(`signing in answered ${answer.status}`);
  return cookie;
}
