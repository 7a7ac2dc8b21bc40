// set-roles: replaces what an account may do. Whoever is signed in with it is bound by it at her next act.
import { parseArgs } from "node:util";
import { newRoles } from "@pliego/shared/people/contracts.ts";
import { setRoles } from "../people/actions.ts";
import { parse } from "../platform/http/edge.ts";
import { UsageError, type Command } from "./command.ts";

export const setRolesCommand: Command = {
  usage: "set-roles --email ADDRESS --role citizen|moderator|official|admin [--role …]",
  purpose: "replaces what an account may do; it holds at once, also where she is signed in",
  async run(ctx, words) {
    const { values } = parseArgs({
      args: [...words],
      options: { email: { type: "string" }, role: { type: "string", multiple: true } },
    });
    if (values.email === undefined || values.role === undefined)
      throw new UsageError("--email and --role are needed.");
    const { email, roles } = parse(newRoles, { email: values.email, roles: values.role });
    await setRoles(ctx, email, roles);
    console.log(`${email} is now: ${roles.join(", ")}.`);
    return 0;
  },
};
