// Edits that real people made of policies at the same time, merged by the text engine and by git, beside what people
// published. The folder is given: of real-edits' form, see real-edits/cases.ts. `--quick` stops after some seconds, `--verbose`
// says of each case left to a person why.
import { resolve } from "node:path";
import { report } from "./report.ts";
import { type CaseFolder, findCases, readCase } from "./real-edits/cases.ts";
import { gitVersion } from "./real-edits/git-merges.ts";
import { mergeCase } from "./real-edits/merge-case.ts";
import { barsOf, figuresOf, type Found, tableOf, tallyOf } from "./real-edits/tally.ts";
import { linesAbout } from "./real-edits/telling.ts";

const quickMs = 25_000;
const usage = `usage: npm run bench:real-edits -- DIR [--quick] [--verbose]
DIR holds cases, or folders of cases: a case is a folder with base.md, ours.md, theirs.md and merged.md`;

const options = process.argv.slice(2).filter((argument) => argument.startsWith("--"));
const [dir, ...others] = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const unknown = options.find((option) => option !== "--quick" && option !== "--verbose");
if (dir === undefined || others.length > 0 || unknown !== undefined) stop(usage);
const folders = await findCases(resolve(process.env["INIT_CWD"] ?? "", dir));
if (folders.length === 0) stop(`no cases in ${dir}\n${usage}`);
const git = await gitVersion().catch(() => stop("git is needed: its merges are what ours are compared with"));
console.log(`compared with ${git}`);

const found = await mergeAll(folders, options.includes("--quick") ? quickMs : Infinity);
for (const { name, cases } of folders) {
  const lines = (found.get(name) ?? []).flatMap((one) => linesAbout(one, options.includes("--verbose")));
  if (lines.length > 0) console.log(`\n${name}, ${cases.length} cases: what is to be looked at`);
  for (const line of lines) console.log(`  ${line}`);
}
const tallies = folders.map(({ name }) => tallyOf(name, found.get(name) ?? []));
console.log(`\n${tableOf(tallies).join("\n")}\n`);
report("real-edits", figuresOf(tallies), tallies.flatMap(barsOf));

function stop(message: string): never {
  console.error(message);
  process.exit(2);
}

/** The cases of all folders; when time is short, a sample spread evenly over each, in the order of their names. */
async function mergeAll(
  all: readonly CaseFolder[],
  mostMs: number,
): Promise<ReadonlyMap<string, readonly Found[]>> {
  const begin = performance.now();
  const places = all.flatMap(({ name: folder, cases }) =>
    cases.map((place, at) => ({ folder, place, turn: turnOf(at) })),
  );
  const results = new Map<string, Found[]>(all.map(({ name }) => [name, []]));
  let done = 0;
  for (const { folder, place } of places.toSorted((a, b) => a.turn - b.turn)) {
    if (done > 0 && performance.now() - begin > mostMs) break;
    const texts = await readCase(place.path);
    const outcome = "missing" in texts ? texts : await mergeCase(texts);
    results.get(folder)?.push({ name: place.name, outcome });
    done += 1;
  }
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  console.log(`${done} of ${places.length} cases in ${seconds} s`);
  for (const list of results.values()) list.sort((a, b) => (a.name < b.name ? -1 : 1));
  return results;
}

/** Bits turned around: the first n turns are spread over all that there are. */
function turnOf(at: number): number {
  let turn = 0;
  for (let rest = at, weight = 0.5; rest > 0; rest >>= 1, weight /= 2) if (rest & 1) turn += weight;
  return turn;
}
