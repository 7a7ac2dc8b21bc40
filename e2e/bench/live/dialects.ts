// The same Yjs messages as each server under test speaks them: plain y-websocket (ours, and the relay, which passes on
// whatever it gets), and Hocuspocus, which puts the document's name before each message and asks for a token first.
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { messageSaved, roomServerPath } from "@pliego/shared/live/rooms.ts";

export type Heard =
  | { readonly kind: "update"; readonly update: Uint8Array }
  /** The server took updates: so many of this connection in all, or so many more. */
  | { readonly kind: "taken"; readonly all?: number; readonly more?: number }
  | { readonly kind: "other" };

export interface Dialect {
  readonly path: (room: string) => string;
  /** What a member says first: who it is, and what it has. */
  readonly greeting: (room: string, role: "reader" | "writer", vector: Uint8Array) => readonly Uint8Array[];
  readonly update: (room: string, update: Uint8Array) => Uint8Array;
  readonly hear: (data: Uint8Array) => Heard;
}

const [sync, vectorStep, answerStep, updateStep] = [0, 0, 1, 2];
const hocuspocus = { auth: 2, token: 0, syncAnswer: 4, taken: 8 };

const written = (write: (encoder: encoding.Encoder) => void): Uint8Array => {
  const encoder = encoding.createEncoder();
  write(encoder);
  return encoding.toUint8Array(encoder);
};

const syncMessage = (
  step: number,
  bytes: Uint8Array,
  before: (encoder: encoding.Encoder) => void = () => {},
) =>
  written((encoder) => {
    before(encoder);
    encoding.writeVarUint(encoder, sync);
    encoding.writeVarUint(encoder, step);
    encoding.writeVarUint8Array(encoder, bytes);
  });

function hearSync(decoder: decoding.Decoder): Heard {
  const step = decoding.readVarUint(decoder);
  const bytes = decoding.readVarUint8Array(decoder);
  return step === answerStep || step === updateStep ? { kind: "update", update: bytes } : { kind: "other" };
}

export const yWebsocket: Dialect = {
  path: (room) => `${roomServerPath}/${room}`,
  greeting: (_room, _role, vector) => [syncMessage(vectorStep, vector)],
  update: (_room, update) => syncMessage(updateStep, update),
  hear: (data) => {
    const decoder = decoding.createDecoder(data);
    const type = decoding.readVarUint(decoder);
    if (type === sync) return hearSync(decoder);
    return type === messageSaved ? { kind: "taken", all: decoding.readVarUint(decoder) } : { kind: "other" };
  },
};

const addressed = (room: string) => (encoder: encoding.Encoder) => encoding.writeVarString(encoder, room);

export const hocuspocusDialect: Dialect = {
  path: () => "/",
  greeting: (room, role, vector) => [
    written((encoder) => {
      addressed(room)(encoder);
      encoding.writeVarUint(encoder, hocuspocus.auth);
      encoding.writeVarUint(encoder, hocuspocus.token);
      encoding.writeVarString(encoder, role);
    }),
    syncMessage(vectorStep, vector, addressed(room)),
  ],
  update: (room, update) => syncMessage(updateStep, update, addressed(room)),
  hear: (data) => {
    const decoder = decoding.createDecoder(data);
    decoding.readVarString(decoder);
    const type = decoding.readVarUint(decoder);
    if (type === sync || type === hocuspocus.syncAnswer) return hearSync(decoder);
    return type === hocuspocus.taken
      ? { kind: "taken", more: decoding.readVarUint(decoder) }
      : { kind: "other" };
  },
};
