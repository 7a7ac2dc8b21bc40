// The keys of a work screen: each does what the control it is shown on does. Not while one writes or chooses in a form,
// and they can be turned off: a voice that dictates must not act by accident.
import type { Words } from "../words.ts";

const keptAs = "pliego.keys";

/** `ways`: what else a key does besides pressing the button that carries it. */
export function wakeKeys(page: Document, ways: Readonly<Record<string, () => void>>, { t }: Words): void {
  const toggle = page.getElementById("keys-switch");
  let on = read() !== "off";
  const show = () => {
    if (toggle === null) return;
    toggle.hidden = false;
    toggle.textContent = t(on ? "work.keysOff" : "work.keysOn");
    page.body.classList.toggle("keys-off", !on);
  };
  toggle?.addEventListener("click", () => {
    on = !on;
    write(on ? "on" : "off");
    show();
  });
  show();

  const all: Readonly<Record<string, () => void>> = {
    j: () => turn(page, 1),
    k: () => turn(page, -1),
    ...ways,
  };
  page.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target instanceof HTMLElement ? event.target : page.body;
    if (target.matches("input, textarea, select, [contenteditable]")) {
      if (event.key === "Escape") target.blur();
      return;
    }
    if (!on || event.repeat) return;
    const key = event.key.toLowerCase();
    const button = page.querySelector<HTMLButtonElement>(`button[data-key="${CSS.escape(key)}"]`);
    const act = all[key] ?? (button === null ? undefined : () => button.click());
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
}

/** To the next case of the list, or the one before. */
function turn(page: Document, by: number): void {
  const links = [...page.querySelectorAll<HTMLAnchorElement>(".cases [data-folio]")];
  const here = links.findIndex((link) => link.hasAttribute("aria-current"));
  (here === -1 ? links[0] : links[here + by])?.click();
}

function read(): string | null {
  try {
    return localStorage.getItem(keptAs);
  } catch {
    return null;
  }
}

function write(value: string): void {
  try {
    localStorage.setItem(keptAs, value);
  } catch {
    // It holds for this page.
  }
}
