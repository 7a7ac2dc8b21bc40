import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HeldBytes, Turns } from "./held-bytes.ts";
import { frame } from "./raw-client.ts";
import { FrameReader, MAX_MESSAGE_BYTES } from "./wire.ts";

/** A frame of so many bytes. */
const frameOf = (length: number): Buffer => frame(2013, Buffer.alloc(length - 16, 7));

describe("frames", () => {
  test("[E9] however the bytes arrive, the same frames come out, and only what has come is held", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 21, max: 300 }), { minLength: 1, maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 60 }),
        (lengths, cuts) => {
          const sent = lengths.map(frameOf);
          const bytes = Buffer.concat(sent);
          const reader = new FrameReader();
          const read: Buffer[] = [];
          let at = 0;
          for (let n = 0; at < bytes.length; n++) {
            const chunk = bytes.subarray(at, at + (cuts[n % cuts.length] as number));
            at += chunk.length;
            read.push(...reader.push(chunk));
            expect(reader.held).toBe(at - read.reduce((sum, one) => sum + one.length, 0));
          }
          expect(read).toEqual(sent);
        },
      ),
    );
  });

  test("[E9] a head that no frame can have is refused as soon as it has come", () => {
    for (const [length, operation] of [
      [20, 2013],
      [-1, 2013],
      [MAX_MESSAGE_BYTES + 1, 2013],
      [100, 2012],
      [100, 0],
    ] as const) {
      const head = frameOf(21).subarray(0, 16);
      head.writeInt32LE(length, 0);
      head.writeInt32LE(operation, 12);
      expect(() => [...new FrameReader().push(head)], `${length} ${operation}`).toThrow();
      const reader = new FrameReader();
      expect(() => [...head].forEach((byte) => [...reader.push(Buffer.of(byte))])).toThrow();
    }
  });
});

describe("memory for connections", () => {
  const connections = (count: number) => {
    const closed: number[] = [];
    const all = Array.from({ length: count }, (_, at) => ({
      isBusy: false,
      close: () => void closed.push(at),
    }));
    return { all, closed };
  };

  test("[E9] over the limit the one that has held something for longest is closed, never one that is at work", () => {
    const { all, closed } = connections(4);
    const held = new HeldBytes(100);
    const [first, second, third, fourth] = all as [
      (typeof all)[0],
      (typeof all)[0],
      (typeof all)[0],
      (typeof all)[0],
    ];
    held.hold(first, 10);
    held.hold(second, 40);
    held.hold(third, 40);
    held.hold(first, 0);
    held.hold(first, 20);
    expect(closed).toEqual([]);
    second.isBusy = true;
    held.hold(fourth, 30);
    expect(closed).toEqual([2]);
    held.hold(fourth, 200);
    expect(closed).toEqual([2, 0, 3]);
    held.hold(second, 100);
    expect(closed).toEqual([2, 0, 3]);
  });

  test("[E9] large messages take turns, in the order they came", async () => {
    const turns = new Turns(100);
    const order: string[] = [];
    const take = async (name: string, bytes: number) => {
      await turns.begin(bytes);
      order.push(name);
    };
    const all = [take("a", 60), take("b", 60), take("c", 10), take("d", 30)];
    await all[0];
    expect(order).toEqual(["a"]);
    turns.end(60);
    await Promise.all(all);
    expect(order).toEqual(["a", "b", "c", "d"]);
  });

  test("[E9] a small message waits for no large one, and takes the turn of none", async () => {
    const turns = new Turns(100, 5);
    const [first, second] = [turns.begin(80), turns.begin(60)];
    await first;
    await turns.begin(5);
    turns.end(5);
    turns.end(80);
    await second;
    const third = Promise.resolve(turns.begin(41)).then(() => "third");
    expect(await Promise.race([third, Promise.resolve(turns.begin(1)).then(() => "small")])).toBe("small");
    turns.end(60);
    expect(await third).toBe("third");
  });
});
