// What a command of the command line is.
import { parseArgs } from "node:util";
import type { Actor } from "@pliego/shared/people/people.ts";
import type { Config } from "../config.ts";
import type { Context } from "../platform/context.ts";

export interface Command {
  readonly usage: string;
  readonly purpose: string;
  /** Answers the exit code: 0 done, 1 the answer is no. Throws what isAboutUsage knows, or a Refusal. */
  readonly run: (ctx: Context, words: readonly string[], config: Config) => Promise<number>;
}

/** A command that needs no opened database, or opens it in a way of its own. */
export interface StandaloneCommand extends Omit<Command, "run"> {
  readonly runAlone: (words: readonly string[], config: Config) => Promise<number>;
}

export class UsageError extends Error {}

/** True when the words of a command are wrong, also when parseArgs says so. */
export const isAboutUsage = (error: unknown): error is Error =>
  error instanceof UsageError ||
  (error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS"));

/** The words of a command that takes one file and may take one flag. */
export function fileAndFlag(
  words: readonly string[],
  flag: string,
): { readonly path: string; readonly isFlagged: boolean } {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { [flag]: { type: "boolean" } },
  });
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) throw new UsageError("Name one file.");
  return { path, isFlagged: values[flag] === true };
}

/** Whoever may run commands on the machine acts as the institution; the record shows it under a pseudonym of its own. */
export const institution: Actor = { id: "command-line", publicName: "command line", roles: ["official"] };
