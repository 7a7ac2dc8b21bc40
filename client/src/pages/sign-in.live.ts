// Lets a person see the password she is typing.
import type { ScriptWords } from "./script-words.ts";

export function wake(page: Document, { show, hide }: ScriptWords): void {
  const field = page.querySelector<HTMLInputElement>("#password");
  if (field === null || show === undefined || hide === undefined) return;
  const toggle = page.createElement("button");
  toggle.type = "button";
  toggle.className = "button inside";
  const set = (seen: boolean) => {
    field.type = seen ? "text" : "password";
    toggle.textContent = seen ? hide : show;
  };
  toggle.addEventListener("click", () => {
    set(field.type === "password");
    field.focus();
  });
  field.form?.addEventListener("submit", () => set(false));
  set(false);
  field.after(toggle);
}
