// The sentence that says whether what is written is saved, and its voice: it is shown at once, and said aloud only when
// it has stayed the same for a moment. Rules L1, L4, L53.
import type { MessageKey } from "@pliego/shared/i18n/translate.ts";
import { closeCodes, type LeavingReason } from "@pliego/shared/live/rooms.ts";
import type { Words } from "../../words.ts";
import { isUnsaved, standingOf, type Saving } from "./saving.ts";

const quietMs = 1500;

const refusals: Readonly<Record<number, MessageKey>> = {
  [closeCodes.noSession]: "drafting.refused.noSession",
  [closeCodes.notAllowed]: "drafting.refused.notAllowed",
  [closeCodes.tooBig]: "drafting.refused.tooBig",
};

const leavings: Readonly<Record<LeavingReason, MessageKey>> = {
  "too-fast": "drafting.leaving.tooFast",
  "too-slow": "drafting.leaving.tooSlow",
  moved: "drafting.leaving.moved",
  restarting: "drafting.leaving.restarting",
  "not-saved": "drafting.leaving.notSaved",
};

export function standingSentence(saving: Saving, { t }: Words): string {
  const standing = standingOf(saving);
  switch (standing) {
    case "refused":
      if (!isUnsaved(saving) && saving.code === closeCodes.closed) return t("drafting.refused.closed");
      if (!isUnsaved(saving) && saving.code === closeCodes.stale) return t("drafting.refused.stale");
      if (saving.whole && !isUnsaved(saving) && isSentAway(saving))
        return `${t(refusals[saving.code] ?? "drafting.refused.other")} ${t("drafting.refused.allSaved")}`;
      return `${t("drafting.standing.refused")} ${t(refusals[saving.code] ?? "drafting.refused.other")}`;
    case "offline": {
      const reason = saving.leaving === undefined ? "" : ` ${t(leavings[saving.leaving])}`;
      return t(offlineKey(saving)) + reason;
    }
    case "opening":
    case "saved":
    case "saving":
      return t(`drafting.standing.${standing}`);
  }
}

/** It is about the person, and not about what she wrote. */
const isSentAway = ({ code }: Saving): boolean =>
  code === closeCodes.noSession || code === closeCodes.notAllowed;

/** Where the words are that cannot be sent. */
function offlineKey(saving: Saving): MessageKey {
  if (!saving.whole) return "drafting.standing.unreached";
  if (saving.kept) return "drafting.standing.offline";
  return isUnsaved(saving) ? "drafting.standing.offlineHere" : "drafting.standing.offlinePage";
}

/** Shows every standing as it comes; `said` is the live region, which speaks of what lasts and of nothing twice. */
export function standingLight(page: Document): (standing: string, text: string) => void {
  const light = page.getElementById("standing");
  const sentence = page.getElementById("standing-words");
  const said = page.getElementById("standing-said");
  let speaking: ReturnType<typeof setTimeout> | undefined;
  let lastSaid = "opening";
  return (standing, text) => {
    if (light === null || sentence === null || said === null) return;
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
