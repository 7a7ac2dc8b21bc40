// A room in the browser for who reads along: the same text as it is written. Nothing is sent but the question for it, no
// cursor, no name, and nothing is kept. Rule L52.
import type { EditorView } from "prosemirror-view";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { roomText } from "@pliego/shared/live/rooms.ts";
import { watchLine } from "./line-watch.ts";
import { epochOf, type RoomPlace } from "./room.ts";
import { readingSheet, type SheetProps } from "./sheet.ts";
import { listeningSocket } from "./update-frames.ts";

export type Watching = "opening" | "live" | "offline" | "over";

interface WatchProps extends RoomPlace, SheetProps {
  readonly onWatching: (watching: Watching) => void;
}

export function watchRoom(props: WatchProps): void {
  const doc = new Y.Doc({ gc: false });
  const fragment = doc.getXmlFragment(roomText);
  const provider = new WebsocketProvider(props.server, props.name, doc, {
    connect: false,
    disableBc: true,
    params: epochOf(props),
    WebSocketPolyfill: listeningSocket(WebSocket) as typeof WebSocket,
  });
  provider.awareness.setLocalState(null);
  watchLine(provider, { onLate: () => props.onWatching("offline") });
  let view: EditorView | undefined;
  provider.on("connection-close", () => props.onWatching("offline"));
  provider.on("closed", () => props.onWatching("over"));
  provider.on("sync", (isSynced: boolean) => {
    if (!isSynced) return;
    props.onWatching("live");
    if (view !== undefined) return;
    view = readingSheet(props, { fragment, provider });
    props.onView(view);
  });
  provider.connect();
}
