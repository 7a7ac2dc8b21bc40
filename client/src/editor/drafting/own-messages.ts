// What our server says beside the y-websocket protocol: how much it has stored, how many people read, why it will close.
import type { WebsocketProvider } from "y-websocket";
import {
  type LeavingReason,
  leavingReasons,
  messageLeaving,
  messageReaders,
  messageSaved,
} from "@pliego/shared/live/rooms.ts";
import { readNumber, readString } from "./update-frames.ts";

interface OwnMessages {
  readonly onSaved?: (count: number) => void;
  readonly onReaders?: (count: number) => void;
  readonly onLeaving?: (reason: LeavingReason) => void;
}

/** Passes over what it cannot read: such a message says nothing. */
export function hearOwnMessages(provider: WebsocketProvider, hears: OwnMessages): void {
  const number = (tell: ((value: number) => void) | undefined) => (_answer: unknown, message: Message) => {
    const value = readNumber(message.arr, message.pos)?.value;
    if (value !== undefined) tell?.(value);
  };
  provider.messageHandlers[messageSaved] = number(hears.onSaved);
  provider.messageHandlers[messageReaders] = number(hears.onReaders);
  provider.messageHandlers[messageLeaving] = (_answer: unknown, { arr, pos }: Message) => {
    const said = readString(arr, pos);
    const reason = leavingReasons.find((known) => known === said);
    if (reason !== undefined) hears.onLeaving?.(reason);
  };
}

interface Message {
  readonly arr: Uint8Array;
  readonly pos: number;
}
