// On the reading page: the number of a paragraph also copies its address; the contents show where one is reading and
// close when a place is chosen; a block opens its sheet; and the text in force stays the text in force.
import { wakeBlockSheets } from "../suggestions/block-sheet.live.tsx";
import { makeNewsNote } from "./news-note.live.ts";
import { followReadingNews } from "./reading-news.live.ts";
import { announce, factsOf, wordsOf } from "./script-words.live.ts";
import type { ScriptWords } from "./script-words.ts";

interface ReadingFacts {
  readonly consultation: string;
  readonly latest: boolean;
}

export async function wake(page: Document, said: ScriptWords): Promise<void> {
  const { copied } = said;
  const { consultation, latest } = factsOf<ReadingFacts>(said);
  page.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a") : null;
    if (link === null) return;
    if (link.classList.contains("place") && copied !== undefined) void copy(page, link.href, copied);
    const outline = link.closest<HTMLElement>("#outline");
    if (outline?.matches(":popover-open") === true) outline.hidePopover();
  });
  let stop = followReading(page);
  // A version that was replaced is a document of its own: nothing is done to it, and it never changes.
  if (!latest) return;
  const words = wordsOf(said);
  const sheets = wakeBlockSheets(page, { consultation, words, makeNote: makeNewsNote });
  await followReadingNews(page, {
    consultation,
    words,
    coveredBy: sheets.note,
    patched() {
      stop();
      stop = followReading(page);
      sheets.refresh();
    },
  });
}

/** Without permission to copy nothing is said: the address is in the address bar anyway. */
async function copy(page: Document, address: string, said: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(address);
    announce(page, said);
  } catch {
    // The link has done its own work.
  }
}

/** Marks in the contents the heading under which the reader is, until it is told to stop. */
function followReading(page: Document): () => void {
  const outline = page.getElementById("outline");
  if (outline === null) return () => {};
  const links = new Map<Element, HTMLAnchorElement>();
  for (const link of outline.querySelectorAll<HTMLAnchorElement>("a[href^='#']")) {
    const heading = page.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading !== null) links.set(heading, link);
  }
  const headings = [...links.keys()];
  let current: HTMLAnchorElement | undefined;
  const update = () => {
    const line = innerHeight / 3;
    const heading = headings.findLast((candidate) => candidate.getBoundingClientRect().top <= line);
    const link = heading === undefined ? undefined : links.get(heading);
    if (link === current) return;
    current?.removeAttribute("aria-current");
    link?.setAttribute("aria-current", "true");
    if (link !== undefined) keepInSight(outline, link);
    current = link;
  };
  // Headings crossing the upper third of the window are the only moments when the answer can change.
  const observer = new IntersectionObserver(update, { rootMargin: "0px 0px -66% 0px" });
  for (const heading of headings) observer.observe(heading);
  return () => observer.disconnect();
}

/** Scrolls the contents and nothing else: scrollIntoView would move the page under the reader. */
function keepInSight(outline: HTMLElement, link: HTMLElement): void {
  const box = outline.getBoundingClientRect();
  const at = link.getBoundingClientRect();
  if (at.top < box.top) outline.scrollTop -= box.top - at.top + box.height / 3;
  else if (at.bottom > box.bottom) outline.scrollTop += at.bottom - box.bottom + box.height / 3;
}
