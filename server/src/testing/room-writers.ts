// People in rooms: stock y-websocket clients with a session, as a browser has one.
import { expect } from "vitest";
import { WebSocket } from "ws";
import { WebsocketProvider } from "y-websocket";
import * as decoding from "lib0/decoding";
import * as Y from "yjs";
import {
  messageLeaving,
  messageReaders,
  messageSaved,
  roomServerPath,
  roomText,
} from "@pliego/shared/live/rooms.ts";
import { blockWords } from "@pliego/shared/suggestions/block-words.ts";
import { eachBlock } from "@pliego/shared/text/blocks.ts";
import { readText } from "@pliego/shared/text/ydoc.ts";
import type { World } from "./world.ts";

export interface RoomClient {
  readonly doc: Y.Doc;
  readonly provider: WebsocketProvider;
  /** What the server said is saved on this connection, and the code that ended the last one. */
  readonly state: { saved: number; closed: number };
  readonly fragment: Y.XmlFragment;
  readonly destroy: () => void;
}

/** In a room, with everything that it holds; without a cookie as somebody who has not signed in. */
export async function enterRoom(
  world: World,
  room: string,
  cookie: string | undefined,
  params: Readonly<Record<string, string>> = {},
): Promise<RoomClient> {
  const headers = { origin: world.url, ...(cookie === undefined ? {} : { cookie }) };
  class Browser extends WebSocket {
    constructor(url: string, protocols?: string[]) {
      super(url, protocols, { headers });
    }
  }
  const doc = new Y.Doc({ gc: false });
  const provider = new WebsocketProvider(world.url.replace("http", "ws") + roomServerPath, room, doc, {
    WebSocketPolyfill: Browser as never,
    disableBc: true,
    params,
  });
  const state = { saved: 0, closed: 0 };
  for (const ours of [messageReaders, messageLeaving]) provider.messageHandlers[ours] = () => {};
  provider.messageHandlers[messageSaved] = (_encoder, decoder) =>
    void (state.saved = decoding.readVarUint(decoder));
  provider.on("connection-close", (event) => void (state.closed = event?.code ?? 1));
  await expect.poll(() => provider.synced || state.closed >= 4400).toBe(true);
  const fragment = doc.getXmlFragment(roomText);
  return { doc, provider, state, fragment, destroy: () => provider.destroy() };
}

/** The words of every block of a room's document. */
export const wordsIn = (doc: Y.Doc): readonly string[] =>
  [...eachBlock(readText(doc.getXmlFragment(roomText)))].map(blockWords);

/** The words of the nth block as something to write in. */
export const textAt = (fragment: Y.XmlFragment, block: number): Y.XmlText =>
  (fragment.get(block) as Y.XmlElement).get(0) as Y.XmlText;
