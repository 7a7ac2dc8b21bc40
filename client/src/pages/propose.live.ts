// Wakes the page where one proposes: the paragraph becomes an editor, the changes are told in words as they are made, what
// is written is kept on the device until it is sent, and sending keeps everything when it is refused.
import { blockWords } from "@pliego/shared/suggestions/block-words.ts";
import { editSentence } from "@pliego/shared/suggestions/sentences.ts";
import type { SentSuggestion } from "@pliego/shared/pages.ts";
import type { BlockJSON } from "@pliego/shared/text/types.ts";
import { wordChanges } from "@pliego/shared/text/word-changes.ts";
import { draftStore } from "../suggestions/draft-store.live.ts";
import { draftName, resume, type Resumed } from "../suggestions/draft.ts";
import type { ProposeFacts } from "../suggestions/facts.ts";
import { editsOf } from "../suggestions/sentences.ts";
import { countIn } from "../ui/count.live.ts";
import { proposeParts } from "./propose-parts.live.ts";
import { sendForm, type Sent } from "./send-form.live.ts";
import { factsOf, readScriptWords, wordsOf } from "./script-words.live.ts";
import type { ScriptWords } from "./script-words.ts";

export async function wake(page: Document, said: ScriptWords): Promise<void> {
  const facts = factsOf<ProposeFacts>(said);
  const words = wordsOf(said);
  const { t } = words;
  const parts = proposeParts(page, words);
  const store = draftStore(draftName(facts.consultation, facts.block));
  let { original, base } = facts;
  const firstKey = parts.key.value;

  const kept = facts.refused ? undefined : store.read();
  const resumed: Resumed | undefined = kept && (await resume(kept, original));
  if (kept !== undefined && resumed !== undefined) {
    parts.words.value = resumed.words;
    parts.rationale.value = kept.rationale;
    parts.key.value = kept.key;
  }
  const recount = countIn(parts.rationale, parts.rationaleCount, facts.rationaleLength, words);

  const { openBlockEditor } = await import("../editor/block-editor.ts");
  const editor = openBlockEditor({
    place: parts.writing,
    original,
    words: parts.words.value,
    attributes: parts.editorAttributes,
    onChange(now) {
      parts.words.value = now;
      keep();
      tellSoon();
    },
  });
  parts.editorIsThere(editor.focus);
  parts.rationale.addEventListener("input", keep);
  parts.form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send().catch((error: unknown) => reportError(error));
  });
  parts.onStartOver(() => {
    parts.hideCurrent();
    editor.restart(original, blockWords(original));
    editor.focus();
  });
  if (resumed !== undefined) {
    parts.sayRecovered(resumed.how, discard);
    if (resumed.how === "stale") parts.showCurrent(blockWords(original));
  }
  tell();

  function keep(): void {
    store.keep({
      words: editor.words(),
      rationale: parts.rationale.value,
      key: parts.key.value,
      base,
      originalWords: blockWords(original),
    });
  }

  function discard(): void {
    parts.rationale.value = "";
    parts.key.value = firstKey;
    parts.hideCurrent();
    editor.restart(original, blockWords(original));
    recount();
    store.forget();
    editor.focus();
  }

  /** The sentences follow the words a little later, so that a voice does not read every letter. */
  let telling: ReturnType<typeof setTimeout> | undefined;
  function tellSoon(): void {
    clearTimeout(telling);
    telling = setTimeout(tell, tellAfterMs);
  }

  function tell(): void {
    const from = blockWords(original);
    const edits = editsOf(from, wordChanges(from, parts.words.value.trim()));
    parts.tell(edits.map((edit) => editSentence(edit, t)));
  }

  async function send(): Promise<void> {
    if (parts.isSending()) return;
    if (parts.words.value.trim() === blockWords(original).trim()) {
      parts.say(t("propose.noChange"));
      editor.focus();
      return;
    }
    parts.setSending(true);
    const sent = await sendForm<SentSuggestion>(parts.form);
    if (sent.kind === "done") {
      store.forget();
      location.assign(sent.answer.page);
      return;
    }
    await explain(sent);
    parts.setSending(false);
  }

  async function explain(sent: Exclude<Sent<SentSuggestion>, { readonly kind: "done" }>): Promise<void> {
    if (sent.kind !== "refused")
      return parts.say(t(sent.kind === "offline" ? "propose.offline" : "propose.failed"));
    if (sent.status === 401)
      return parts.say(`${t("propose.needSignIn")} ${t("propose.signInKept")}`, {
        label: t("propose.signIn"),
        href: facts.signIn,
      });
    if (sent.code === "stale") await adjust();
    parts.say(sent.title);
  }

  /** Takes in the text as it is now: hers is marked against it, and it stands beside hers. */
  async function adjust(): Promise<void> {
    const now = await currentBlock();
    if (now === undefined || now.base <= base) return;
    ({ original, base } = now);
    parts.base.value = String(base);
    editor.restart(original, editor.words());
    parts.showCurrent(blockWords(original));
  }
}

const tellAfterMs = 500;

async function currentBlock(): Promise<{ readonly original: BlockJSON; readonly base: number } | undefined> {
  const answer = await fetch(location.pathname, { cache: "no-store" }).catch(() => undefined);
  if (answer?.ok !== true) return undefined;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  return factsOf<ProposeFacts | undefined>(readScriptWords(fresh));
}
