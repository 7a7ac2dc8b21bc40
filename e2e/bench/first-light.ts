// What a stranger waits for and carries: start-up from nothing, the reading page, its script, memory at rest.
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { routes } from "@pliego/shared/routes.ts";
import { measurePages } from "../support/page-weight.ts";
import { emptyDataDir, removeDataDir, startServer } from "../support/running-server.ts";
import { median, report } from "./report.ts";

const quick = process.argv.includes("--quick");
const starts = quick ? 2 : 5;
const reads = quick ? 50 : 300;
const restMs = quick ? 2_000 : 10_000;
const page = routes.reading("datos-abiertos");

const startMs: number[] = [];
for (let round = 0; round < starts; round += 1) {
  const dataDir = await emptyDataDir();
  const begin = performance.now();
  const server = await startServer(dataDir);
  await (await fetch(server.url + page)).text();
  startMs.push(performance.now() - begin);
  await server.stop();
  await removeDataDir(dataDir);
}

const dataDir = await emptyDataDir();
const server = await startServer(dataDir);
const firstByteMs: number[] = [];
const fullTextMs: number[] = [];
let html = "";
for (let round = 0; round < reads; round += 1) {
  const begin = performance.now();
  const answer = await fetch(server.url + page);
  firstByteMs.push(performance.now() - begin);
  html = await answer.text();
  fullTextMs.push(performance.now() - begin);
}
await new Promise((resolve) => setTimeout(resolve, restMs));
const status = await readFile(`/proc/${server.process.pid}/status`, "utf8").catch(() => "");
const residentKb = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN);
await server.stop();
await removeDataDir(dataDir);

const weights = measurePages();
report(
  "first-light",
  {
    "start-up from nothing to first page (ms, median)": median(startMs),
    "time to first byte (ms, median)": median(firstByteMs),
    "time to full text (ms, median)": median(fullTextMs),
    "reading page HTML, gzip (kB)": gzipSync(html).length / 1000,
    "reading page script, gzip (kB)": weights.reading / 1000,
    "editor page script, gzip (kB)": weights.editor / 1000,
    "memory at rest (MB)": residentKb / 1024,
  },
  [
    { name: "reading page script to its budget (kB)", value: weights.reading / 1000, limit: 40 },
    { name: "editor page script to its budget (kB)", value: weights.editor / 1000, limit: 170 },
  ],
);
