// The command line: what an administrator does without a browser. Uses the running server's store when there is one.
import { configFromEnvironment, type Config } from "../config.ts";
import { Refusal } from "@pliego/shared/errors.ts";
import { isAboutUsage, type Command, type StandaloneCommand } from "./command.ts";
import { refuseMissingStore } from "./missing-store.ts";

/** Each is loaded when it is wanted: what only copies a database need not wait for all that the server is made of. */
const commands: Readonly<Record<string, () => Promise<Command | StandaloneCommand>>> = {
  import: async () => (await import("./import.ts")).importCommand,
  "verify-record": async () => (await import("./verify-record.ts")).verifyRecordCommand,
  "create-person": async () => (await import("./create-person.ts")).createPersonCommand,
  "set-roles": async () => (await import("./set-roles.ts")).setRolesCommand,
  backup: async () => (await import("./backup.ts")).backupCommand,
  restore: async () => (await import("./restore.ts")).restoreCommand,
  move: async () => (await import("./move.ts")).moveCommand,
  store: async () => (await import("./store.ts")).storeCommand,
  "check-store": async () => (await import("./check-store.ts")).checkStoreCommand,
};

async function main(words: readonly string[]): Promise<number> {
  const [name = "", ...rest] = words;
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) {
    console.log("Usage: npm run cli -- COMMAND\n");
    for (const loadOne of Object.values(commands)) {
      const { usage, purpose } = await loadOne();
      console.log(`  ${usage}\n      ${purpose}`);
    }
    return name === "" || name === "help" ? 0 : 2;
  }
  const command = await load();
  const config = configFromEnvironment();
  try {
    if ("runAlone" in command) return await command.runAlone(rest, config);
    return await runOpened(command, rest, config);
  } catch (error) {
    if (isAboutUsage(error)) {
      console.error(`${error.message}\nUsage: ${command.usage}`);
      return 2;
    }
    if (error instanceof Refusal) {
      console.error(`Refused: ${error.code} ${JSON.stringify({ ...error.params, ...error.details })}`);
      return 1;
    }
    throw error;
  }
}

async function runOpened(command: Command, words: readonly string[], config: Config): Promise<number> {
  refuseMissingStore(config);
  const { openContext } = await import("../opened-context.ts");
  const opened = await openContext({ ...config, logLevel: "error" }, { share: true });
  try {
    return await command.run(opened.ctx, words, config);
  } finally {
    await opened.close();
  }
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
