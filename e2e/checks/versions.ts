// What the lock file holds: no version with a known advisory, no host names, and one copy of Yjs (two break it).
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../support/repository.ts";

/** The lowest versions without a known advisory. */
const floors: Readonly<Record<string, string>> = {
  "socket.io-parser": "4.2.7",
  "engine.io": "6.6.9",
  "socket.io": "4.8.4",
  ws: "8.21.1",
  mongoose: "9.9.2",
  "prosemirror-view": "1.42.3",
  passport: "0.7.0",
};
const single = ["yjs", "prosemirror-model", "lib0"];

const lock = readFileSync(join(repository, "package-lock.json"), "utf8");
const { packages } = JSON.parse(lock) as {
  readonly packages: Readonly<Record<string, { readonly version?: string }>>;
};
const versionsOf = (name: string) =>
  Object.entries(packages)
    .filter(([path]) => path === `node_modules/${name}` || path.endsWith(`/node_modules/${name}`))
    .map(([, { version }]) => version ?? "0");

const faults: string[] = [];
for (const [name, floor] of Object.entries(floors)) {
  const found = versionsOf(name);
  if (found.length === 0) faults.push(`${name} is not in the lock file: take its floor out of the list`);
  for (const version of found)
    if (isBelow(version, floor)) faults.push(`${name} ${version} is below ${floor}`);
}
for (const name of single)
  if (versionsOf(name).length !== 1)
    faults.push(`${name}: ${versionsOf(name).length} copies, one is allowed`);
if (/"resolved": "https?:/.test(lock)) faults.push("package-lock.json names hosts");

for (const fault of faults) console.error(fault);
console.log(`versions: ${Object.keys(packages).length} packages, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);

function isBelow(version: string, floor: string): boolean {
  const [a, b] = [version, floor].map((text) => text.split(".").map((part) => Number.parseInt(part, 10)));
  for (let index = 0; index < 3; index += 1) {
    const difference = (a?.[index] ?? 0) - (b?.[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
