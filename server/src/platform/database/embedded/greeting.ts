// What the store says of itself when a driver connects: a replica set of one member, so that drivers use sessions,
// retryable writes and transactions; and, in fields of its own, that it is not MongoDB.
import { SESSION_MINUTES } from "./sessions.ts";
import { MAX_DOCUMENT_BYTES } from "./values.ts";
import { MAX_MESSAGE_BYTES, type Reply } from "./wire.ts";
import { MAX_BATCH } from "./write-commands.ts";

/** What the store says about itself. */
export interface Identity {
  readonly address: string;
  readonly instance: string;
  readonly format: string;
}

export function hello({ address, ...identity }: Identity, madeAt: Date): Reply["fields"] {
  return {
    helloOk: true,
    isWritablePrimary: true,
    ismaster: true,
    secondary: false,
    setName: "pliego",
    setVersion: 1,
    hosts: [address],
    primary: address,
    me: address,
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    maxMessageSizeBytes: MAX_MESSAGE_BYTES,
    maxWriteBatchSize: MAX_BATCH,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: SESSION_MINUTES,
    minWireVersion: 0,
    maxWireVersion: 21,
    readOnly: false,
    pliegoEmbedded: { ...identity, madeAt, pid: process.pid },
  };
}

export function buildInfo(): Reply["fields"] {
  return {
    version: "7.0.0",
    versionArray: [7, 0, 0, 0],
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    storageEngine: "pliego embedded store",
  };
}
