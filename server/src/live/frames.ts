// The y-websocket protocol, read and written: sync (0), awareness (1), the question for awareness (3), and our own
// messages: how much is saved, how many are reading, why the server ends a connection.
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import {
  messageLeaving,
  messageReaders,
  messageSaved,
  type LeavingReason,
} from "@pliego/shared/live/rooms.ts";

/** What a frame about presence begins with. */
export const messageAwareness = 1;

export type Frame =
  | { readonly kind: "state-vector"; readonly vector: Uint8Array }
  | { readonly kind: "update"; readonly update: Uint8Array }
  | { readonly kind: "awareness"; readonly update: Uint8Array }
  | { readonly kind: "ask-awareness" };

/** Throws on anything that is not a whole frame of a known kind. */
export function readFrame(data: Uint8Array): Frame {
  const decoder = decoding.createDecoder(data);
  const frame = read(decoder);
  if (decoding.hasContent(decoder)) throw new RangeError("a frame has bytes after its end");
  return frame;
}

function read(decoder: decoding.Decoder): Frame {
  switch (decoding.readVarUint(decoder)) {
    case 0:
      switch (decoding.readVarUint(decoder)) {
        case 0:
          return { kind: "state-vector", vector: decoding.readVarUint8Array(decoder) };
        case 1:
        case 2:
          return { kind: "update", update: decoding.readVarUint8Array(decoder) };
        default:
          throw new RangeError("an unknown kind of sync message");
      }
    case messageAwareness:
      return { kind: "awareness", update: decoding.readVarUint8Array(decoder) };
    case 3:
      return { kind: "ask-awareness" };
    default:
      throw new RangeError("an unknown kind of message");
  }
}

const written = (type: number, write: (encoder: encoding.Encoder) => void): Uint8Array => {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, type);
  write(encoder);
  return encoding.toUint8Array(encoder);
};

const sync = (step: number, bytes: Uint8Array) =>
  written(0, (encoder) => {
    encoding.writeVarUint(encoder, step);
    encoding.writeVarUint8Array(encoder, bytes);
  });

export const stateVectorFrame = (vector: Uint8Array): Uint8Array => sync(0, vector);
export const answerFrame = (update: Uint8Array): Uint8Array => sync(1, update);
export const updateFrame = (update: Uint8Array): Uint8Array => sync(2, update);
export const awarenessFrame = (update: Uint8Array): Uint8Array =>
  written(messageAwareness, (encoder) => encoding.writeVarUint8Array(encoder, update));
export const savedFrame = (count: number): Uint8Array =>
  written(messageSaved, (encoder) => encoding.writeVarUint(encoder, count));
export const readersFrame = (count: number): Uint8Array =>
  written(messageReaders, (encoder) => encoding.writeVarUint(encoder, count));
export const leavingFrame = (reason: LeavingReason): Uint8Array =>
  written(messageLeaving, (encoder) => encoding.writeVarString(encoder, reason));
