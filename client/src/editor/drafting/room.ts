// The drafting room in the browser: its document, its socket, what is saved of it, who is in it. The text is shown only
// once the server has given all of it: nothing here ever makes a text.
import { keydownHandler } from "prosemirror-keymap";
import type { Node } from "prosemirror-model";
import { EditorState, Plugin, type Transaction } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import {
  initProseMirrorDoc,
  redoCommand,
  relativePositionToAbsolutePosition,
  undoCommand,
  ySyncPlugin,
  ySyncPluginKey,
  yUndoPlugin,
} from "y-prosemirror";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { messageSaved, roomConflicts, roomText } from "@pliego/shared/live/rooms.ts";
import { schema } from "@pliego/shared/text/schema.ts";
import { policyLanguage } from "../../text/language.ts";
import { arrangement } from "./arrangement.ts";
import { arrivals, writerOf, type Writer } from "./arrivals.ts";
import { blockIds } from "./block-ids.ts";
import { type KnownConflict, readConflict } from "./conflicts.tsx";
import { cursors } from "./cursors.ts";
import { peopleIn, type Person } from "./people.ts";
import { afterwards, isWaiting, notOpen, type Saving, type SavingEvent } from "./saving.ts";
import { countingSocket, readNumber } from "./update-frames.ts";
import { bindById } from "./write-by-id.ts";
import { keys, tablesKept } from "./writing.ts";

/** After this long without an answer the words are as good as not sent, and the page says so. */
const lateMs = 8000;

interface RoomProps {
  readonly server: string;
  readonly name: string;
  /** Where the text is to stand, and how it is called. */
  readonly place: HTMLElement;
  readonly label: string;
  readonly onSaving: (saving: Saving) => void;
  readonly onPeople: (others: readonly Person[]) => void;
  readonly onConflicts: (conflicts: readonly KnownConflict[]) => void;
  /** The text is open for writing; called once. */
  readonly onOpen: (view: EditorView) => void;
  /** After every change of what is shown. */
  readonly onView: (view: EditorView) => void;
  /** The official text brought changes to these blocks. */
  readonly onArrival: (blocks: readonly string[]) => void;
}

export interface OpenRoom {
  readonly saving: () => Saving;
  /** Somebody looked at what the official text changed here: it need not be shown any more. */
  readonly settle: (block: string) => void;
}

export function openRoom(props: RoomProps): OpenRoom {
  // Without garbage collection: the server takes no updates that have forgotten what they deleted.
  const doc = new Y.Doc({ gc: false });
  const fragment = doc.getXmlFragment(roomText);
  const conflicts = doc.getMap<unknown>(roomConflicts);
  let saving = notOpen;
  let late: ReturnType<typeof setTimeout> | undefined;
  let view: EditorView | undefined;

  const happened = (event: SavingEvent) => {
    saving = afterwards(saving, event);
    if (event.kind !== "late") {
      clearTimeout(late);
      if (isWaiting(saving)) late = setTimeout(() => happened({ kind: "late" }), lateMs);
    }
    props.onSaving(saving);
    if (saving.connection === "refused") view?.setProps({});
  };

  // Heard before the provider hears it, so that a change that no message follows is known to be unsent.
  doc.on("update", (_update: Uint8Array, origin: unknown) => {
    if (origin !== provider) happened({ kind: "written" });
  });
  const provider = new WebsocketProvider(props.server, props.name, doc, {
    connect: false,
    disableBc: true,
    WebSocketPolyfill: countingSocket(WebSocket, (carried) =>
      happened({ kind: "sent", carried }),
    ) as typeof WebSocket,
  });
  provider.messageHandlers[messageSaved] = (
    _answer: unknown,
    { arr, pos }: { arr: Uint8Array; pos: number },
  ) => {
    const count = readNumber(arr, pos)?.value;
    if (count !== undefined) happened({ kind: "stored", count });
  };
  provider.on("status", ({ status }) => status === "connected" && happened({ kind: "opened" }));
  provider.on("connection-close", () => happened({ kind: "closed" }));
  provider.on("closed", ({ code }) => happened({ kind: "refused", code }));

  const { awareness } = provider;
  awareness.on("change", () => props.onPeople(peopleIn(awareness.getStates(), doc.clientID)));
  const tellConflicts = () =>
    props.onConflicts([...conflicts].flatMap(([block, kept]) => readConflict(block, kept) ?? []));
  conflicts.observe(tellConflicts);

  provider.on("sync", (isSynced: boolean) => {
    if (!isSynced || view !== undefined) return;
    view = showText(props, { fragment, provider, isWritable: () => saving.connection !== "refused" });
    props.onOpen(view);
    props.onView(view);
    tellConflicts();
  });
  provider.connect();

  return { saving: () => saving, settle: (block) => conflicts.delete(block) };
}

interface Parts {
  readonly fragment: Y.XmlFragment;
  readonly provider: WebsocketProvider;
  readonly isWritable: () => boolean;
}

function showText(props: RoomProps, { fragment, provider, isWritable }: Parts): EditorView {
  // Who wrote the change that is being brought into the view: heard before the binding hears it.
  let writing: Writer | undefined;
  fragment.observeDeep((_events, transaction) => {
    writing =
      transaction.origin === provider
        ? writerOf(transaction, (client) => provider.awareness.getStates().has(client))
        : undefined;
  });
  const { doc: text, mapping } = initProseMirrorDoc(fragment, schema);
  const view: EditorView = new EditorView(props.place, {
    state: EditorState.create({
      doc: text,
      plugins: [
        ySyncPlugin(fragment, { mapping }) as Plugin,
        cursors(provider.awareness),
        yUndoPlugin({ protectedNodes: new Set(["block"]) }) as Plugin,
        blockIds(isFromOthers),
        tablesKept(isFromOthers),
        arrangement(),
        arrivals({
          writer: (transaction) => (isFromOthers(transaction) ? writing : undefined),
          isWrittenIn: (block, at) =>
            cursorsOf(provider, fragment, view).some((cursor) => cursor > at && cursor < at + block.nodeSize),
          tell: props.onArrival,
        }),
        new Plugin({
          props: {
            handleKeyDown: keydownHandler({
              ...keys,
              "Mod-z": undoCommand,
              "Mod-y": redoCommand,
              "Mod-Shift-z": redoCommand,
            }),
          },
        }),
      ],
    }),
    editable: isWritable,
    attributes: () => ({
      class: "policy",
      role: "textbox",
      "aria-multiline": "true",
      "aria-label": props.label,
      "aria-readonly": String(!isWritable()),
      lang: policyLanguage,
      spellcheck: "true",
      tabindex: "0",
    }),
    dispatchTransaction(transaction) {
      view.updateState(view.state.apply(transaction));
      props.onView(view);
    },
  });
  bindById(view, fragment);
  return view;
}

/** The transaction brings what is in the room's document already: others wrote it, or it was undone there. */
const isFromOthers = (transaction: Transaction): boolean =>
  (transaction.getMeta(ySyncPluginKey) as { readonly isChangeOrigin?: boolean } | undefined)
    ?.isChangeOrigin === true;

/** Where the cursors of the others stand in the text. */
function cursorsOf(
  provider: WebsocketProvider,
  fragment: Y.XmlFragment,
  view: EditorView,
): readonly number[] {
  const { binding } = ySyncPluginKey.getState(view.state) as {
    readonly binding: { readonly mapping: Map<never, Node> };
  };
  const found: number[] = [];
  for (const [client, state] of provider.awareness.getStates()) {
    const { cursor } = state as { readonly cursor?: { readonly head?: unknown } | null };
    if (client === provider.doc.clientID || cursor?.head == null) continue;
    const head = Y.createRelativePositionFromJSON(cursor.head);
    const at = relativePositionToAbsolutePosition(provider.doc, fragment, head, binding.mapping);
    if (at !== null) found.push(at);
  }
  return found;
}
