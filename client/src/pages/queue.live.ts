// Wakes the moderation queue: its keys, its news.
import type { WorkFacts } from "../work-screens/facts.ts";
import { wakeWork } from "../work-screens/wake.live.ts";
import { factsOf, wordsOf } from "./script-words.live.ts";
import type { ScriptWords } from "./script-words.ts";

export function wake(page: Document, said: ScriptWords): Promise<void> {
  const rules = () => [...page.querySelectorAll<HTMLInputElement>('.hide input[name="rule"]')];
  return wakeWork(page, {
    facts: factsOf<WorkFacts>(said),
    words: wordsOf(said),
    field: page.querySelector("#sentence"),
    ways: { o: () => (rules().find(({ checked }) => checked) ?? rules()[0])?.focus() },
  });
}
