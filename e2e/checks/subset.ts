// Product code asks of the database only what the embedded store serves, and docs/EMBEDDED-STORE.md shows exactly that
// list. Exits 1 and says where not. With --write it writes the tables of the document anew.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../support/repository.ts";
import { tablesAsMarkdown, withoutPadding } from "../support/subset-tables.ts";
import { usesOutside } from "../support/subset-use.ts";

const list = "server/src/platform/database/embedded/subset.ts";
const document = "docs/EMBEDDED-STORE.md";
const begin = "<!-- begin: tables made from subset.ts by `node e2e/dist/checks/subset.js --write` -->";
const end = "<!-- end -->";

/** What the check must see, so that a check that has gone blind fails. */
const wrongOnPurpose = [
  'find({ a: { $regex: "x" } })',
  'find({ "$where": "1" })',
  "updateOne({}, { $rename: { a: 'b' } })",
  "updateOne({}, { $push: { a: { $each: [1], $sort: 1 } } })",
  "find({}, { a: { $slice: 1 } })",
  "aggregate([{ $lookup: { from: `b` } }])",
  "aggregate([{ $group: { _id: null, n: { $avg: 1 } } }, { $match: {} }])",
  'aggregate([{ $group: { _id: "$a" } }])',
  "const s = `${f({ a: `${1}` })}`; find({ a: { $size: 1 } })",
  'const r = /["`]/; find({ a: { $all: [1] } })',
  'import { Schema } from "mongoose"; people(db).find({}).populate("x").exec()',
  'import { Schema } from "mongoose"; people(db).find<Person>({}).all([1]).exec()',
  'import { Schema } from "mongoose"; people(db).watch()',
  'import { Schema } from "mongoose"; db.collection("a").rename("b")',
  'import { Schema } from "mongoose"; db.command({ collStats: "a" })',
  'import { Schema } from "mongoose"; people(db).find({}, {}, { collation: { locale: "es" } })',
  'import { Schema } from "mongoose"; people(db).find({}).hint({ a: 1 })',
  'import { Schema } from "mongoose"; schema.index({ a: "text" })',
  'import { Schema } from "mongoose"; schema.index({ a: 1 }, { unique: true, collation: { locale: "es" } })',
  'import { Schema } from "mongoose"; schema.index({ a: 1 }, { partialFilterExpression: { a: { $in: [1] } } })',
  'import { Schema } from "mongoose"; new Schema({ a: { type: String, index: "2dsphere" } })',
];

const faults = wrongOnPurpose
  .filter((source) => usesOutside(source).length === 0)
  .map((source) => `e2e/support/subset-use.ts: does not see what is wrong in: ${source}`);

const files = readdirSync(join(repository, "server/src"), { recursive: true, encoding: "utf8" }).filter(
  (name) =>
    name.endsWith(".ts") &&
    !/\.(test|endurance|cases)\.ts$/.test(name) &&
    !name.startsWith("platform/database/embedded/"),
);
for (const name of files) {
  for (const { line, what } of usesOutside(readFileSync(join(repository, "server/src", name), "utf8")))
    faults.push(
      `server/src/${name}:${line}: ${what} is outside the subset of the embedded store: write it with what ${list} ` +
        "lists, or serve it there, with conformance cases",
    );
}

const text = readFileSync(join(repository, document), "utf8");
const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
if (process.argv.includes("--write"))
  writeFileSync(
    join(repository, document),
    `${text.slice(0, from)}\n\n${tablesAsMarkdown()}\n\n${text.slice(to)}`,
  );
else if (!text.includes(begin) || withoutPadding(text.slice(from, to)) !== withoutPadding(tablesAsMarkdown()))
  faults.push(`${document}: its tables are not those of ${list}: run node e2e/dist/checks/subset.js --write`);

for (const fault of faults) console.error(fault);
console.log(`subset: ${files.length} files of product code, ${faults.length} faults`);
process.exit(faults.length === 0 && files.length > 0 ? 0 : 1);
