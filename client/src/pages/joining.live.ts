// On the page of an invitation: puts the code of the link into the form, so that joining is one button.
import { takeCode, type JoiningFacts } from "../branches/invitation-code.live.ts";
import { factsOf } from "./script-words.live.ts";
import type { ScriptWords } from "./script-words.ts";

export function wake(page: Document, script: ScriptWords): void {
  const code = takeCode(page, factsOf<JoiningFacts>(script).branch);
  const field = page.querySelector<HTMLInputElement>("#code");
  if (code === undefined || field === null) return;
  field.value = code;
  // A code that was refused stays to be seen and corrected.
  const wrapper = field.closest<HTMLElement>(".field");
  if (wrapper !== null && field.getAttribute("aria-invalid") === null) wrapper.hidden = true;
}
