// What to do when the server takes nothing more: the words stay in sight, can be copied, and nobody is held for ever by
// something that cannot be saved. Rule L53.
import type { MessageKey } from "@pliego/shared/i18n/translate.ts";
import { closeCodes } from "@pliego/shared/live/rooms.ts";
import type { Words } from "../../words.ts";

export interface HelpState {
  readonly code: number;
  /** What is not saved is kept on this device. */
  readonly kept: boolean;
  /** Something here is not saved. */
  readonly unsaved: boolean;
  readonly copied: "not yet" | "yes" | "could not";
  /** Starting over was asked for: it wants a second yes. */
  readonly asked: boolean;
}

interface HelpProps extends HelpState {
  /** Signs in and comes back. */
  readonly signIn: string;
  readonly onCopy: () => void;
  readonly onAsk: (asked: boolean) => void;
  readonly onStartOver: () => void;
  readonly onReload: () => void;
  readonly words: Words;
}

export function StandingHelp(props: HelpProps) {
  const { code, unsaved, copied, signIn, onCopy, onReload, words } = props;
  const { t } = words;
  const isOver = code === closeCodes.closed || (code === closeCodes.stale && !unsaved);
  const isStuck = !isOver && code !== closeCodes.noSession && code !== closeCodes.notAllowed;
  return (
    <section class="notice stop" aria-labelledby="standing-words">
      <p>{t(sentenceFor(props))}</p>
      <p class="acts">
        {code === closeCodes.noSession && (
          <a class="button primary" href={signIn}>
            {t("drafting.help.signIn")}
          </a>
        )}
        {isOver && (
          <button type="button" class="button primary" onClick={onReload}>
            {t("drafting.help.reload")}
          </button>
        )}
        {(!isOver || unsaved) && (
          <button type="button" class="button inside" onClick={onCopy}>
            {t("drafting.help.copy")}
          </button>
        )}
        {isStuck && !props.asked && (
          <button type="button" class="button inside" onClick={() => props.onAsk(true)}>
            {t("drafting.help.startOver")}
          </button>
        )}
      </p>
      {isStuck && props.asked && <Sure {...props} />}
      <output class="small">
        {copied === "yes" && t("drafting.help.copied")}
        {copied === "could not" && t("drafting.help.notCopied")}
      </output>
    </section>
  );
}

function sentenceFor({ code, kept, unsaved }: HelpState): MessageKey {
  switch (code) {
    case closeCodes.noSession:
      if (!unsaved) return "drafting.help.noSessionSaved";
      return kept ? "drafting.help.noSession" : "drafting.help.noSessionHere";
    case closeCodes.notAllowed:
      return unsaved ? "drafting.help.notAllowed" : "drafting.help.notAllowedSaved";
    case closeCodes.closed:
      return unsaved ? "drafting.help.closedUnsaved" : "drafting.help.closed";
    case closeCodes.stale:
      return unsaved ? "drafting.help.stuck" : "drafting.help.closed";
    default:
      return "drafting.help.stuck";
  }
}

/** What starting over takes off the device cannot be brought back. */
function Sure({ onAsk, onStartOver, words: { t } }: HelpProps) {
  return (
    <div>
      <p id="start-over-question">{t("drafting.help.sure")}</p>
      <p class="acts">
        <button
          type="button"
          class="button primary"
          id="start-over"
          aria-describedby="start-over-question"
          onClick={onStartOver}
        >
          {t("drafting.help.sureYes")}
        </button>
        <button type="button" class="button inside" onClick={() => onAsk(false)}>
          {t("drafting.help.sureNo")}
        </button>
      </p>
    </div>
  );
}
