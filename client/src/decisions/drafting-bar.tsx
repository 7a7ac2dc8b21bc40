// What stands above the text while it is written: the acts with their keys, whether it is saved, who is here. The script
// shows it once the text is open.
import type { MessageKey } from "@pliego/shared/i18n/translate.ts";
import type { WritingRoom } from "@pliego/shared/pages.ts";
import type { Words } from "../words.ts";

interface Tool {
  readonly does: string;
  readonly label: MessageKey;
  /** As it is shown, and as assistive technology is told. */
  readonly key: string;
  readonly shortcut: string;
  /** What stands for the words: a sign, or their first letter. */
  readonly sign?: "first" | "↶" | "↷";
  /** It says whether it holds at the cursor. */
  readonly holds: boolean;
}

const kinds: readonly (readonly [string, MessageKey])[] = [
  ["title", "drafting.kind.title"],
  ["chapter", "drafting.kind.chapter"],
  ["article", "drafting.kind.article"],
  ["paragraph", "drafting.kind.paragraph"],
  ["fraction", "drafting.kind.fraction"],
  ["clause", "drafting.kind.clause"],
];

const forms: readonly Tool[] = kinds.map(([does, label], at) => ({
  does,
  label,
  key: String(at + 1),
  shortcut: `Control+Shift+${at + 1}`,
  holds: true,
}));

const acts: readonly Tool[] = [
  { does: "strong", label: "drafting.strong", key: "B", shortcut: "Control+B", sign: "first", holds: true },
  { does: "em", label: "drafting.em", key: "I", shortcut: "Control+I", sign: "first", holds: true },
  { does: "undo", label: "drafting.undo", key: "Z", shortcut: "Control+Z", sign: "↶", holds: false },
  { does: "redo", label: "drafting.redo", key: "Y", shortcut: "Control+Y", sign: "↷", holds: false },
];

interface DraftingBarProps {
  readonly mode: WritingRoom["mode"];
  readonly words: Words;
}

export function DraftingBar({ mode, words }: DraftingBarProps) {
  const { t } = words;
  return (
    <>
      <output id="standing-said" class="unseen" />
      <div id="writing-bar" class="writing-bar" hidden>
        <div class="bar-head">
          <p id="standing" class="standing-light" data-standing="opening">
            <span class="sign" aria-hidden="true" />
            <span id="standing-words">{t("drafting.standing.opening")}</span>
          </p>
          <div class="company">
            <div id="people" class="people" />
            <span id="readers" class="small" />
          </div>
        </div>
        <div id="standing-help" class="standing-help" hidden />
        {mode === "write" && <ActsBar words={words} />}
      </div>
    </>
  );
}

function ActsBar({ words }: { readonly words: Words }) {
  const { t } = words;
  return (
    <div id="acts-bar" class="acts-bar" role="toolbar" aria-label={t("drafting.toolbar")}>
      {forms.map((tool) => (
        <ToolButton key={tool.does} tool={tool} words={words} />
      ))}
      <span class="apart" aria-hidden="true" />
      {acts.map((tool) => (
        <ToolButton key={tool.does} tool={tool} words={words} />
      ))}
      <span class="small keys-note">{t("drafting.keys")}</span>
    </div>
  );
}

function ToolButton({ tool, words: { t } }: { readonly tool: Tool; readonly words: Words }) {
  const { does, label, key, shortcut, sign, holds } = tool;
  return (
    <button
      type="button"
      class={`tool ${does}`}
      data-do={does}
      title={sign === undefined ? undefined : t(label)}
      aria-keyshortcuts={shortcut}
      aria-pressed={holds ? "false" : undefined}
    >
      {sign !== undefined && (
        <span class="tool-sign" aria-hidden="true">
          {sign === "first" ? t(label).charAt(0) : sign}
        </span>
      )}
      <span class={sign === undefined ? undefined : "unseen"}>{t(label)}</span>
      <kbd class="key" aria-hidden="true">
        {key}
      </kbd>
    </button>
  );
}
