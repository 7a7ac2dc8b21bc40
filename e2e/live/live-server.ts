// A server of its own process with many rooms and limits of choice, for tests that one consultation or the usual limits
// would hold up. Started by rooms-server.ts: the built product's own parts, with other numbers.
import { readConfig } from "@pliego/server/config.ts";
import { openConsultation } from "@pliego/server/consultations/actions.ts";
import { createPerson, hasPeople } from "@pliego/server/people/actions.ts";
import { startServer } from "@pliego/server/server.ts";
import { newConsultation } from "@pliego/shared/consultations/contracts.ts";
import { fileURLToPath } from "node:url";
import { official, policy, roomSlug } from "./many-rooms.ts";

const rooms = Number(process.env["ROOMS"] ?? "1");
const server = await startServer(readConfig(process.env), {
  sessionSecret: "a secret of tests that is long enough for a session",
  clientDist: fileURLToPath(new URL("../../../client/dist/", import.meta.url)),
  demonstrationPeople: [],
  limits: JSON.parse(process.env["LIMITS"] ?? "{}") as object,
  async seed(ctx) {
    if (await hasPeople(ctx)) return;
    const actor = await createPerson(ctx, { ...official, publicName: "Dictaminadora", roles: ["official"] });
    for (let nth = 0; nth < rooms; nth += 1) {
      const consultation = newConsultation.parse({
        title: `Consulta ${nth}`,
        slug: roomSlug(nth),
        closesOn: new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10),
        institution: "Institución de prueba",
        summary: { "es-MX": "Un resumen.", en: "A summary." },
        markdown: policy,
      });
      await openConsultation(ctx, actor, consultation);
    }
  },
} as Parameters<typeof startServer>[1]);
console.log(`Pliego  ${server.url}\nStop with Ctrl+C.`);
process.on("SIGTERM", () => void server.stop().then(() => process.exit(0)));
