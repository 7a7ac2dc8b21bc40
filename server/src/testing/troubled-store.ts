// The real embedded store behind a line that can be told to fail as lines and disks do: nobody answers, or the disk is
// full. What the server meets is the real driver's reaction to it.
import { connect } from "node:net";
import { openEmbeddedStore } from "../platform/database/embedded/embedded-store.ts";
import { socketOf } from "../platform/database/embedded/raw-client.ts";
import { freshDirectory } from "../platform/database/embedded/test-store.ts";
import { writeReply } from "../platform/database/embedded/wire.ts";
import { onRequest, startLoopbackServer } from "./loopback-server.ts";

export type Trouble = "none" | "away" | "full";

export interface TroubledStore {
  readonly uri: string;
  readonly become: (trouble: Trouble) => void;
  readonly close: () => Promise<void>;
}

const writing = new Set(["insert", "update", "delete", "findAndModify", "commitTransaction"]);
const outOfDiskSpace = { ok: 0, code: 14031, codeName: "OutOfDiskSpace", errmsg: "No space left on device" };

export async function openTroubledStore(): Promise<TroubledStore> {
  const { uri, close } = await openEmbeddedStore({ directory: freshDirectory(), database: "pliego" });
  let trouble: Trouble = "none";
  const line = await startLoopbackServer((client) => {
    if (trouble === "away") return void client.destroy();
    const store = connect(socketOf(uri));
    store.on("error", () => store.destroy());
    store.on("close", () => client.destroy());
    client.on("close", () => store.destroy());
    onRequest(client, (request, frame) => {
      const isRefused = trouble === "full" && writing.has(Object.keys(request.body)[0] ?? "");
      if (isRefused) client.write(writeReply(request, { fields: outOfDiskSpace }));
      else store.write(frame);
    });
    store.pipe(client);
  });
  return {
    uri: `mongodb://${line.host}/pliego?directConnection=true`,
    become: (next) => {
      trouble = next;
      if (next === "away") line.cut();
    },
    close: async () => {
      await line.close();
      await close();
    },
  };
}
