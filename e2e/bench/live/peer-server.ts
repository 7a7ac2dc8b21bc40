// The peer: @hocuspocus/server as it comes, with a store that writes each document to a file and flushes it to the disk. It
// stores as it always does: some seconds after a change, not before it tells the writer that the change is taken.
import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import * as Y from "yjs";
import { sayListening, takeOrders } from "./orders.ts";

interface Named {
  readonly documentName: string;
}
interface Stored extends Named {
  readonly document: Y.Doc;
}
interface Entering {
  readonly token: string;
  readonly connectionConfig: { readOnly: boolean };
}
interface Hocuspocus {
  readonly Server: new (configuration: object) => {
    readonly listen: () => Promise<unknown>;
    readonly address: { readonly port: number };
  };
}

const [dataDir = "."] = process.argv.slice(2);
const pathOf = (name: string) => join(dataDir, `${encodeURIComponent(name)}.yjs`);
// It cuts off who says nothing for a minute, and our readers say nothing; its own clients repeat themselves.
const patienceMs = 3_600_000;

// Its package points TypeScript at its sources, so the compiler is not told its name.
const packageName: string = "@hocuspocus/server";
const { Server } = (await import(packageName)) as Hocuspocus;
const server = new Server({
  port: 0,
  address: "127.0.0.1",
  quiet: true,
  stopOnSignals: false,
  timeout: patienceMs,
  onAuthenticate: async ({ token, connectionConfig }: Entering) => {
    connectionConfig.readOnly = token === "reader";
  },
  onLoadDocument: ({ documentName }: Named) =>
    readFile(pathOf(documentName)).then((kept) => new Uint8Array(kept)),
  onStoreDocument: async ({ documentName, document }: Stored) => {
    const path = pathOf(documentName);
    const file = await open(`${path}.new`, "w");
    await file.writeFile(Y.encodeStateAsUpdate(document));
    await file.sync();
    await file.close();
    await rename(`${path}.new`, path);
  },
});
await server.listen();
takeOrders();
sayListening(server.address.port);
