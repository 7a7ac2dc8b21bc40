// Whatever listens to sockets, upgrades and messages of the outside goes through the one wrapper (platform/guarded.ts): one
// careless listener would end the process. Exits 1 and says which do not.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../support/repository.ts";

/** Everything in these files listens to the outside. */
const files = ["server.ts", ...filesIn("live"), ...filesIn("pages")];
const listening = /(\w+)\s*\.(?:on|once)\(\s*("?[\w-]+"?)\s*,\s*(\w*)/g;
/** A Yjs document, whose events are our own; Express hands what its handlers throw to platform/http/refusals.ts. */
const inside = new Set(["doc"]);

const faults: string[] = [];
let listeners = 0;
for (const file of files) {
  const source = readFileSync(join(repository, "server/src", file), "utf8");
  for (const [, target = "", event, handler = ""] of source.matchAll(listening)) {
    if (inside.has(target)) continue;
    listeners += 1;
    if (!handler.startsWith("guarded") && !(event === '"request"' && handler === "app"))
      faults.push(`server/src/${file}: the listener of ${event} is not guarded`);
  }
}
for (const fault of faults) console.error(fault);
console.log(`listeners: ${listeners} listeners, ${faults.length} faults`);
process.exit(faults.length === 0 && listeners > 0 ? 0 : 1);

function filesIn(folder: string): string[] {
  return readdirSync(join(repository, "server/src", folder), { encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => join(folder, name));
}
