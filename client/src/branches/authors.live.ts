// Keeps who writes a branch up to date, and what leaving it would mean: whoever comes into the room may have just joined.
import type { Words } from "../words.ts";
import type { BranchNews } from "./facts.ts";
import { leavingNote } from "./leaving.ts";

const askAfterMs = 800;

export function keepAuthors(page: Document, news: string, { t }: Words): void {
  const people = page.getElementById("people");
  const list = page.getElementById("authors-list");
  const note = page.getElementById("leaving-note");
  if (people === null || list === null) return;
  let asking: ReturnType<typeof setTimeout> | undefined;
  const ask = async () => {
    const answer = await fetch(news, { headers: { accept: "application/json" } }).catch(() => undefined);
    if (answer?.ok !== true) return;
    const { authors } = (await answer.json()) as BranchNews;
    list.replaceChildren(
      ...authors.map((name) => {
        const line = page.createElement("li");
        line.textContent = name;
        return line;
      }),
    );
    if (note !== null) note.textContent = t(leavingNote(authors));
  };
  new MutationObserver(() => {
    clearTimeout(asking);
    asking = setTimeout(() => void ask(), askAfterMs);
  }).observe(people, { childList: true, subtree: true });
}
