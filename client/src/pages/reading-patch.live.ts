// Puts a newer text in the place of the one being read, block by block, without moving what the person reads.

export interface Patched {
  /** Ids of the blocks whose words are new, in reading order. */
  readonly changed: readonly string[];
  /** Address of the newest decision, when it is one that was not on the page. */
  readonly decision: { readonly folio: string; readonly href: string; readonly outcome: string } | undefined;
  readonly revision: number;
}

/** Marks that the page's script puts on blocks, which the server knows nothing of. */
const ownMarks = ["asked", "changed"];

/** Where attributes say something of the version. */
const saidInAttributes = [
  [":root", "data-print"],
  [".reading", "data-version", "data-revision"],
  [".reading > .sheet", "aria-label"],
] as const;

export function patchReading(page: Document, fresh: Document): Patched {
  const before = wordsOf(page);
  const decidedBefore = new Set([...page.querySelectorAll("#resolved li a")].map(hrefOf));
  const focused = page.activeElement;
  const letGo = holdPlace(page);
  if (!patchBlocks(page, fresh)) swap(page, fresh, ".reading > .sheet");
  for (const part of [".facts-line", "#resolved", ".keep", ".site-foot"]) swap(page, fresh, part);
  if (page.querySelector("#outline > ol")?.outerHTML !== fresh.querySelector("#outline > ol")?.outerHTML)
    swap(page, fresh, "#outline > ol");
  for (const [part, ...names] of saidInAttributes)
    copyAttributes(page.querySelector(part), fresh.querySelector(part), names);
  letGo();
  giveFocusBack(page, focused);
  const after = wordsOf(page);
  const newest = page.querySelector<HTMLElement>("#resolved li");
  const link = newest?.querySelector("a");
  return {
    changed: [...after].filter(([id, words]) => before.get(id) !== words).map(([id]) => id),
    decision:
      link == null || decidedBefore.has(hrefOf(link))
        ? undefined
        : {
            folio: link.textContent,
            href: hrefOf(link),
            outcome: newest?.querySelector(".outcome")?.textContent ?? "",
          },
    revision: Number(page.querySelector<HTMLElement>(".reading")?.dataset["revision"]),
  };
}

const hrefOf = (link: Element) => link.getAttribute("href") ?? "";

const blocksOf = (page: Document) => [
  ...page.querySelectorAll<HTMLElement>(".reading > .sheet [data-block]"),
];

/** The parts of a block that are its own and not those of blocks inside it. */
const ownParts = (block: Element) =>
  [...block.children].filter(
    (part) => !part.matches("[data-block]") && part.querySelector("[data-block]") === null,
  );

/** The words of every block, as they are marked up. */
function wordsOf(page: Document): ReadonlyMap<string, string> {
  return new Map(
    blocksOf(page).map((block) => [
      block.dataset["block"] ?? "",
      ownParts(block)
        .filter((part) => !part.matches(".place, .act"))
        .map((part) => part.outerHTML)
        .join(""),
    ]),
  );
}

/** False when blocks came, went or changed their order or kind: then the whole text has to be exchanged. */
function patchBlocks(page: Document, fresh: Document): boolean {
  const old = blocksOf(page);
  const next = blocksOf(fresh);
  if (old.length !== next.length) return false;
  const pairs = old.map((block, at) => [block, next[at]] as const);
  const alike = pairs.every(
    ([a, b]) =>
      b !== undefined &&
      a.dataset["block"] === b.dataset["block"] &&
      a.tagName === b.tagName &&
      a.parentElement?.closest("[data-block]")?.id === b.parentElement?.closest("[data-block]")?.id &&
      ownParts(a).length === ownParts(b).length,
  );
  if (!alike) return false;
  for (const [a, b] of pairs) if (b !== undefined) patchBlock(a, b);
  return true;
}

function patchBlock(old: HTMLElement, fresh: HTMLElement): void {
  const marks = ownMarks.filter((mark) => old.classList.contains(mark));
  copyAttributes(old, fresh, ["class", "value", "data-level"]);
  old.classList.add(...marks);
  const freshParts = ownParts(fresh);
  for (const [at, part] of ownParts(old).entries()) {
    const next = freshParts[at];
    if (next !== undefined && next.outerHTML !== part.outerHTML) part.replaceWith(next);
  }
}

function copyAttributes(old: Element | null, fresh: Element | null, names: readonly string[]): void {
  for (const name of names) {
    const value = fresh?.getAttribute(name) ?? null;
    if (value === null) old?.removeAttribute(name);
    else if (old?.getAttribute(name) !== value) old?.setAttribute(name, value);
  }
}

function swap(page: Document, fresh: Document, selector: string): void {
  const next = fresh.querySelector(selector);
  if (next !== null) page.querySelector(selector)?.replaceWith(next);
}

/** Remembers where the first visible block stands; the answer puts it back there. */
export function holdPlace(page: Document): () => void {
  const root = page.documentElement;
  const blocks = blocksOf(page);
  const top = (block: HTMLElement) => block.getBoundingClientRect().top;
  const seen =
    blocks.find((block) => top(block) >= 0 && top(block) < innerHeight) ??
    blocks.findLast((block) => top(block) < 0);
  const id = seen?.id;
  const stood = seen === undefined ? 0 : top(seen);
  // The browser's own anchoring would move the page a second time.
  root.style.overflowAnchor = "none";
  return () => {
    const now = id === undefined ? null : page.getElementById(id);
    if (now !== null && scrollY > 0) scrollBy({ top: top(now) - stood, behavior: "instant" });
    setTimeout(() => (root.style.overflowAnchor = ""), 100);
  };
}

function giveFocusBack(page: Document, focused: Element | null): void {
  if (focused === null || focused.isConnected || !(focused instanceof HTMLElement)) return;
  const act = focused.dataset["act"];
  const again =
    act === undefined
      ? page.querySelector<HTMLElement>(`a[href="${CSS.escape(hrefOf(focused))}"]`)
      : page.querySelector<HTMLElement>(`[data-act="${CSS.escape(act)}"]`);
  again?.focus({ preventScroll: true });
}
