import { expect, test } from "vitest";
import { admit, floors, type Hello } from "./admission.ts";
import { redact } from "./redaction.ts";

const primary: Hello = {
  isWritablePrimary: true,
  setName: "set",
  logicalSessionTimeoutMinutes: 30,
  readOnly: false,
};

test.each([
  ["8.0.17", primary, "MongoDB 8.0.17 (replica set set)"],
  ["8.0.20", primary, "MongoDB 8.0.20 (replica set set)"],
  ["8.2.3", primary, "MongoDB 8.2.3 (replica set set)"],
  ["8.3.0", primary, "MongoDB 8.3.0 (replica set set)"],
  ["9.0.1-rc2", primary, "MongoDB 9.0.1-rc2 (replica set set)"],
  ["8.0.17", { ...primary, isWritablePrimary: undefined, ismaster: true }, "MongoDB 8.0.17"],
  [
    "8.0.17",
    { isWritablePrimary: true, msg: "isdbgrid", logicalSessionTimeoutMinutes: 30 },
    "sharded cluster",
  ],
  ["7.0.0", { ...primary, pliegoEmbedded: {} }, "embedded store (MongoDB protocol)"],
] as [string, Hello, string][])("[O10] version %s saying %j is let in as %s", (version, hello, words) => {
  const answer = admit(hello, { version });
  expect(answer.kind).toBe("admitted");
  expect(answer.kind === "admitted" && answer.description).toContain(words);
});

test.each([
  ["8.0.16", primary, "CVE-2025-14847", "8.0.17"],
  ["8.2.2", primary, "CVE-2025-14847", "8.2.3"],
  ["8.1.9", primary, "made for", "8.0.17"],
  ["7.0.28", primary, "too old", "8.0.17"],
  ["4.4.30", primary, "too old", "8.0.17"],
  ["unknown", primary, "too old", "8.0.17"],
  [undefined, primary, "too old", "8.0.17"],
  ["8.0.17", { ...primary, setName: undefined }, "stands alone", "rs.initiate"],
  ["8.0.17", { isreplicaset: true }, "waits to become part", "rs.initiate"],
  [
    "8.0.17",
    { ...primary, isWritablePrimary: false, arbiterOnly: true },
    "arbiter",
    "leave directConnection out",
  ],
  [
    "8.0.17",
    { ...primary, isWritablePrimary: false, secondary: true },
    "read-only",
    "leave directConnection out",
  ],
  ["8.0.17", { ...primary, readOnly: true }, "read-only mode", "disk"],
  ["8.0.17", { ...primary, logicalSessionTimeoutMinutes: null }, "no sessions", "replica set"],
  ["8.0.17", { ...primary, logicalSessionTimeoutMinutes: undefined }, "no sessions", "replica set"],
] as [string | undefined, Hello, string, string][])(
  "[O10] version %s saying %j is refused (%s) and told what to do (%s)",
  (version, hello, why, whatToDo) => {
    const answer = admit(hello, version === undefined ? {} : { version });
    expect(answer).toMatchObject({ kind: "refused" });
    if (answer.kind === "refused") {
      expect(answer.why).toContain(why);
      expect(answer.whatToDo).toContain(whatToDo);
    }
  },
);

test("[O10] every floor has a reason and lies in its own series", () => {
  for (const { series, lowest, reason } of floors) {
    expect(lowest.startsWith(`${series}.`)).toBe(true);
    expect(reason.length).toBeGreaterThan(20);
  }
});

test.each([
  ["mongodb://ana:s3cr:e%2Ft@db.example/pliego", undefined],
  ["mongodb+srv://ana:p@ss/word@db.example/pliego?w=1", undefined],
  ["cannot parse 'mongodb://ana:s3cret@db' or mongodb://eva:s3cret@other", undefined],
  ["tlsCertificateKeyFilePassword=s3cret&x=1", undefined],
  ["the driver said s3cret/x aloud", "mongodb://ana:s3cret%2Fx@db.example"],
  ["the driver said s3cret%2Fx aloud", "mongodb://ana:s3cret%2Fx@db.example"],
])("[O11] no credential is left of %s", (text, uri) => {
  expect(redact(text, uri)).not.toMatch(/s3cr|p@ss|word@|ana|eva/);
});

test("[O11] what is no credential stays readable", () => {
  expect(redact("mongodb://db.example/pliego says: mail ana@pliego.example")).toContain("db.example/pliego");
});
