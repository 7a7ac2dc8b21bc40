// Opens the editor of a page where a text is written together: to write, or to read along.
import type { DraftingFacts } from "../../decisions/drafting-facts.ts";
import type { Words } from "../../words.ts";
import { openReading } from "./reading-page.ts";
import { openWriting } from "./writing-page.ts";

export function openDrafting(page: Document, words: Words, facts: DraftingFacts): void {
  const { protocol, host } = page.location;
  const place = page.getElementById("room");
  if (place === null) throw new Error("The page has no #room");
  const parts = {
    page,
    words,
    place,
    server: `${protocol === "https:" ? "wss:" : "ws:"}//${host}${facts.serverPath}`,
    name: facts.roomName,
    epoch: facts.epoch,
  };
  if (facts.mode === "watch") openReading(parts);
  else openWriting({ ...parts, kind: facts.kind, keepAs: facts.keepAs, changes: facts.changes });
}
