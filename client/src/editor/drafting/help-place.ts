// Where the page shows what to do after a refusal, and what its buttons do. Rule L53.
import { createElement, render } from "preact";
import { signInThen } from "@pliego/shared/routes.ts";
import { copyText } from "../../ui/copying.ts";
import type { Words } from "../../words.ts";
import type { OpenRoom } from "./room.ts";
import { isUnsaved, type Saving } from "./saving.ts";
import { type HelpState, StandingHelp } from "./standing-help.tsx";

interface PlaceProps {
  readonly page: Document;
  readonly words: Words;
  readonly room: () => OpenRoom;
  readonly sheet: () => HTMLElement | null;
}

export interface HelpPlace {
  readonly show: (saving: Saving) => void;
  /** The person chose to leave: nothing holds her back. */
  readonly isLeaving: () => boolean;
}

export function helpPlace({ page, words, room, sheet }: PlaceProps): HelpPlace {
  const place = page.getElementById("standing-help");
  let isLeaving = false;
  let state: HelpState | undefined;
  const select = () => {
    const shown = sheet();
    if (shown === null) return;
    shown.focus();
    page.getSelection()?.selectAllChildren(shown);
  };
  const leave = () => {
    isLeaving = true;
    page.location.reload();
  };
  const change = (news: Partial<HelpState>) => {
    if (place === null || state === undefined) return;
    state = { ...state, ...news };
    place.hidden = false;
    render(
      createElement(StandingHelp, {
        ...state,
        signIn: signInThen(page.location.pathname + page.location.search),
        onCopy: () =>
          void copyText(room().words(), select).then((could) =>
            change({ copied: could ? "yes" : "could not" }),
          ),
        onAsk: (asked) => {
          change({ asked });
          if (asked) page.getElementById("start-over")?.focus();
        },
        onStartOver: () => void room().forget().then(leave),
        onReload: leave,
        words,
      }),
      place,
    );
  };
  return {
    show(saving) {
      state ??= { code: 0, kept: false, unsaved: false, copied: "not yet", asked: false };
      change({ code: saving.code, kept: saving.kept, unsaved: isUnsaved(saving) });
    },
    isLeaving: () => isLeaving,
  };
}
