// The session secret of demonstration mode: made once, kept beside the data, there only when it is whole. Rule O18.
import { open, readFile, rename, rm } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { openingError } from "./platform/database/embedded/disk-errors.ts";
import { makeDirectory } from "./platform/database/embedded/embedded-store.ts";

/** As with SESSION_SECRET; a file with less was cut off. */
const leastCharacters = 32;

/** Reads or makes the secret. Throws a sentence for people where the directory cannot be used or the file is damaged. */
export async function keptSecret(dataDir: string): Promise<string> {
  const path = join(dataDir, "session-secret");
  try {
    const secret = (await read(path)) ?? (await make(dataDir, path));
    if (secret.length >= leastCharacters) return secret;
  } catch (error) {
    throw openingError(dataDir, error);
  }
  throw new Error(
    `${path} is damaged: it should hold at least ${leastCharacters} characters. Remove it and start again: a new one is made, and whoever was signed in signs in again.`,
  );
}

async function read(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

async function make(dataDir: string, path: string): Promise<string> {
  makeDirectory(dataDir);
  const secret = randomBytes(32).toString("hex");
  const unfinished = `${path}.${process.pid}`;
  try {
    const file = await open(unfinished, "w", 0o600);
    try {
      await file.writeFile(secret);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {}); // What was wrong first is what is said.
    throw error;
  }
  const directory = await open(dataDir, "r");
  await directory.sync().finally(() => directory.close());
  return secret;
}
