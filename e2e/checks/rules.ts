// Ties tests to rules: every rule of shared/RULES.md is named by at least one test title, every test title begins with
// a rule that exists. Exits 1 and says which do not.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../support/repository.ts";

const ruleLine = /^- \*\*([A-Z]+\d+)\*\* \S/gm;
// `test("…`, `it("…`, and what follows a table: `test.each([…])("…`.
const testTitle = /(?:\b(?:test|it)|\))\(\s*(["'`])((?:\\.|(?!\1)[^\\])*)\1\s*,/g;
const namedRules = /^\[([A-Z]+\d+(?:, [A-Z]+\d+)*)\] \S/;

const rules = new Set(
  [...readFileSync(join(repository, "shared/RULES.md"), "utf8").matchAll(ruleLine)].map(
    (match) => match[1] ?? "",
  ),
);
const tested = new Set<string>();
const faults: string[] = [];
let titles = 0;

for (const file of testFiles()) {
  const source = readFileSync(join(repository, file), "utf8");
  for (const match of source.matchAll(testTitle)) {
    if (match[0].startsWith(")") && groupsTests(source.slice(0, match.index))) continue;
    titles += 1;
    const title = match[2] ?? "";
    const named = namedRules.exec(title)?.[1]?.split(", ");
    if (named === undefined) faults.push(`${file}: "${title}" does not begin with its rule, like "[S4] …"`);
    for (const rule of named ?? []) {
      tested.add(rule);
      if (!rules.has(rule))
        faults.push(`${file}: "${title}" names ${rule}, which shared/RULES.md does not have`);
    }
  }
}
for (const rule of rules) if (!tested.has(rule)) faults.push(`shared/RULES.md: no test names ${rule}`);

for (const fault of faults) console.error(fault);
console.log(`rules: ${rules.size} rules, ${titles} tests, ${faults.length} faults`);
process.exit(faults.length === 0 && rules.size > 0 ? 0 : 1);

/** True when the table that ends here belongs to `describe.each`, whose title names no rule. */
function groupsTests(before: string): boolean {
  return (
    before
      .match(/\b(?:test|it|describe)\.\w+(?=[(`])/g)
      ?.at(-1)
      ?.startsWith("describe") ?? false
  );
}

function testFiles(): string[] {
  return ["shared/src", "server/src", "client/src", "e2e"].flatMap((folder) =>
    readdirSync(join(repository, folder), { recursive: true, encoding: "utf8" })
      .filter(
        (name) => /\.(test|endurance|cases)\.tsx?$/.test(name) && !/(^|\/)(dist|node_modules)\//.test(name),
      )
      .map((name) => join(folder, name)),
  );
}
