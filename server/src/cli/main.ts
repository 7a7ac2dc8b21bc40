// The command line: what an administrator does without a browser. Uses the running server's store when there is one.
import { configFromEnvironment, type Config } from "../config.ts";
import { Refusal } from "@pliego/shared/errors.ts";
import { openContext } from "../server.ts";
import { checkStoreCommand } from "./check-store.ts";
import { UsageError, type Command, type StandaloneCommand } from "./command.ts";
import { createPersonCommand } from "./create-person.ts";
import { importCommand } from "./import.ts";
import { setRolesCommand } from "./set-roles.ts";
import { storeCommand } from "./store.ts";
import { verifyRecordCommand } from "./verify-record.ts";

const commands: Readonly<Record<string, Command | StandaloneCommand>> = {
  import: importCommand,
  "verify-record": verifyRecordCommand,
  "create-person": createPersonCommand,
  "set-roles": setRolesCommand,
  store: storeCommand,
  "check-store": checkStoreCommand,
};

async function main(words: readonly string[]): Promise<number> {
  const [name = "", ...rest] = words;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    console.log("Usage: npm run cli -- COMMAND\n");
    for (const known of Object.values(commands)) console.log(`  ${known.usage}\n      ${known.purpose}`);
    return name === "" || name === "help" ? 0 : 2;
  }
  const config = configFromEnvironment();
  try {
    if ("runAlone" in command) return await command.runAlone(rest, config);
    return await runOpened(command, rest, config);
  } catch (error) {
    if (error instanceof UsageError) {
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
