// What a command of the command line is.
import { parseArgs } from "node:util";
import type { Actor } from "@pliego/shared/people/people.ts";
import type { Config } from "../config.ts";
import type { Context } from "../platform/context.ts";

export interface Command {
  readonly usage: string;
  readonly purpose: string;
  /** Answers the exit code: 0 done, 1 the answer is no. Throws UsageError or a Refusal. */
  readonly run: (ctx: Context, words: readonly string[], config: Config) => Promise<number>;
}

/** A command that needs no opened database, or opens it in a way of its own. */
export interface StandaloneCommand extends Omit<Command, "run"> {
  readonly runAlone: (words: readonly string[], config: Config) => Promise<number>;
}

export class UsageError extends Error {}

/** The words of a command that takes one file and may take one flag. */
export function fileAndFlag(
  words: readonly string[],
  flag: string,
): { readonly path: string; readonly isFlagged: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { [flag]: { type: "boolean" } },
    });
    const [path, ...more] = positionals;
    if (path === undefined || more.length > 0) throw new UsageError("Name one file.");
    return { path, isFlagged: values[flag] === true };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Whoever may run commands on the machine acts as the institution; the record shows it under a pseudonym of its own. */
export const institution: Actor = { id: "command-line", publicName: "command line", roles: ["official"] };
