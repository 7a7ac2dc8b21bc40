// Broken entries in the log of a room, written by hand while the server is down, as a faulty disk or a bug of ours would.
import * as Y from "yjs";
import { appendEntry, readEntries } from "@pliego/server/live/room-log.model.ts";
import { openContext } from "@pliego/server/opened-context.ts";
import { roomText } from "@pliego/shared/live/rooms.ts";
import { databaseOf } from "../support/running-server.ts";
import type { RoomsServer } from "./rooms-server.ts";
import { faultsOfServer, openWriter, settle, until, type Faults } from "./writers.ts";

/** No update at all; one that makes no policy text; one that rests on what never was. */
function poisons(): readonly Uint8Array[] {
  const doc = new Y.Doc({ gc: false });
  doc.getXmlFragment(roomText).insert(0, [new Y.XmlElement("script")]);
  const script = Y.encodeStateAsUpdate(doc);
  const vector = Y.encodeStateVector(doc);
  doc.getXmlFragment(roomText).insert(1, [new Y.XmlElement("block")]);
  return [new Uint8Array([255, 255, 1, 7, 0]), script, Y.encodeStateAsUpdate(doc, vector)];
}

/** What is missing after the room was loaded with the poison, and after it was written on and loaded once more. */
export async function poisonedLog(server: RoomsServer, seed: number): Promise<readonly Faults[]> {
  const entrance = server.entrance(0);
  const writer = await openWriter(entrance, 1, seed);
  await until("the writer is in", () => writer.client.isSettled());
  for (let nth = 0; nth < 10; nth += 1) writer.write();
  await settle(entrance, [writer]);
  writer.proxy.gate("closed");
  await server.stop();

  const opened = await openContext(
    { mongodbUri: databaseOf(server.dataDir), dataDir: server.dataDir, logLevel: "silent" },
    { share: false },
  );
  const entries = await readEntries(opened.ctx.db, entrance.room);
  const last = entries.at(-1);
  if (last === undefined) throw new Error("the room has no log");
  for (const [nth, update] of poisons().entries()) {
    const changes = [{ by: "nadie", claims: [], update }];
    await appendEntry(opened.ctx.db, { ...last, seq: last.seq + 1 + nth, changes });
  }
  await opened.close();

  await server.startAgain();
  const loaded = await faultsOfServer(entrance, [writer]);
  writer.proxy.gate("open");
  for (let nth = 0; nth < 10; nth += 1) writer.write();
  await settle(entrance, [writer]);
  await server.restart();
  const again = await faultsOfServer(entrance, [writer]);
  await writer.close();
  return [loaded, again];
}
