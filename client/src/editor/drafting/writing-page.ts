// The page of who writes: the room's text on the sheet, and around it what is saved, who is here and who reads, what the
// official text changed meanwhile, what the text changes, and the form that waits until all is saved.
import { createElement, render } from "preact";
import { TextSelection } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { announce } from "../../pages/script-words.live.ts";
import { askingForChanges } from "./changes-news.ts";
import { Conflicts, type KnownConflict } from "./conflicts.tsx";
import { helpPlace } from "./help-place.ts";
import type { PageParts } from "./page-parts.ts";
import { PeopleHere } from "./people-here.tsx";
import { openRoom } from "./room.ts";
import { isUnsaved, standingOf, type Saving } from "./saving.ts";
import { standingLight, standingSentence } from "./standing.ts";
import { wakeToolbar } from "./toolbar.ts";

/** A paragraph of an arrival that many blocks take part in is not named. */
const mostNamed = 1;

/** Who only looks on is told of a publication so late at most. */
const lookEveryMs = 20_000;

/** The paragraph that the address names is the one to write in: the cursor waits at its end. */
function writeIn(view: EditorView, paragraph: HTMLElement | null): void {
  if (paragraph === null || !view.dom.contains(paragraph)) return;
  const $at = view.state.doc.resolve(view.posAtDOM(paragraph, 0));
  if ($at.parent.isTextblock)
    view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, $at.end())));
}

interface WritingParts extends PageParts {
  readonly kind: "draft" | "branch";
  readonly keepAs: string;
  readonly changes: string;
}

export function openWriting({ page, words, kind, changes, ...here }: WritingParts): void {
  const { t } = words;
  const part = (id: string): HTMLElement | null => page.getElementById(id);
  const hide = (id: string, hidden: boolean) => {
    const found = part(id);
    if (found !== null) found.hidden = hidden;
  };
  const showLight = standingLight(page);
  const sheet = () => here.place.querySelector<HTMLElement>(".policy");
  let showActs = () => {};
  let conflicts: readonly KnownConflict[] = [];
  let lastText: unknown;

  const showPeople = (others: Parameters<typeof PeopleHere>[0]["others"]) => {
    const people = part("people");
    const me = page.querySelector("[data-account]")?.textContent ?? "";
    if (people !== null) render(createElement(PeopleHere, { me, others, words }), people);
  };
  const showConflicts = () => {
    const above = part("conflicts");
    if (above === null) return;
    const onSeen = (block: string) => {
      room.settle(block);
      (part("conflicts-title") ?? sheet())?.focus();
    };
    const stands = (block: string) => part(`p-${block}`) !== null;
    render(createElement(Conflicts, { conflicts, words, stands, onSeen }), above);
  };

  const help = helpPlace({ page, words, room: () => room, sheet });
  const showSaving = (saving: Saving) => {
    const standing = standingOf(saving);
    showLight(standing, standingSentence(saving, words));
    if (standing === "saved") hide("publish-wait", true);
    if (standing === "offline" || standing === "refused") hide("writing-bar", false);
    if (standing !== "refused") return;
    hide("opening", true);
    hide("acts-bar", true);
    help.show(saving);
  };

  const news = askingForChanges({ page, words, kind, from: changes, isSaved: () => isSaved() });
  const room = openRoom({
    ...here,
    label: t("drafting.text"),
    onSaving: showSaving,
    onPeople: showPeople,
    onReaders: (count) => {
      const readers = part("readers");
      if (readers !== null) readers.textContent = count > 0 ? t("drafting.readers", { count }) : "";
    },
    onConflicts: (known) => {
      conflicts = known;
      showConflicts();
    },
    onOpen: (view) => {
      hide("opening", true);
      hide("writing-bar", false);
      const bar = part("acts-bar");
      if (bar !== null) {
        bar.hidden = standingOf(room.saving()) === "refused";
        showActs = wakeToolbar(bar, view);
      }
      lastText = view.state.doc;
      writeIn(view, part(page.location.hash.slice(1)));
    },
    onView: (view) => {
      showActs();
      if (view.state.doc === lastText) return;
      lastText = view.state.doc;
      if (conflicts.length > 0) showConflicts();
      news.askSoon();
    },
    onArrival: (blocks) => {
      const number = blocks.length > mostNamed ? undefined : part(`p-${blocks[0]}`)?.dataset["number"];
      announce(
        page,
        number === undefined
          ? t("drafting.arrived", { count: blocks.length })
          : t("drafting.arrivedAt", { number }),
      );
    },
  });
  const isSaved = () => standingOf(room.saving()) === "saved";

  hide("acts-bar", true);
  showPeople([]);
  part("conflicts")?.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-place]") : null;
    const block = link === null ? null : part(`p-${link.dataset["place"]}`);
    if (block === null) return;
    event.preventDefault();
    block.scrollIntoView({ block: "center" });
    sheet()?.focus({ preventScroll: true });
  });
  // Somebody else may have published meanwhile, which changes nothing in the text itself.
  const look = () => {
    if (!page.hidden) news.askSoon();
  };
  page.addEventListener("visibilitychange", look);
  if (kind === "draft") setInterval(look, lookEveryMs);
  page.defaultView?.addEventListener("beforeunload", (event) => {
    const saving = room.saving();
    const isSafe = saving.connection === "refused" && saving.kept;
    if (isUnsaved(saving) && !isSafe && !help.isLeaving()) event.preventDefault();
  });
  part("publish")?.addEventListener("submit", (event) => {
    if (isSaved()) return;
    event.preventDefault();
    hide("publish-wait", false);
    part("publish-wait")?.focus();
  });
}
