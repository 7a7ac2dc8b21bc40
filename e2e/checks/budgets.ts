// The weight of the pages, measured on the built files. Exits 1 when a page is heavier than it may be.
import { measurePages } from "../support/page-weight.ts";

const kilobyte = 1000;
/** Gzipped script, in bytes: what a reader and a writer may be made to load. */
const budgets = { reading: 40 * kilobyte, editor: 170 * kilobyte } as const;

let broken = false;
const weights = measurePages();
for (const [page, limit] of Object.entries(budgets) as [keyof typeof budgets, number][]) {
  const weight = weights[page];
  const holds = weight > 0 && weight <= limit;
  broken ||= !holds;
  console.log(
    `budget: ${page} page ${(weight / kilobyte).toFixed(1)} kB of script (gzip), limit ${limit / kilobyte} kB${holds ? "" : "  BROKEN"}`,
  );
}
process.exit(broken ? 1 : 0);
