// On the drafting page: counts the reason's letters, and opens the editor, which is loaded only here.
import type { DraftingFacts } from "../decisions/drafting-facts.ts";
import { countIn } from "../ui/count.live.ts";
import { factsOf, wordsOf } from "./script-words.live.ts";
import type { ScriptWords } from "./script-words.ts";

export async function wake(page: Document, script: ScriptWords): Promise<void> {
  const words = wordsOf(script);
  const opening = page.getElementById("opening");
  if (opening !== null) opening.hidden = false;
  const reason = page.querySelector<HTMLTextAreaElement>("#reason");
  const count = page.getElementById("reason-count");
  if (reason !== null && count !== null) {
    const { min, max } = count.dataset;
    countIn(reason, count, { min: Number(min), max: Number(max) }, words);
  }
  try {
    const { openDrafting } = await import("../editor/drafting/open.ts");
    openDrafting(page, words, factsOf<DraftingFacts>(script));
  } catch (error) {
    if (opening !== null) opening.textContent = words.t("drafting.notOpened");
    throw error;
  }
}
