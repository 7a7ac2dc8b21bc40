// The page of who reads along: the text as it is written, a light that says whether it is live, and nothing to do.
import type { Words } from "../../words.ts";
import { standingLight } from "./standing.ts";
import { type Watching, watchRoom } from "./watch.ts";

/** What is written by the letter is told at most so often. */
const tellEveryMs = 10_000;

interface ReadingParts {
  readonly page: Document;
  readonly words: Words;
  readonly place: HTMLElement;
  readonly server: string;
  readonly name: string;
  readonly epoch: string | undefined;
}

export function openReading({ page, words: { t }, place, server, name, epoch }: ReadingParts): void {
  const bar = page.getElementById("writing-bar");
  const acts = page.getElementById("acts-bar");
  const opening = page.getElementById("opening");
  const show = standingLight(page);
  let told = 0;
  if (acts !== null) acts.hidden = true;
  watchRoom({
    server,
    name,
    epoch,
    place,
    label: t("drafting.text"),
    onWatching: (watching: Watching) => {
      if (bar !== null) bar.hidden = false;
      show(watching, t(`drafting.watching.${watching}`));
      if (watching !== "opening" && opening !== null) opening.hidden = true;
    },
    onView: () => {},
    onArrival: (blocks) => {
      if (Date.now() - told < tellEveryMs) return;
      told = Date.now();
      const number = page.getElementById(`p-${blocks[0]}`)?.dataset["number"];
      // For who hears the page; who sees it sees the glow.
      const said = page.getElementById("standing-said");
      if (said !== null)
        said.textContent =
          number === undefined
            ? t("drafting.watching.changed")
            : t("drafting.watching.changedAt", { number });
    },
  });
}
