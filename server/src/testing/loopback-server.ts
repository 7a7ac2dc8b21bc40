// A server of a test's own on loopback that knows its connections, so that a test can cut them.
import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { FrameReader, readRequest, type Request } from "../platform/database/embedded/wire.ts";

export interface LoopbackServer {
  /** host:port, for an address. */
  readonly host: string;
  /** Cuts every connection. */
  readonly cut: () => void;
  readonly close: () => Promise<void>;
}

/** Listens at a free port; `accept` gets each connection, whose errors end it. */
export async function startLoopbackServer(accept: (socket: Socket) => void): Promise<LoopbackServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
    accept(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const cut = () => sockets.forEach((socket) => void socket.destroy());
  return {
    host: `127.0.0.1:${port}`,
    cut,
    close: async () => {
      server.close();
      cut();
      await once(server, "close");
    },
  };
}

/** Calls back for each message of the database's protocol that comes, as read and as it came. */
export function onRequest(socket: Socket, take: (request: Request, frame: Buffer) => void): void {
  const frames = new FrameReader();
  socket.on("data", (chunk: Buffer) => {
    for (const frame of frames.push(chunk)) take(readRequest(frame), frame);
  });
}
