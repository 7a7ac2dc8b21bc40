import fc from "fast-check";
import { expect, test } from "vitest";
import { actTypes, commitmentTo, entryHash, genesisHash, verifyChain, type Entry } from "./entry.ts";

const chain = (length: number): Entry[] => {
  const entries: Entry[] = [];
  for (let seq = 1; seq <= length; seq += 1) {
    const body = {
      consultation: "c1",
      seq,
      prev: entries.at(-1)?.hash ?? genesisHash,
      type: actTypes[seq % actTypes.length]!,
      objectId: `o${seq}`,
      versionHash: seq % 2 === 0 ? "" : `sha256:${"a".repeat(64)}`,
      time: new Date(Date.UTC(2026, 10, 23, 12, 0, seq)).toISOString(),
      actor: `p${seq % 3}`,
      commitment: commitmentTo({ text: `ñandú ${seq}` }, "0f".repeat(32)),
    };
    entries.push({ ...body, hash: entryHash(body) });
  }
  return entries;
};

test("[R1] an untouched chain verifies, also an empty one", () => {
  const entries = chain(12);
  expect(verifyChain("c1", entries)).toEqual({ holds: true, entries: 12, head: entries.at(-1)?.hash });
  expect(verifyChain("c1", [])).toEqual({ holds: true, entries: 0, head: genesisHash });
});

test("[R1] changing any field of any entry is found at that entry", () => {
  const fields = [
    "seq",
    "prev",
    "type",
    "objectId",
    "versionHash",
    "time",
    "actor",
    "commitment",
    "hash",
    "consultation",
  ] as const;
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.constantFrom(...fields),
      fc.string({ minLength: 1 }),
      (seq, field, text) => {
        const entries = chain(12);
        const value = field === "seq" ? seq + 1 + text.length : `${entries[seq - 1]![field]}${text}`;
        entries[seq - 1] = { ...entries[seq - 1]!, [field]: value };
        expect(verifyChain("c1", entries)).toMatchObject({ holds: false, seq });
      },
    ),
  );
});

test("[R1] leaving out, repeating or exchanging entries is found", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 10 }),
      fc.constantFrom("leave out", "repeat", "exchange"),
      (at, how) => {
        const entries = chain(12);
        const head = { seq: 12, hash: entries.at(-1)!.hash };
        if (how === "leave out") entries.splice(at, 1);
        if (how === "repeat") entries.splice(at, 0, entries[at]!);
        if (how === "exchange") [entries[at], entries[at + 1]] = [entries[at + 1]!, entries[at]!];
        expect(verifyChain("c1", entries, head)).toMatchObject({
          holds: false,
          seq: how === "repeat" ? at + 2 : at + 1,
        });
      },
    ),
  );
});

test("[R1] a chain cut short is found by the head that is kept apart", () => {
  const entries = chain(12);
  const head = { seq: 12, hash: entries.at(-1)!.hash };
  expect(verifyChain("c1", entries.slice(0, 9), head)).toEqual({
    holds: false,
    seq: 10,
    fault: "missing-end",
  });
});

test("[R2] a commitment depends on every letter and on its key, and tells neither", () => {
  const key = "0f".repeat(32);
  const commitment = commitmentTo({ text: "los datos serán abiertos" }, key);
  expect(commitment).toMatch(/^[0-9a-f]{64}$/);
  expect(commitmentTo({ text: "los datos serán abiertos" }, key)).toBe(commitment);
  expect(commitmentTo({ text: "los datos seran abiertos" }, key)).not.toBe(commitment);
  expect(commitmentTo({ text: "los datos serán abiertos" }, "1f".repeat(32))).not.toBe(commitment);
});
