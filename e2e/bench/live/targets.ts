// The servers under test, each a process of its own: ours, the peer, and the relay as the floor.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startChild, type Child } from "./child.ts";
import type { Destination } from "./crowd.ts";
import { hocuspocusDialect, yWebsocket, type Dialect } from "./dialects.ts";
import { signIn } from "./our-installation.ts";

export interface Target {
  readonly name: "ours" | "peer" | "floor";
  readonly server: Child;
  readonly dialect: Dialect;
  readonly readerHeaders: Readonly<Record<string, string>>;
  /** Of the next writer; what somebody may send is counted by person. */
  readonly writerHeaders: () => Readonly<Record<string, string>>;
  /** Whether who enters is given the document. */
  readonly keepsState: boolean;
}

/** Whether the readers of our rooms come with a session; without one they watch, as the public does. */
const readersSignIn = false;
const everybodyComesFromHere = { LIVE_SOCKETS_PER_ADDRESS: "1000000" };

export async function startOurs(dataDir: string, officials = 1): Promise<Target> {
  const server = await startChild("our-server.js", [], {
    MODE: "demonstration",
    PORT: "0",
    LOG_LEVEL: "error",
    DATA_DIR: dataDir,
    // The installation was made in the folder's own store; what a MongoDB adds is not what is measured.
    MONGODB_URI: "",
    ...everybodyComesFromHere,
  });
  const origin = `http://127.0.0.1:${server.port}`;
  const sessions: { readonly cookie: string; readonly origin: string }[] = [];
  for (let number = 0; number < officials; number += 1)
    sessions.push({ cookie: await signIn(origin, number), origin });
  let writers = 0;
  const next = () => {
    writers += 1;
    return sessions[writers % officials] ?? {};
  };
  return {
    name: "ours",
    server,
    dialect: yWebsocket,
    readerHeaders: readersSignIn ? next() : { origin },
    writerHeaders: next,
    keepsState: true,
  };
}

export async function startPeer(dataDir: string): Promise<Target> {
  const server = await startChild("peer-server.js", [dataDir]);
  const none = { readerHeaders: {}, writerHeaders: () => ({}) };
  return { name: "peer", server, dialect: hocuspocusDialect, ...none, keepsState: true };
}

export async function startFloor(): Promise<Target> {
  const server = await startChild("relay-server.js");
  const none = { readerHeaders: {}, writerHeaders: () => ({}) };
  // A question that it passed on would be a message more for everybody.
  const dialect: Dialect = { ...yWebsocket, greeting: () => [] };
  return { name: "floor", server, dialect, ...none, keepsState: false };
}

/** Puts a document where the peer looks for it. */
export async function storeForPeer(dataDir: string, room: string, state: Uint8Array): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  await writeFile(join(dataDir, `${encodeURIComponent(room)}.yjs`), state);
}

/** Where readers go who have this much already, and are ready after so many bytes. */
export function readersOf(target: Target, room: string, vector: Uint8Array, readyBytes: number): Destination {
  return {
    port: target.server.port,
    path: target.dialect.path(room),
    headers: target.readerHeaders,
    says: target.dialect
      .greeting(room, "reader", vector)
      .map((bytes) => ({ bytes: Buffer.from(bytes).toString("base64") })),
    ready: { bytes: readyBytes },
  };
}
