// What counts as a message with words, with frames as the libraries write them.
import * as encoding from "lib0/encoding";
import { describe, expect, it } from "vitest";
import * as awareness from "y-protocols/awareness";
import * as sync from "y-protocols/sync";
import * as Y from "yjs";
import {
  carriedBy,
  countingSocket,
  listeningSocket,
  questionFrame,
  readNumber,
  readString,
} from "./update-frames.ts";

const doc = new Y.Doc();
doc.getText("t").insert(0, "Los datos serán gratuitos. 数据 📊");
const frame = (write: (encoder: encoding.Encoder) => void): Uint8Array => {
  const encoder = encoding.createEncoder();
  write(encoder);
  return encoding.toUint8Array(encoder);
};
const presence = new awareness.Awareness(doc);
const vector = frame((to) => (encoding.writeVarUint(to, 0), sync.writeSyncStep1(to, doc)));
const whole = frame((to) => (encoding.writeVarUint(to, 0), sync.writeSyncStep2(to, doc)));
const one = frame((to) => (encoding.writeVarUint(to, 0), sync.writeUpdate(to, Y.encodeStateAsUpdate(doc))));
const cursor = frame((to) => {
  encoding.writeVarUint(to, 1);
  encoding.writeVarUint8Array(to, awareness.encodeAwarenessUpdate(presence, [doc.clientID]));
});
presence.destroy();

describe("frames", () => {
  it.each<[string, unknown, string]>([
    ["a question for what is missing", vector, "nothing"],
    ["the answer with the whole of it", whole, "state"],
    ["one change", one, "change"],
    ["one change, as a buffer", one.buffer.slice(one.byteOffset, one.byteOffset + one.length), "change"],
    ["a cursor", cursor, "nothing"],
    ["a question for cursors", Uint8Array.of(3), "nothing"],
    ["a type in two bytes that begins like one", Uint8Array.of(0x80, 0x01, 2), "nothing"],
    ["a change that changes nothing", questionFrame, "question"],
    ["no bytes", new Uint8Array(0), "nothing"],
    ["half a frame", Uint8Array.of(0), "nothing"],
    ["a number without an end", Uint8Array.of(0xff, 0xff), "nothing"],
    ["text", "0", "nothing"],
    ["nothing at all", undefined, "nothing"],
  ])("[L2] %s", (_what, data, carried) => {
    expect(carriedBy(data)).toBe(carried);
  });

  it("[L3] a change waits for the state, which has it too: alone it would rest on what the server does not know", () => {
    const sent: unknown[] = [];
    class Line {
      send(data: unknown): void {
        sent.push(data);
      }
    }
    const Counting = countingSocket(Line as never, () => {});
    for (const frames of [
      [one, vector, whole, one],
      [one, whole],
    ]) {
      sent.length = 0;
      const socket = new Counting("ws://example.org");
      for (const data of frames) socket.send(data as Uint8Array<ArrayBuffer>);
      expect(sent).toEqual(frames.slice(1));
    }
  });

  it("[L2] the socket tells of each message with words after it is handed over, and of no other", () => {
    const said: string[] = [];
    class Line {
      send(data: Uint8Array): void {
        said.push(`sent ${data.length}`);
      }
    }
    const Counting = countingSocket(Line as never, (carried) => void said.push(carried));
    const socket = new Counting("ws://example.org");
    for (const data of [vector, whole, cursor, one]) socket.send(data as Uint8Array<ArrayBuffer>);
    expect(said).toEqual([
      `sent ${vector.length}`,
      `sent ${whole.length}`,
      "state",
      `sent ${cursor.length}`,
      `sent ${one.length}`,
      "change",
    ]);
  });

  it("[L2] the question is what the library would write for no change at all", () => {
    const none = Y.encodeStateAsUpdate(new Y.Doc());
    expect(frame((to) => (encoding.writeVarUint(to, 0), sync.writeUpdate(to, none)))).toEqual(questionFrame);
  });

  it("[L52] who reads along sends the question for the text and nothing else, not even half of something", () => {
    const sent: unknown[] = [];
    class Line {
      send(data: unknown): void {
        sent.push(data);
      }
    }
    const socket = new (listeningSocket(Line as never))("ws://example.org");
    for (const data of [cursor, whole, one, questionFrame, vector, Uint8Array.of(3), Uint8Array.of(0)])
      socket.send(data as Uint8Array<ArrayBuffer>);
    expect(sent).toEqual([vector]);
  });

  it.each(["restarting", "", "ñandú 数据"])("[L51] a reason is read as it is written: %s", (text) => {
    const bytes = frame((to) => encoding.writeVarString(to, text));
    expect(readString(bytes, 0)).toBe(text);
    expect(readString(bytes.subarray(0, -1), 0)).toBe(undefined);
  });

  it.each([0, 1, 127, 128, 300, 16_384, 4_294_967_295, Number.MAX_SAFE_INTEGER])(
    "[L2] the server's count is read as it is written: %i",
    (count) => {
      const bytes = frame((to) => encoding.writeVarUint(to, count));
      expect(readNumber(bytes, 0)).toEqual({ value: count, next: bytes.length });
    },
  );
});
