// Starts the server: configuration, connect, wire, listen, and stop gracefully.
import { fileURLToPath } from "node:url";
import { configFromEnvironment } from "./config.ts";
import { demonstrationPeople, seedDemonstration } from "./consultations/demonstration.ts";
import { keptSecret } from "./kept-secret.ts";
import { routes } from "@pliego/shared/routes.ts";
import { startServer, type RunningServer } from "./server.ts";

/** deploy/ gives it 15 s before it is killed. */
const stopWithinMs = 9_500;

async function main(): Promise<void> {
  const config = configFromEnvironment();
  const demonstration = config.mode === "demonstration";
  const server = await startServer(config, {
    sessionSecret: config.sessionSecret ?? (await keptSecret(config.dataDir)),
    clientDist: fileURLToPath(new URL("../../client/dist/", import.meta.url)),
    demonstrationPeople: demonstration
      ? demonstrationPeople.map(({ email, password, roles: [role] }) => ({ email, password, role }))
      : [],
    seed: demonstration ? seedDemonstration : async () => {},
  });
  console.log(welcome(server, demonstration));

  let stopping = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      // What was acknowledged is stored: whatever still hangs then, hangs on somebody else.
      setTimeout(() => process.exit(1), stopWithinMs).unref();
      server.stop().then(
        () => process.exit(0),
        (error: unknown) => fail(error),
      );
    });
  }
}

function welcome(server: RunningServer, demonstration: boolean): string {
  const lines = [`Pliego  ${server.url}`, `Database: ${server.databaseDescription}`];
  if (demonstration) {
    lines.push(`Demonstration mode, this machine only. Sign in at ${server.url}${routes.signIn()} as:`);
    for (const { email, password, roles } of demonstrationPeople) {
      lines.push(`  ${roles[0].padEnd(10)} ${email.padEnd(32)} ${password}`);
    }
  }
  return `\n${[...lines, "Stop with Ctrl+C."].map((line) => `  ${line}`).join("\n")}\n`;
}

function fail(error: unknown): never {
  const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
  if (taken) console.error("That port is taken by another program. Choose another: PORT=3001 npm start");
  else console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

main().catch(fail);
