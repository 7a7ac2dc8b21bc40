// What both work screens do with script: count what is new, keep the case in sight in its list, send an act once, and
// keep what is being written when one turns to another case. Nothing moves under the hand.
import { follow } from "../live/follow.ts";
import { countField } from "../ui/count.live.ts";
import type { Words } from "../words.ts";
import type { WorkFacts } from "./facts.ts";
import { wakeKeys } from "./keys.live.ts";
import { arrived, type Arrived } from "./news.ts";

interface WorkParts {
  readonly facts: WorkFacts;
  readonly words: Words;
  readonly ways: Readonly<Record<string, () => void>>;
  /** The field whose words are kept. */
  readonly field: HTMLTextAreaElement | null;
}

export async function wakeWork(page: Document, { facts, words, ways, field }: WorkParts): Promise<void> {
  wakeKeys(page, ways, words);
  keepWords(field, facts);
  sendOnce(page);
  countField(page, "reason", words);
  const here = page.querySelector<HTMLElement>(".cases [aria-current]");
  const list = here?.closest("ol");
  if (here != null && list != null) list.scrollTop = here.offsetTop - list.offsetTop - list.clientHeight / 3;

  let news: Arrived = { fresh: new Set(), taken: false };
  let lost = false;
  const show = () => showNews(page, { ...news, lost }, facts, words);
  await follow(
    { desk: facts.desk, since: facts.since },
    {
      hear(announcement) {
        news = arrived(news, announcement.news, facts);
        // In an empty list nothing can move under the hand.
        if (facts.listed.length === 0 && news.fresh.size > 0) page.location.assign(facts.reload);
        else show();
      },
      lost() {
        lost = true;
        show();
      },
    },
  );
}

/** `lost`: so much has happened while there was no connection that the list has to be looked at anew. */
function showNews(
  page: Document,
  { fresh, taken, lost }: Arrived & { readonly lost: boolean },
  { reload }: WorkFacts,
  { t }: Words,
): void {
  const place = page.getElementById("news");
  if (place === null) return;
  const lines: HTMLElement[] = [];
  if (fresh.size > 0 || lost) {
    const line = page.createElement("p");
    const link = page.createElement("a");
    link.href = reload;
    link.textContent = t("live.reload");
    line.append(`${lost ? t("live.listChanged") : t("live.new", { count: fresh.size })}. `, link);
    lines.push(line);
  }
  if (taken) {
    const line = page.createElement("p");
    line.textContent = t("live.caseTaken");
    lines.push(line);
  }
  place.replaceChildren(...lines);
}

/** Until the tab is closed; the server keeps what it refused. */
function keepWords(field: HTMLTextAreaElement | null, { desk, current }: WorkFacts): void {
  if (field === null) return;
  const name = `pliego.${desk}.${current}`;
  if (field.value === "") field.value = sessionStorage.getItem(name) ?? "";
  field.addEventListener("input", () => sessionStorage.setItem(name, field.value));
  field.form?.addEventListener("submit", () => sessionStorage.removeItem(name));
}

function sendOnce(page: Document): void {
  let sent = false;
  page.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  // The page comes back as it was left.
  addEventListener("pageshow", () => (sent = false));
}
