// What git makes of the same three texts, by lines and by words, and how two texts differ. Git runs in a temporary folder
// and reads nobody's settings.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface GitAnswer {
  readonly code: number;
  readonly out: string;
}

/** Exit codes are answers; that there is no git is an error. */
function git(folder: string, args: readonly string[]): Promise<GitAnswer> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null", LC_ALL: "C" };
    execFile("git", args, { cwd: folder, env, maxBuffer: 2 ** 28 }, (error, out) => {
      if (error !== null && typeof error.code !== "number") reject(error);
      else resolve({ code: typeof error?.code === "number" ? error.code : 0, out });
    });
  });
}

async function gitWith(files: Readonly<Record<string, string>>, args: readonly string[]): Promise<GitAnswer> {
  const folder = await mkdtemp(join(tmpdir(), "pliego-real-edits-"));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    return await git(folder, args);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Throws when there is no git to compare with. */
export async function gitVersion(): Promise<string> {
  return (await git(tmpdir(), ["--version"])).out.trim();
}

/** Git's merge of whole lines; undefined where it finds a conflict. */
export async function lineMerge(base: string, ours: string, theirs: string): Promise<string | undefined> {
  const { code, out } = await gitWith({ base, ours, theirs }, ["merge-file", "-p", "ours", "base", "theirs"]);
  return code === 0 ? out : undefined;
}

/** Git's merge of the one-word-per-line forms: a word, a run of blanks or a line break in each line. */
export async function wordMerge(base: string, ours: string, theirs: string): Promise<string | undefined> {
  const merged = await lineMerge(onePerLine(base), onePerLine(ours), onePerLine(theirs));
  return merged === undefined ? undefined : fromOnePerLine(merged);
}

export const onePerLine = (text: string): string =>
  (text.match(/\n|[^\S\n]+|\S+/g) ?? [])
    .map((token) => `${token.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r")}\n`)
    .join("");

export const fromOnePerLine = (lines: string): string =>
  lines
    .replaceAll("\n", "")
    .replace(/\\(.)/g, (_, sign: string) => (sign === "n" ? "\n" : sign === "r" ? "\r" : sign));

const contextLength = 50;

/** The words that differ, one change a line, "[-in the first-]{+in the second+}" after a little of what they share. */
export async function wordDifferences(first: string, second: string): Promise<readonly string[]> {
  const args = ["diff", "--no-index", "--no-color", "--word-diff=porcelain", "-U0", "first", "second"];
  const { out } = await gitWith({ first, second }, args);
  const lines = out.slice(out.indexOf("\n@@")).split("\n");
  const changes: string[] = [];
  let context = "";
  let change = "";
  const close = () => {
    if (change !== "") changes.push(`…${context}${change}`);
    [context, change] = ["", ""];
  };
  for (const line of lines) {
    if (line.startsWith("-")) change += `[-${line.slice(1)}-]`;
    else if (line.startsWith("+")) change += `{+${line.slice(1)}+}`;
    else {
      close();
      if (line.startsWith(" ")) context = line.slice(-contextLength);
    }
  }
  close();
  return changes;
}
