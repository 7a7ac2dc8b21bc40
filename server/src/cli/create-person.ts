// create-person: makes an account. The password is read from standard input, never from the command line or its history.
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { newPerson } from "@pliego/shared/people/contracts.ts";
import { createPerson } from "../people/actions.ts";
import { parse } from "../platform/http/edge.ts";
import { UsageError, type Command } from "./command.ts";

export const createPersonCommand: Command = {
  usage: "create-person --email ADDRESS --name NAME --role citizen|moderator|official|admin",
  purpose: "makes an account; asks for its password (at least 10 characters) on standard input",
  async run(ctx, words) {
    const text = { type: "string" } as const;
    const { values } = parseArgs({ args: [...words], options: { email: text, name: text, role: text } });
    if (values.email === undefined || values.name === undefined || values.role === undefined) {
      throw new UsageError("--email, --name and --role are needed.");
    }
    const password = await firstLine();
    const input = parse(newPerson, {
      email: values.email,
      password,
      publicName: values.name,
      roles: [values.role],
    });
    await createPerson(ctx, input);
    console.log(`${values.email} may now sign in.`);
    return 0;
  },
};

async function firstLine(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write("Password: ");
  const lines = createInterface({ input: process.stdin, terminal: false });
  for await (const line of lines) {
    lines.close();
    return line;
  }
  throw new UsageError("No password came on standard input.");
}
