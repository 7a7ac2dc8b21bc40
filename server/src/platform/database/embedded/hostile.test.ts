import { serialize } from "bson";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type HostileWorld, openHostileWorld } from "./hostile-world.ts";
import { mutant, strangeCommand } from "./hostile-bytes.ts";
import { body, flags, frame, message, rawClient, sequence } from "./raw-client.ts";
import { openTestStore } from "./test-store.ts";

let world: HostileWorld;
beforeAll(async () => {
  world = await openHostileWorld();
});
afterAll(() => world.end());

describe("hostile bytes", () => {
  test("[E9] whatever is done to a sound frame, it is answered or its connection closed, and honest clients go on", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(mutant, { minLength: 20, maxLength: 40 }), async (mutants) => {
        await Promise.all(mutants.map((one) => world.outcomeOf(one)));
        await world.honestGoesOn();
      }),
      { numRuns: 8 },
    );
  });

  test("[E9] whatever stands in a command in the place of what was meant, it is answered with an error that is meant", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(strangeCommand, { minLength: 20, maxLength: 40 }), async (list) => {
        await Promise.all(list.map((command) => world.outcomeOf(message(command), JSON.stringify(command))));
        await world.honestGoesOn();
      }),
      { numRuns: 20 },
    );
  });

  test("[E9] what BSON cannot say soundly is refused, and the connection goes on", async () => {
    const raw = (element: readonly number[]) => {
      const inner = Buffer.concat([Buffer.alloc(4), Buffer.from(element), Buffer.of(0)]);
      inner.writeInt32LE(inner.length, 0);
      return frame(2013, flags(0), body({ insert: "c", $db: "hostile" }), rawSequence(inner));
    };
    const a = 97;
    const table: [string, readonly number[], number][] = [
      ["text that is not UTF-8", [2, a, 0, 3, 0, 0, 0, 0xc3, 0x28, 0], 22],
      ["text without its end", [2, a, 0, 2, 0, 0, 0, a, a], 22],
      ["text of a negative length", [2, a, 0, 255, 255, 255, 255, a, 0], 22],
      ["a date that no calendar has", [9, a, 0, 0, 0, 0, 0, 0, 0, 0, 127], 2],
      ["undefined", [6, a, 0], 2],
      ["a symbol", [14, a, 0, 2, 0, 0, 0, a, 0], 2],
      ["JavaScript", [13, a, 0, 2, 0, 0, 0, a, 0], 2],
      ["an unknown type", [77, a, 0], 22],
      ["a binary that runs over", [5, a, 0, 99, 0, 0, 0, 0], 22],
      ["a binary of a negative length", [5, a, 0, 255, 255, 255, 255, 0], 22],
      ["a document that is too short", [3, a, 0, 4, 0, 0, 0], 22],
      ["__proto__", [10, ...Buffer.from("__proto__\0")], 2],
      ["_bsontype", [2, ...Buffer.from("_bsontype\0"), 2, 0, 0, 0, a, 0], 2],
    ];
    const one = world.client();
    for (const [name, element, code] of table) {
      one.socket.write(raw(element));
      expect(await one.next(), name).toMatchObject({ ok: 0, code });
    }
    one.socket.write(raw([10, a, 0]));
    expect(await one.next()).toMatchObject({ ok: 1, n: 1 });
  });

  test("[E9] a database whose name would make it part of another is refused", async () => {
    const one = world.client();
    for (const $db of ["a.b", "", "a b", "$a", "x".repeat(64)]) {
      one.socket.write(message({ insert: "c", documents: [{}], $db }));
      expect(await one.next(), $db).toMatchObject({ ok: 0, code: 73 });
    }
  });

  test("[E9] messages of every depth up to the stack's end", async () => {
    const one = world.client();
    for (const [levels, code] of [
      [99, undefined],
      [100, 15],
      [190, 15],
      [210, 15],
      [200_000, 15],
    ] as const) {
      one.socket.write(frame(2013, flags(0), body({ insert: "deep", $db: "hostile" }), deepSequence(levels)));
      const answer = await one.next();
      const error = (answer as { writeErrors?: { code: number }[] }).writeErrors?.[0] ?? answer;
      expect(error, `${levels}`).toMatchObject(code === undefined ? { ok: 1, n: 1 } : { code });
    }
  });

  test("[E9] an answer that would be too large is an error, and the connection goes on", async () => {
    const patient = await openTestStore();
    const one = rawClient(patient.store.uri);
    const send = async (command: object) => {
      one.socket.write(message(command));
      return one.next();
    };
    const big = "x".repeat(9 * 1024 * 1024);
    for (const _id of [1, 2])
      expect(await send({ insert: "big", documents: [{ _id, a: `${_id}${big}` }] })).toMatchObject({ n: 1 });
    expect(await send({ distinct: "big", key: "a" })).toMatchObject({ ok: 0, code: 10334 });
    expect(
      await send({
        update: "big",
        updates: [{ q: {}, u: { $inc: { a: `${big}${big}`.slice(0, 15_000_000) } } }],
      }),
    ).toMatchObject({
      writeErrors: [{ code: 14 }],
    });
    const whole = "x".repeat(16 * 1024 * 1024 - 40);
    expect(await send({ insert: "big", documents: [{ _id: 3, a: whole }] })).toMatchObject({ n: 1 });
    expect(await send({ findAndModify: "big", query: { _id: 3 }, remove: true })).toMatchObject({
      ok: 1,
      value: { _id: 3 },
    });
    one.socket.destroy();
    await patient.end();
  });
});

/** One document so deep, written without recursion. */
function deepSequence(levels: number): Buffer {
  const open = Buffer.alloc(levels * 7);
  const size = levels * 8 + 5;
  for (let level = 0; level < levels; level++) {
    open.writeInt32LE(size - level * 8, level * 7);
    open.set([3, 97, 0], level * 7 + 4);
  }
  return rawSequence(Buffer.concat([open, serialize({}), Buffer.alloc(levels)]));
}

/** A section with one document as it is, sound or not. */
function rawSequence(doc: Buffer): Buffer {
  const section = sequence("documents", []);
  section.writeInt32LE(section.length - 1 + doc.length, 1);
  return Buffer.concat([section, doc]);
}
