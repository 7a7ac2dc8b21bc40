// A stock y-websocket client without a screen, with exact books: which of its edits the server has said are saved. An
// edit is acknowledged when the server's count of stored messages has reached the message that carried it; what was not
// when a connection ends counts as unsaved until the whole state has gone out again and is confirmed.
import * as decoding from "lib0/decoding";
import { WebSocket } from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import {
  messageLeaving,
  messageReaders,
  messageSaved,
  roomServerPath,
  roomText,
} from "@pliego/shared/live/rooms.ts";
import { routes } from "@pliego/shared/routes.ts";

/** The events that the page's own light lives on (client/src/editor/drafting/saving.ts). */
export type SavingEvent =
  | { readonly kind: "written" }
  | { readonly kind: "sent"; readonly carried: "state" | "change" }
  | { readonly kind: "stored"; readonly count: number }
  | { readonly kind: "whole" }
  | { readonly kind: "opened" }
  | { readonly kind: "closed" }
  | { readonly kind: "refused"; readonly code: number };

export interface RoomClientOptions {
  /** Where it connects: the server itself or a proxy before it, as http://host:port. */
  readonly at: string;
  /** The server's own address, which the browser would name as its origin. */
  readonly origin: string;
  readonly cookie: string;
  readonly room: string;
  /** Asked for each change that is sent: true sends the same frame twice. */
  readonly twice?: () => boolean;
  /** Takes in nothing that others write after its beginning, to be cheap where there are hundreds. */
  readonly isDeaf?: boolean;
  readonly clientId?: number;
  readonly onSaving?: (event: SavingEvent) => void;
}

export interface RoomClient {
  readonly doc: Y.Doc;
  readonly fragment: Y.XmlFragment;
  readonly provider: WebsocketProvider;
  readonly isDeaf: boolean;
  /** Makes one change under a name of its own, by which it is found among the acknowledged. */
  readonly edit: (name: string, change: (fragment: Y.XmlFragment) => void) => void;
  readonly acknowledged: ReadonlySet<string>;
  /** Names of the edits that are not acknowledged. */
  readonly unsaved: () => readonly string[];
  /** Connected, brought up to date, everything it wrote confirmed. */
  readonly isSettled: () => boolean;
  /** Close codes of its connections so far; 1006 for a connection that broke. */
  readonly closes: readonly number[];
  /** Called at each acknowledgement, with how many edits it covered. */
  onAcknowledged: (edits: readonly string[]) => void;
  readonly destroy: () => void;
}

/** How long it waits before it comes back, at most; a browser waits up to 2.5 s. */
const comeBackMs = 100;

export function openRoomClient(options: RoomClientOptions): RoomClient {
  const doc = new Y.Doc({ gc: false });
  if (options.clientId !== undefined) doc.clientID = options.clientId;
  const acknowledged = new Set<string>();
  const closes: number[] = [];
  let unsent: string[] = [];
  let flying: { readonly name: string; readonly message: number }[] = [];
  let [sent, stored] = [0, 0];
  let naming = "";
  const tell = options.onSaving ?? (() => {});

  // Heard before the provider hears it, as in the page.
  doc.on("update", (_update: Uint8Array, origin: unknown) => {
    if (origin === provider) return;
    unsent.push(naming);
    tell({ kind: "written" });
  });
  const provider = new WebsocketProvider(
    options.at.replace("http", "ws") + roomServerPath,
    options.room,
    doc,
    {
      connect: false,
      disableBc: true,
      maxBackoffTime: comeBackMs,
      WebSocketPolyfill: countedSocket(options, (carried) => {
        sent += 1;
        // A state carries everything; and with a state out, every change is sent at once and alone.
        flying.push(...unsent.map((name) => ({ name, message: sent })));
        unsent = [];
        tell({ kind: "sent", carried });
      }) as never,
    },
  );
  const startAgain = () => {
    unsent = [...flying.map(({ name }) => name), ...unsent];
    flying = [];
    [sent, stored] = [0, 0];
  };
  provider.on("status", ({ status }) => {
    if (status !== "connected") return;
    startAgain();
    tell({ kind: "opened" });
  });
  provider.on("connection-close", (event) => {
    startAgain();
    closes.push(event?.code ?? 1006);
    tell({ kind: "closed" });
  });
  provider.on("sync", (isSynced: boolean) => isSynced && tell({ kind: "whole" }));
  provider.on("closed", ({ code }) => tell({ kind: "refused", code }));
  provider.messageHandlers[messageSaved] = (_answer, decoder) => {
    const count = decoding.readVarUint(decoder);
    if (count > sent) throw new Error(`${count} messages are said to be saved of ${sent} sent`);
    stored = Math.max(stored, count);
    const covered = flying.filter(({ message }) => message <= stored).map(({ name }) => name);
    flying = flying.filter(({ message }) => message > stored);
    for (const name of covered) acknowledged.add(name);
    client.onAcknowledged(covered);
    tell({ kind: "stored", count });
  };
  provider.messageHandlers[messageReaders] = () => {};
  provider.messageHandlers[messageLeaving] = () => {};
  if (options.isDeaf === true) hearOnlyTheBeginning(provider);

  const fragment = doc.getXmlFragment(roomText);
  const client: RoomClient = {
    doc,
    fragment,
    provider,
    isDeaf: options.isDeaf === true,
    edit(name, change) {
      naming = name;
      doc.transact(() => change(fragment));
      naming = "";
    },
    acknowledged,
    unsaved: () => [...flying.map(({ name }) => name), ...unsent],
    isSettled: () => provider.synced && sent > 0 && sent === stored && unsent.length === 0,
    closes,
    onAcknowledged: () => {},
    destroy() {
      provider.destroy();
      doc.destroy();
    },
  };
  provider.connect();
  return client;
}

/** The session cookie of somebody who signs in by the form. */
export async function sessionCookie(url: string, email: string, password: string): Promise<string> {
  const answer = await fetch(url + routes.signIn(), {
    method: "POST",
    body: new URLSearchParams({ email, password }),
    headers: { origin: url },
    redirect: "manual",
  });
  const cookie = answer.headers.getSetCookie()[0]?.split(";")[0];
  if (answer.status !== 303 || cookie === undefined) throw new Error(`signing in answered ${answer.status}`);
  return cookie;
}

type Carried = "state" | "change";

/**
 * A socket as a browser opens it, which tells of each message with words that it sent. As in the page, a change is held
 * back until the whole state is out on this connection.
 */
function countedSocket(options: RoomClientOptions, tell: (carried: Carried) => void): typeof WebSocket {
  const headers = { cookie: options.cookie, origin: options.origin };
  return class extends WebSocket {
    #stateIsOut = false;

    constructor(url: string, protocols?: string[]) {
      super(url, protocols, { headers, perMessageDeflate: false });
    }

    override send(data: Uint8Array): void {
      const carried =
        data[0] !== 0 ? undefined : data[1] === 1 ? "state" : data[1] === 2 ? "change" : undefined;
      if (carried === "change" && !this.#stateIsOut) return;
      if (this.readyState !== WebSocket.OPEN) return;
      const times = carried === "change" && options.twice?.() === true ? 2 : 1;
      for (let time = 0; time < times; time += 1) {
        super.send(data);
        if (carried !== undefined) tell(carried);
      }
      this.#stateIsOut ||= carried === "state";
    }
  } as unknown as typeof WebSocket;
}

function hearOnlyTheBeginning(provider: WebsocketProvider): void {
  const hear = provider.messageHandlers[0];
  if (hear === undefined) throw new Error("the provider does not know the sync messages");
  provider.messageHandlers[0] = (answer, decoder, ...rest) => {
    const step = decoder.arr[decoder.pos];
    if (step !== 2) hear(answer, decoder, ...rest);
  };
}
