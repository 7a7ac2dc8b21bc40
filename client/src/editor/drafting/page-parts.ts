// What a page opens its room with, to write or to read along.
import type { Words } from "../../words.ts";
import type { RoomPlace } from "./room.ts";

export interface PageParts extends RoomPlace {
  readonly page: Document;
  readonly words: Words;
  /** Where the text is to stand. */
  readonly place: HTMLElement;
}
