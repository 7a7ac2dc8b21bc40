// Repairs one fault of the driver (mongodb 7.8, which mongoose 9.12 brings; 7.8 has no time limit of its own for this).
// It writes to a socket that has just been closed, gets "wait for drain" as the answer, and waits for a drain that never
// comes: an operation that is begun in that moment ends never, or with an error of the system's that nobody retries.
// Here such a write fails as any lost connection does, so that it is retried or refused. Proved by outage.test.ts:
// once it passes without this, take this out.
import { createRequire } from "node:module";
import type { Socket } from "node:net";
import mongoose from "mongoose";

interface DriverConnection {
  readonly id: number | string;
  readonly address: string;
  readonly socket: Socket;
  /** Closes the connection for this reason. */
  onError(error: Error): void;
  writeCommand(command: unknown, options: unknown): Promise<void>;
}

const repaired = Symbol.for("pliego.driver-repaired");

/** Repairs the driver that mongoose uses, once for the process. Throws when the driver is made differently now. */
export function repairDriver(): void {
  const require = createRequire(createRequire(import.meta.url).resolve("mongoose"));
  const { Connection } = require("mongodb/lib/cmap/connection.js") as {
    readonly Connection?: { readonly prototype: DriverConnection & { [repaired]?: true } };
  };
  const prototype = Connection?.prototype;
  if (typeof prototype?.writeCommand !== "function" || typeof prototype.onError !== "function")
    throw new Error("The driver is another than driver-repair.ts knows: look whether it is still needed");
  if (prototype[repaired] === true) return;
  const write = prototype.writeCommand;
  prototype[repaired] = true;
  prototype.writeCommand = async function writeOrFail(command, options) {
    const { socket } = this;
    const fail = () => {
      const error = new mongoose.mongo.MongoNetworkError(`connection ${this.id} to ${this.address} closed`);
      this.onError(error);
      return error;
    };
    if (socket.destroyed || socket.readableEnded) throw fail();
    let whenClosed = () => {};
    const closed = new Promise<never>((_resolve, reject) => {
      whenClosed = () => reject(fail());
      socket.once("close", whenClosed);
    });
    try {
      await Promise.race([write.call(this, command, options), closed]);
    } finally {
      socket.off("close", whenClosed);
    }
  };
}
