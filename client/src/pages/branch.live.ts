// On the page where several people write one suggestion: counts the letters of the reason, makes invitations, opens the editor.
import type { BranchFacts } from "../branches/facts.ts";
import { keepAuthors } from "../branches/authors.live.ts";
import { forgetCode } from "../branches/invitation-code.live.ts";
import { wakeInvite } from "../branches/invite.live.ts";
import { openEditor } from "../decisions/open-editor.live.ts";
import { countField } from "../ui/count.live.ts";
import { factsOf, wordsOf } from "./script-words.live.ts";
import type { ScriptWords } from "./script-words.ts";

export async function wake(page: Document, script: ScriptWords): Promise<void> {
  const words = wordsOf(script);
  const facts = factsOf<BranchFacts>(script);
  forgetCode(page, facts.branch);
  wakeInvite(page, words);
  keepAuthors(page, facts.changes, words);
  countField(page, "rationale", words);
  showWhenThere(page, page.location.hash.slice(1));
  await openEditor(page, words, facts);
}

/** The text comes after the page: the paragraph that the address names is brought into view once it is there. */
function showWhenThere(page: Document, anchor: string): void {
  const room = page.getElementById("room");
  if (room === null || !anchor.startsWith("p-")) return;
  const watcher = new MutationObserver(() => {
    const place = page.getElementById(anchor);
    if (place === null) return;
    watcher.disconnect();
    place.scrollIntoView({ block: "center" });
  });
  watcher.observe(room, { childList: true, subtree: true });
}
