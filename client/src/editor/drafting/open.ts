// Opens the drafting page's editor: the room's text on the sheet, and around it what is saved, who is here, what the
// official text changed meanwhile, what the draft changes, and the form that publishes it.
import { createElement, render } from "preact";
import type { DraftingFacts, DraftingNews } from "../../decisions/drafting-facts.ts";
import { announce } from "../../pages/script-words.live.ts";
import { BlockChanges } from "../../suggestions/block-changes.tsx";
import type { Words } from "../../words.ts";
import { Conflicts, type KnownConflict } from "./conflicts.tsx";
import { PeopleHere } from "./people-here.tsx";
import { openRoom } from "./room.ts";
import { isUnsaved, standingOf } from "./saving.ts";
import { standingLight } from "./standing.ts";
import { wakeToolbar } from "./toolbar.ts";

const refreshMs = 1200;
/** A paragraph of an arrival that many blocks take part in is not named. */
const mostNamed = 1;

export function openDrafting(page: Document, words: Words, facts: DraftingFacts): void {
  const { t } = words;
  const part = (id: string): HTMLElement => {
    const found = page.getElementById(id);
    if (found === null) throw new Error(`The drafting page has no #${id}`);
    return found;
  };
  const bar = part("writing-bar");
  const showStanding = standingLight(page, words);
  let showActs = () => {};
  let conflicts: readonly KnownConflict[] = [];
  let asking: ReturnType<typeof setTimeout> | undefined;
  let lastText: unknown;

  const showPeople = (others: Parameters<typeof PeopleHere>[0]["others"]) =>
    render(
      createElement(PeopleHere, {
        me: page.querySelector("[data-account]")?.textContent ?? "",
        others,
        words,
      }),
      part("people"),
    );

  const showConflicts = () =>
    render(
      createElement(Conflicts, {
        conflicts,
        words,
        stands: (block) => page.getElementById(`p-${block}`) !== null,
        onSeen: (block) => {
          room.settle(block);
          (
            page.getElementById("conflicts-title") ?? page.querySelector<HTMLElement>("#room .policy")
          )?.focus();
        },
      }),
      part("conflicts"),
    );

  /** Asks what the draft changes, once what is written is saved: the server only tells of what it has. */
  const askSoon = () => {
    clearTimeout(asking);
    asking = setTimeout(() => {
      if (standingOf(room.saving()) !== "saved") return askSoon();
      void ask().catch(() => askSoon());
    }, refreshMs);
  };
  const ask = async () => {
    const answer = await fetch(facts.changes, { headers: { accept: "application/json" } });
    if (!answer.ok) return;
    const { changes, latestNumber } = (await answer.json()) as DraftingNews;
    part("no-changes").hidden = changes.length > 0;
    part("no-changes").textContent = t("drafting.empty", { number: latestNumber });
    part("publish").hidden = changes.length === 0 && part("publish").dataset["kept"] === undefined;
    part("latest").textContent = t("drafting.latest", { number: latestNumber });
    part("publish-button").textContent = t("drafting.publish", { number: latestNumber + 1 });
    render(createElement(BlockChanges, { changes, words }), part("changes-list"));
  };

  const room = openRoom({
    server: `${page.location.protocol === "https:" ? "wss:" : "ws:"}//${page.location.host}${facts.serverPath}`,
    name: facts.roomName,
    place: part("room"),
    label: t("drafting.text"),
    onSaving: (saving) => {
      showStanding(saving);
      if (standingOf(saving) === "saved") part("publish-wait").hidden = true;
      if (saving.connection === "refused") showActs();
    },
    onPeople: showPeople,
    onConflicts: (known) => {
      conflicts = known;
      showConflicts();
    },
    onOpen: (view) => {
      part("opening").hidden = true;
      bar.hidden = false;
      showActs = wakeToolbar(part("acts-bar"), view);
      lastText = view.state.doc;
    },
    onView: (view) => {
      showActs();
      if (view.state.doc === lastText) return;
      lastText = view.state.doc;
      if (conflicts.length > 0) showConflicts();
      askSoon();
    },
    onArrival: (blocks) => {
      const number =
        blocks.length > mostNamed ? undefined : page.getElementById(`p-${blocks[0]}`)?.dataset["number"];
      announce(
        page,
        number === undefined
          ? t("drafting.arrived", { count: blocks.length })
          : t("drafting.arrivedAt", { number }),
      );
    },
  });

  showPeople([]);
  part("conflicts").addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-place]") : null;
    const place = link === null ? null : page.getElementById(`p-${link.dataset["place"]}`);
    if (place === null) return;
    event.preventDefault();
    place.scrollIntoView({ block: "center" });
    page.querySelector<HTMLElement>("#room .policy")?.focus({ preventScroll: true });
  });
  // Somebody else may have published meanwhile.
  page.addEventListener("visibilitychange", () => {
    if (!page.hidden) askSoon();
  });
  page.defaultView?.addEventListener("beforeunload", (event) => {
    if (isUnsaved(room.saving())) event.preventDefault();
  });
  part("publish").addEventListener("submit", (event) => {
    if (standingOf(room.saving()) === "saved") return;
    event.preventDefault();
    part("publish-wait").hidden = false;
    part("publish-wait").focus();
  });
}
