// Starts the server: configuration, connect, wire, listen, and stop gracefully.
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { configFromEnvironment, type Config } from "./config.ts";
import { demonstrationPeople, seedDemonstration } from "./consultations/demonstration.ts";
import { routes } from "@pliego/shared/routes.ts";
import { openingError } from "./platform/database/embedded/disk-errors.ts";
import { makeDirectory } from "./platform/database/embedded/embedded-store.ts";
import { startServer, type RunningServer } from "./server.ts";

/** deploy/ gives it 15 s before it is killed. */
const stopWithinMs = 9_500;

async function main(): Promise<void> {
  const config = configFromEnvironment();
  const demonstration = config.mode === "demonstration";
  const server = await startServer(config, {
    sessionSecret: config.sessionSecret ?? (await keptSecret(config)),
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

/** Demonstration mode makes its own session secret once and keeps it beside the data. */
async function keptSecret(config: Config): Promise<string> {
  const path = join(config.dataDir, "session-secret");
  try {
    if (existsSync(path)) return await readFile(path, "utf8");
    const secret = randomBytes(32).toString("hex");
    makeDirectory(config.dataDir);
    await writeFile(path, secret, { mode: 0o600, flag: "wx" });
    return secret;
  } catch (error) {
    throw openingError(config.dataDir, error);
  }
}

function fail(error: unknown): never {
  const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
  if (taken) console.error("That port is taken by another program. Choose another: PORT=3001 npm start");
  else console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

main().catch(fail);
