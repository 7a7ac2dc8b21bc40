// The page of who reads along: the text as it is written, a light that says whether it is live, and nothing to do.
import type { PageParts } from "./page-parts.ts";
import { standingLight } from "./standing.ts";
import { watchRoom } from "./watch.ts";

/** What is written by the letter is told at most so often. */
const tellEveryMs = 10_000;

export function openReading({ page, words: { t }, ...room }: PageParts): void {
  const bar = page.getElementById("writing-bar");
  const opening = page.getElementById("opening");
  const show = standingLight(page);
  let told = 0;
  watchRoom({
    ...room,
    label: t("drafting.text"),
    onWatching: (watching) => {
      if (bar !== null) bar.hidden = false;
      show(watching, t(`drafting.watching.${watching}`));
      if (watching !== "opening" && opening !== null) opening.hidden = true;
      // It says that one may watch.
      if (watching === "over") page.getElementById("watch-lead")?.remove();
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
