// Opens a block's sheet when its control or its words are tapped: from the bottom of a phone, beside the text where there
// is room. Escape and a tap outside close it, and the focus goes back to the block's control.
import { render } from "preact";
import type { BlockSheet } from "@pliego/shared/pages.ts";
import { blockAddress, blockAnchor, routes } from "@pliego/shared/routes.ts";
import type { Words } from "../words.ts";
import { Sheet, type SheetProps } from "./block-sheet.tsx";

interface SheetParts {
  readonly consultation: string;
  readonly words: Words;
  /** An empty live region inside the sheet, for news while it is open. */
  readonly makeNote: (within: HTMLElement) => HTMLElement;
}

export interface BlockSheets {
  /** The region for news, while a sheet is open. */
  readonly note: () => HTMLElement | undefined;
  /** The page has changed under the sheet: what it shows may have, too. */
  readonly refresh: () => void;
}

type Shown = Pick<SheetProps, "block" | "called" | "sheet" | "proposeHref" | "at">;

export function wakeBlockSheets(page: Document, { consultation, words, makeNote }: SheetParts): BlockSheets {
  const dialog = page.createElement("dialog");
  dialog.className = "asking";
  dialog.setAttribute("aria-labelledby", "asking-title");
  const content = page.createElement("div");
  dialog.append(content);
  page.body.append(dialog);
  const note = makeNote(dialog);
  let shown: Shown | undefined;

  const show = (next: Shown) => {
    shown = next;
    render(
      <Sheet
        {...next}
        words={words}
        consultation={consultation}
        onTurn={(at) => shown && show({ ...shown, at })}
        onCopy={() => void copy()}
        onAgain={() => void load()}
        onClose={() => dialog.close()}
      />,
      content,
    );
  };

  async function load(): Promise<void> {
    if (shown === undefined) return;
    const { block } = shown;
    const sheet = await fetchSheet(consultation, block);
    // Another block may have been asked for meanwhile.
    if (shown?.block !== block) return;
    if (sheet === undefined) {
      if (typeof shown.sheet === "string") show({ ...shown, sheet: "failed" });
      return;
    }
    // The one that was being read stays, even when others came before it.
    const reading = typeof shown.sheet === "string" ? undefined : shown.sheet.suggestions[shown.at]?.folio;
    const at = sheet.suggestions.findIndex(({ folio }) => folio === reading);
    show({ ...shown, sheet, at: Math.max(0, at) });
  }

  /** Without permission to copy, the address goes where it can be copied from. */
  async function copy(): Promise<void> {
    if (shown === undefined) return;
    const address = new URL(words.href(blockAddress(consultation, shown.block)), location.href);
    await navigator.clipboard.writeText(address.href).catch(() => history.replaceState(null, "", address));
    note.textContent = words.t("sheet.copied");
    setTimeout(() => note.replaceChildren(), copiedMs);
  }

  function open(block: HTMLElement): void {
    const id = block.dataset["block"];
    const control = id === undefined ? null : controlOf(page, id);
    if (id === undefined || control === null) return;
    mark(page, id);
    const form = words.href(routes.propose(consultation, id));
    note.replaceChildren();
    show({
      block: id,
      called: calledOf(block),
      sheet: "loading",
      proposeHref: control.pathname === form ? form : undefined,
      at: 0,
    });
    // The focus comes back here, however the sheet was asked for.
    control.focus({ preventScroll: true });
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    keepInView(block, dialog);
    void load();
  }

  page.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || hasModifier(event)) return;
    const target = event.target instanceof Element ? event.target : null;
    const control = target?.closest<HTMLElement>("[data-act]");
    const block = control?.closest<HTMLElement>("[data-block]") ?? tapped(target);
    if (block == null) return;
    if (control != null) event.preventDefault();
    open(block);
  });

  // A tap outside closes; outside is what is the dialog and not in its box.
  dialog.addEventListener("click", (event) => {
    if (event.target !== dialog || within(dialog, event)) return;
    dialog.close();
    const block = tapped(page.elementFromPoint(event.clientX, event.clientY));
    if (block !== null && isWide()) open(block);
  });

  dialog.addEventListener("close", () => {
    mark(page, undefined);
    const control = shown === undefined ? null : controlOf(page, shown.block);
    // The control may have been exchanged while the sheet was open.
    if (control !== page.activeElement) control?.focus({ preventScroll: true });
    shown = undefined;
  });

  return {
    note: () => (dialog.open ? note : undefined),
    refresh() {
      if (shown === undefined) return;
      mark(page, shown.block);
      void load();
    },
  };
}

const copiedMs = 2500;

const isWide = () => matchMedia("(min-width: 80rem)").matches;

const hasModifier = (event: MouseEvent) => event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;

/** The block whose words were tapped; null when a link was, or when words are being selected. */
function tapped(target: Element | null): HTMLElement | null {
  const words = target?.closest<HTMLElement>(".reading > .sheet [data-block]") ?? null;
  if (words === null || target?.closest("a, button, summary, input") != null) return null;
  return getSelection()?.isCollapsed === false ? null : words;
}

const controlOf = (page: Document, id: string) =>
  page.querySelector<HTMLAnchorElement>(`[data-act="${CSS.escape(id)}"]`);

function mark(page: Document, id: string | undefined): void {
  for (const block of page.querySelectorAll(".asked")) block.classList.remove("asked");
  if (id !== undefined) page.getElementById(blockAnchor(id))?.classList.add("asked");
}

const shownLength = 60;

function calledOf(block: HTMLElement): string {
  const number = block.querySelector(":scope > .place:not(.mark)")?.getAttribute("aria-label");
  return number ?? (block.querySelector(".words, pre")?.textContent ?? "").trim().slice(0, shownLength);
}

function within(dialog: HTMLElement, { clientX: x, clientY: y }: MouseEvent): boolean {
  const box = dialog.getBoundingClientRect();
  return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
}

/** The block stays in sight above a sheet that comes from the bottom. */
function keepInView(block: HTMLElement, dialog: HTMLElement): void {
  if (isWide()) return;
  const over = block.getBoundingClientRect().top + aboveSheetPx - dialog.getBoundingClientRect().top;
  if (over > 0) scrollBy({ top: over, behavior: "instant" });
}

/** Two lines or so. */
const aboveSheetPx = 72;

async function fetchSheet(consultation: string, block: string): Promise<BlockSheet | undefined> {
  const answer = await fetch(routes.blockSheet(consultation, block), {
    headers: { accept: "application/json" },
  }).catch(() => undefined);
  return answer?.ok === true ? ((await answer.json()) as BlockSheet) : undefined;
}
