// Loads the editor of a page with a writing room, and says so where it does not come.
import type { Words } from "../words.ts";
import type { DraftingFacts } from "./drafting-facts.ts";

export async function openEditor(page: Document, words: Words, facts: DraftingFacts): Promise<void> {
  const opening = page.getElementById("opening");
  if (opening !== null) opening.hidden = false;
  try {
    const { openDrafting } = await import("../editor/drafting/open.ts");
    openDrafting(page, words, facts);
  } catch (error) {
    if (opening !== null) opening.textContent = words.t("drafting.notOpened");
    throw error;
  }
}
