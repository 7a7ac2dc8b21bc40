// The sentence that says whether what is written is saved, and its voice: it is shown at once, and said aloud only when
// it has stayed the same for a moment. Rules L1, L4.
import type { MessageKey } from "@pliego/shared/i18n/translate.ts";
import { closeCodes } from "@pliego/shared/live/rooms.ts";
import type { Words } from "../../words.ts";
import { standingOf, type Saving, type Standing } from "./saving.ts";

const quietMs = 1500;

const refusals: Readonly<Record<number, MessageKey>> = {
  [closeCodes.noSession]: "drafting.refused.noSession",
  [closeCodes.notAllowed]: "drafting.refused.notAllowed",
  [closeCodes.tooBig]: "drafting.refused.tooBig",
};

export function standingSentence(saving: Saving, { t }: Words): string {
  const standing = standingOf(saving);
  if (standing !== "refused") return t(`drafting.standing.${standing}`);
  return `${t("drafting.standing.refused")} ${t(refusals[saving.code] ?? "drafting.refused.other")}`;
}

/** Shows every standing as it comes; `said` is the live region, which speaks of what lasts and of nothing twice. */
export function standingLight(page: Document, words: Words): (saving: Saving) => void {
  const light = page.getElementById("standing");
  const sentence = page.getElementById("standing-words");
  const said = page.getElementById("standing-said");
  let speaking: ReturnType<typeof setTimeout> | undefined;
  let lastSaid: Standing = "opening";
  return (saving) => {
    if (light === null || sentence === null || said === null) return;
    const standing = standingOf(saving);
    const text = standingSentence(saving, words);
    light.dataset["standing"] = standing;
    if (sentence.textContent !== text) sentence.textContent = text;
    clearTimeout(speaking);
    if (standing === lastSaid) return;
    speaking = setTimeout(() => {
      lastSaid = standing;
      said.textContent = text;
    }, quietMs);
  };
}
