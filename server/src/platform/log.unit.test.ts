import { expect, test } from "vitest";
import { makeLog } from "./log.ts";

test("[O11] an address of a database in an error, its cause or a reason is logged without its account", () => {
  const lines: string[] = [];
  const log = makeLog("info", { write: (line) => void lines.push(line) });
  const address = "mongodb://ana:s3cret@db.example/pliego";
  const cause = new Error(`no route to ${address}`);
  log.error({ err: new Error(`cannot reach ${address}`, { cause }) }, "failed");
  log.error({ why: String(cause) }, "refused");
  log.error({ err: "no Error, but words with mongodb+srv://ana:s3cret@db.example" }, "failed");
  expect(lines).toHaveLength(3);
  expect(lines.join("")).not.toMatch(/ana|s3cret/);
  for (const line of lines) expect(line).toContain("[redacted]@db.example");
});
