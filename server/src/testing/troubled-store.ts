// The real embedded store behind a line that can be told to fail as lines and disks do: nobody answers, or the disk is
// full. What the server meets is the real driver's reaction to it.
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { openEmbeddedStore } from "../platform/database/embedded/embedded-store.ts";
import { freshDirectory } from "../platform/database/embedded/test-store.ts";
import { FrameReader, readRequest, writeReply } from "../platform/database/embedded/wire.ts";

export type Trouble = "none" | "away" | "full";

export interface TroubledStore {
  readonly uri: string;
  readonly become: (trouble: Trouble) => void;
  readonly close: () => Promise<void>;
}

const writing = new Set(["insert", "update", "delete", "findAndModify", "commitTransaction"]);
const outOfDiskSpace = { ok: 0, code: 14031, codeName: "OutOfDiskSpace", errmsg: "No space left on device" };

export async function openTroubledStore(): Promise<TroubledStore> {
  const store = await openEmbeddedStore({ directory: freshDirectory(), database: "pliego" });
  const behind = decodeURIComponent(/^mongodb:\/\/([^/]*)/.exec(store.uri)?.[1] ?? "");
  const sockets = new Set<Socket>();
  let trouble: Trouble = "none";
  const server = createServer((client) => {
    if (trouble === "away") return void client.destroy();
    const upstream = connect(behind);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.on("error", () => one.destroy());
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    const frames = new FrameReader();
    client.on("data", (chunk: Buffer) => {
      for (const frame of frames.push(chunk)) {
        const request = readRequest(frame);
        const isRefused = trouble === "full" && writing.has(Object.keys(request.body)[0] ?? "");
        if (isRefused) client.write(writeReply(request, { fields: outOfDiskSpace }));
        else upstream.write(frame);
      }
    });
    upstream.pipe(client);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => sockets.forEach((socket) => void socket.destroy());
  return {
    uri: `mongodb://127.0.0.1:${(server.address() as AddressInfo).port}/pliego?directConnection=true`,
    become: (next) => {
      trouble = next;
      if (next === "away") cut();
    },
    close: async () => {
      server.close();
      cut();
      await once(server, "close");
      await store.close();
    },
  };
}
