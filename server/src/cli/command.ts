// What a command of the command line is.
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

/** Whoever may run commands on the machine acts as the institution; the record shows it under a pseudonym of its own. */
export const institution: Actor = { id: "command-line", publicName: "command line", roles: ["official"] };
