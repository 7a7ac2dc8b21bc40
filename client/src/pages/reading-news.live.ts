// Keeps the text on the screen the text in force: when something was decided, it comes in where one reads, glows once and
// is said in words. What an announcement carries is shown at once; for the rest the page is fetched.
import type { Announcement } from "@pliego/shared/live/announcements.ts";
import { keepFresh } from "../live/fresh-page.ts";
import { follow } from "../live/follow.ts";
import type { Words } from "../words.ts";
import { makeNewsNote, tell, type News } from "./news-note.live.ts";
import { showInPlace } from "./reading-in-place.live.ts";
import { patchReading, type Patched } from "./reading-patch.live.ts";

interface ReadingNews {
  readonly consultation: string;
  readonly words: Words;
  /** The page has just been patched. */
  readonly patched: () => void;
  /** Where news is told while a sheet covers the page. */
  readonly coveredBy: () => HTMLElement | undefined;
}

const glowMs = 3000;

export function followReadingNews(page: Document, { consultation, words, patched, coveredBy }: ReadingNews) {
  const note = makeNewsNote(page.body);
  const has = () => versionOf(page);
  const shown = (patch: Patched) => {
    glow(page, patch.changed);
    const news = newsOf(page, patch, words);
    if (news !== undefined) tell(coveredBy() ?? note, news, words);
    patched();
  };
  const freshener = keepFresh({ has, versionOf, show: (fresh) => shown(patchReading(page, fresh)) });
  const hear = (announcement: Announcement) => {
    const { version } = announcement;
    const patch = version === has() + 1 ? showInPlace(page, announcement, words) : undefined;
    if (patch === undefined) freshener.want(version);
    else shown(patch);
  };
  return follow({ consultation, since: { [consultation]: has() } }, { hear, lost: () => freshener.look() });
}

const versionOf = (page: Document) =>
  Number(page.querySelector<HTMLElement>(".reading")?.dataset["version"] ?? 0);

function glow(page: Document, ids: readonly string[]): void {
  const blocks = ids.map((id) => page.getElementById(`p-${id}`)).filter((block) => block !== null);
  for (const block of blocks) block.classList.add("changed");
  setTimeout(() => {
    for (const block of blocks) block.classList.remove("changed");
  }, glowMs);
}

/** What happened in one sentence; undefined when only counts in the margin moved. */
function newsOf(page: Document, { changed, decision, revision }: Patched, { t }: Words): News | undefined {
  const [first] = changed;
  if (first === undefined) {
    return decision && { sentence: t("live.decided", { ...decision }), link: linkTo(decision.href) };
  }
  const block = page.getElementById(`p-${first}`);
  const number = block?.querySelector(":scope > .place:not(.mark)")?.textContent ?? "";
  const sentence =
    changed.length > 1
      ? t("live.manyChanged", { count: changed.length, version: revision })
      : number === ""
        ? t("live.placeChanged", { place: beginning(block), version: revision })
        : t("live.paragraphChanged", { number, version: revision });
  return {
    sentence,
    link: decision ? linkTo(decision.href) : { label: t("live.goThere"), href: `#p-${first}` },
  };

  function linkTo(href: string) {
    return { label: t("live.seeDecision"), href };
  }
}

const shownLength = 40;

const beginning = (block: HTMLElement | null) =>
  (block?.querySelector(".words")?.textContent ?? "").trim().slice(0, shownLength);
