// A room in the browser, for who writes in it: its document, its socket, what is saved, what the device keeps, who is here.
// The text is shown only once the server has given all of it and what the device kept has been put into it: nothing here
// ever makes a text. Rules L1 to L4, L50, L51.
import type { EditorView } from "prosemirror-view";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { closeCodes, roomConflicts, roomText } from "@pliego/shared/live/rooms.ts";
import { type KnownConflict, readConflict } from "./conflicts.tsx";
import { type Device, openDevice } from "./device.ts";
import { watchLine } from "./line-watch.ts";
import { hearOwnMessages } from "./own-messages.ts";
import { sayOnlyOurOwn } from "./own-presence.ts";
import { peopleIn, type Person } from "./people.ts";
import { afterwards, isAsking, notOpen, type Saving, type SavingEvent, standingOf } from "./saving.ts";
import { type SheetProps, writingSheet } from "./sheet.ts";
import { countingSocket, questionFrame } from "./update-frames.ts";

/** Where a room is. */
export interface RoomPlace {
  readonly server: string;
  readonly name: string;
  /** Which making of the room the page knows: the server lets nobody into another with what rests on this one. */
  readonly epoch: string | undefined;
}

interface RoomProps extends RoomPlace, SheetProps {
  /** The name under which the device keeps what is not saved; "" keeps nothing. */
  readonly keepAs: string;
  readonly onSaving: (saving: Saving) => void;
  readonly onPeople: (others: readonly Person[]) => void;
  readonly onReaders: (count: number) => void;
  readonly onConflicts: (conflicts: readonly KnownConflict[]) => void;
  /** The text is open for writing; called once. */
  readonly onOpen: (view: EditorView) => void;
}

export interface OpenRoom {
  readonly saving: () => Saving;
  /** Somebody looked at what the official text changed here: it need not be shown any more. */
  readonly settle: (block: string) => void;
  /** The text as this person sees it, what is not saved included; alone what she typed where that fits nowhere. */
  readonly words: () => string;
  /** Takes what is not saved off this device. */
  readonly forget: () => Promise<void>;
}

export const epochOf = ({ epoch }: RoomPlace): Record<string, string> =>
  epoch === undefined ? {} : { epoch };

/** What comes from the device's own store. */
const fromDevice = Symbol("from this device");

export function openRoom(props: RoomProps): OpenRoom {
  // Without garbage collection: the server takes no updates that have forgotten what they deleted.
  const doc = new Y.Doc({ gc: false });
  const fragment = doc.getXmlFragment(roomText);
  const conflicts = doc.getMap<unknown>(roomConflicts);
  let saving = notOpen;
  let device: Device | undefined;
  let view: EditorView | undefined;
  /** What the device kept could not be put in. */
  let isApart = false;

  const happened = (event: SavingEvent) => {
    saving = afterwards(saving, event);
    if (standingOf(saving) === "saved") device?.release();
    line.look(isAsking(saving));
    props.onSaving(saving);
    if (saving.connection === "refused") view?.setProps({});
  };

  // Heard before the provider hears it, so that a change that no message follows is known to be unsent.
  doc.on("update", (update: Uint8Array, origin: unknown) => {
    if (origin === provider) return;
    if (origin !== fromDevice) device?.keep(update);
    happened({ kind: "written" });
  });
  const provider = new WebsocketProvider(props.server, props.name, doc, {
    connect: false,
    disableBc: true,
    params: epochOf(props),
    shouldReconnect: ({ code }) => !isFinal(code),
    WebSocketPolyfill: countingSocket(WebSocket, (carried) =>
      happened({ kind: "sent", carried }),
    ) as typeof WebSocket,
  });
  sayOnlyOurOwn(provider);
  const line = watchLine(provider, {
    onLate: () => happened({ kind: "late" }),
    ask: () => provider.ws?.send(questionFrame),
  });
  hearOwnMessages(provider, {
    onSaved: (count) => happened({ kind: "stored", count }),
    onReaders: props.onReaders,
    onLeaving: (reason) => happened({ kind: "leaving", reason }),
  });
  provider.on("status", ({ status }) => {
    if (status !== "connected") return;
    // Who is here is heard anew, also of those who have not moved since the last connection.
    for (const client of provider.awareness.meta.keys())
      if (client !== doc.clientID) provider.awareness.meta.delete(client);
    happened({ kind: "opened" });
  });
  provider.on("connection-close", () => happened({ kind: "closed" }));
  provider.on("closed", ({ code }) =>
    happened({ kind: "refused", code: code === messageTooBig ? closeCodes.tooBig : code }),
  );

  const { awareness } = provider;
  // Its first state has the count 0, which nobody takes in who has not heard of us: this is the first that is heard.
  awareness.setLocalState({});
  awareness.on("change", () => props.onPeople(peopleIn(awareness.getStates(), doc.clientID)));
  const tellConflicts = () =>
    props.onConflicts([...conflicts].flatMap(([block, kept]) => readConflict(block, kept) ?? []));
  conflicts.observe(tellConflicts);

  const open = () => {
    isApart = !putIn(doc, device?.found ?? []);
    if (isApart) {
      // What was kept does not fit what the server has: nobody can write on top of it.
      provider.disconnect();
      happened({ kind: "refused", code: closeCodes.malformed });
    }
    view = writingSheet(props, { fragment, provider }, () => saving.connection !== "refused");
    happened({ kind: "whole" });
    props.onOpen(view);
    props.onView(view);
    tellConflicts();
  };
  provider.on("sync", (isSynced: boolean) => {
    if (isSynced && view === undefined) open();
  });
  // What the device kept is read before anything can be written, and put in after the server's text, on which it rests.
  void openDevice({
    name: props.keepAs,
    own: doc.clientID,
    factory: deviceStores(),
    onHolds: (holds) => happened({ kind: "kept", holds }),
  }).then((opened) => {
    device = opened;
    provider.connect();
  });

  return {
    saving: () => saving,
    settle: (block) => conflicts.delete(block),
    words: () =>
      isApart
        ? typedIn(device?.found ?? [])
        : (view?.state.doc.textBetween(0, view.state.doc.content.size, "\n\n", "\n") ?? ""),
    forget: () => device?.forgetAll() ?? Promise.resolve(),
  };
}

/** What is too big even to be read is not read the next time either (RFC 6455). */
const messageTooBig = 1009;
const isFinal = (code: number) => (code >= 4400 && code < 4500) || code === messageTooBig;

/** Puts kept edits in, under the client ids they were made with; false when they are damaged or rest on what is not here. */
function putIn(doc: Y.Doc, edits: readonly Uint8Array[]): boolean {
  try {
    doc.transact(() => edits.forEach((edit) => Y.applyUpdate(doc, edit)), fromDevice);
  } catch {
    return false;
  }
  return doc.store.pendingStructs === null && doc.store.pendingDs === null;
}

/** The bare words of edits that fit into no text any more. */
function typedIn(edits: readonly Uint8Array[]): string {
  const words = (edit: Uint8Array): string => {
    try {
      return Y.decodeUpdate(edit)
        .structs.map((struct) =>
          struct instanceof Y.Item && struct.content instanceof Y.ContentString ? struct.content.str : "",
        )
        .join("");
    } catch {
      return "";
    }
  };
  return edits.map(words).join("");
}

/** Some browsers refuse even to name it. */
function deviceStores(): IDBFactory | undefined {
  try {
    return globalThis.indexedDB;
  } catch {
    return undefined;
  }
}
