// Wakes the decision desk: its keys, its news, the count of the reason.
import type { WorkFacts } from "../work-screens/facts.ts";
import { wakeWork } from "../work-screens/wake.live.ts";
import { factsOf, wordsOf } from "./script-words.live.ts";
import type { ScriptWords } from "./script-words.ts";

export function wake(page: Document, said: ScriptWords): Promise<void> {
  const reason = page.querySelector<HTMLTextAreaElement>("#reason");
  return wakeWork(page, {
    facts: factsOf<WorkFacts>(said),
    words: wordsOf(said),
    field: reason,
    ways: { m: () => reason?.focus() },
  });
}
