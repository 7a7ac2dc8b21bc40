// Keeps an eye on a room's line and makes it anew when the browser comes back to life: online again, the page seen again,
// or nobody at the other end. Rule L51.
import type { WebsocketProvider } from "y-websocket";
import { type Line, lineAct, lookMs } from "./line.ts";

interface LineProps {
  readonly onLate: () => void;
  /** Sends something that the server answers; absent for who may send nothing. */
  readonly ask?: () => void;
}

export interface LineWatch {
  /** The server owes an answer, or owes none any more. */
  readonly look: (owes: boolean) => void;
}

export function watchLine(provider: WebsocketProvider, { onLate, ask }: LineProps): LineWatch {
  let state: Line["state"] = "between";
  let since = Date.now();
  let owesSince: number | undefined;
  /** Nobody is told twice of the same silence. */
  let isTold = false;

  const enter = (next: Line["state"]) => {
    state = next;
    since = Date.now();
    owesSince = undefined;
    isTold = false;
  };
  const again = () => {
    provider.disconnect();
    provider.connect();
  };
  const act = () => {
    const line = { state, since, heard: provider.wsLastMessageReceived, owesSince, isSeen: !document.hidden };
    switch (lineAct(line, Date.now())) {
      case "ask":
        return ask?.();
      case "late":
        if (isTold) return;
        isTold = true;
        return onLate();
      case "reconnect":
        return again();
      case "rest":
    }
  };
  provider.on("status", ({ status }) =>
    enter(status === "connected" ? "opening" : status === "connecting" ? "connecting" : "between"),
  );
  provider.on("sync", (isSynced: boolean) => isSynced && enter("open"));
  setInterval(act, lookMs);

  /** At once, not at the next of the provider's growing pauses; a line that was refused for good stays down. */
  const wake = () => {
    if (!provider.shouldConnect) return;
    if (state === "connecting") return again();
    if (!provider.wsconnected) return provider.connect();
    if (state === "open" && owesSince === undefined) ask?.();
  };
  window.addEventListener("online", wake);
  window.addEventListener("offline", wake);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) wake();
  });
  return {
    look(owes) {
      if (owes === (owesSince !== undefined)) return;
      owesSince = owes ? Date.now() : undefined;
      isTold = false;
    },
  };
}
