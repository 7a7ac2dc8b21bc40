// Puts the text of a chosen file into the text field at once, so that it can be seen and corrected before it is sent.
import type { ScriptWords } from "./script-words.ts";

export function wake(page: Document, { fileRead }: ScriptWords): void {
  const file = page.querySelector<HTMLInputElement>("#file");
  const text = page.querySelector<HTMLTextAreaElement>("#markdown");
  const said = page.getElementById("file-read");
  if (file === null || text === null || said === null || fileRead === undefined) return;
  file.addEventListener("change", () => void read().catch((error: unknown) => reportError(error)));

  async function read(): Promise<void> {
    const chosen = file?.files?.[0];
    if (file === null || text === null || said === null || chosen === undefined) return;
    try {
      text.value = new TextDecoder("utf-8", { fatal: true }).decode(await chosen.arrayBuffer());
    } catch {
      // Not text: the file stays chosen and the server says what is wrong with it.
      return;
    }
    said.textContent = (fileRead ?? "").replace("{name}", chosen.name);
    file.value = "";
  }
}
