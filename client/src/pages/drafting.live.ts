// On the drafting page: counts the reason's letters, and opens the editor, which is loaded only here.
import type { DraftingFacts } from "../decisions/drafting-facts.ts";
import { openEditor } from "../decisions/open-editor.live.ts";
import { countField } from "../ui/count.live.ts";
import { factsOf, wordsOf } from "./script-words.live.ts";
import type { ScriptWords } from "./script-words.ts";

export async function wake(page: Document, script: ScriptWords): Promise<void> {
  const words = wordsOf(script);
  countField(page, "reason", words);
  await openEditor(page, words, factsOf<DraftingFacts>(script));
}
