import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keptSecret } from "./kept-secret.ts";
import { fileSizeLimit } from "./platform/database/embedded/test-process.ts";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "pliego-secret-"))));
afterEach(() => rmSync(folder, { recursive: true }));

test("[O18] the secret is made once, in a directory that need not exist, for its owner alone", async () => {
  const dataDir = join(folder, "data");
  const made = await keptSecret(dataDir);
  expect(made).toMatch(/^[0-9a-f]{64}$/);
  expect(await keptSecret(dataDir)).toBe(made);
  expect(readdirSync(dataDir)).toEqual(["session-secret"]);
  expect(statSync(join(dataDir, "session-secret")).mode & 0o777).toBe(0o600);
});

test.each(["", "cut off"])("[O18] a secret that is %j is refused, saying what to do", async (content) => {
  const path = join(folder, "session-secret");
  writeFileSync(path, content);
  await expect(keptSecret(folder)).rejects.toThrow(/session-secret is damaged: .* Remove it and start again/);
  expect(readFileSync(path, "utf8")).toBe(content);
});

test("[O18] a data directory that is a file is said to be one", async () => {
  const file = join(folder, "data");
  writeFileSync(file, "");
  await expect(keptSecret(file)).rejects.toThrow(`${file} cannot be used: it is not a directory`);
});

test("[O18] a full disk is said to be full, and what could not be written is not there", async () => {
  const [shell = "", ...words] = fileSizeLimit(0);
  const made = fileURLToPath(new URL("../dist/kept-secret.js", import.meta.url));
  const code = `
    const { keptSecret } = await import(${JSON.stringify(made)});
    await keptSecret(${JSON.stringify(folder)}).then(() => console.log("made"), (error) => console.log(error.message));
  `;
  const { stdout } = await promisify(execFile)(shell, [
    ...words,
    process.execPath,
    "--input-type=module",
    "--eval",
    code,
  ]);
  expect(stdout).toMatch(/cannot be used: no space is left \(EFBIG\)\. Free some there and start again/);
  expect(readdirSync(folder)).toEqual([]);
  expect(await keptSecret(folder)).toHaveLength(64);
});
