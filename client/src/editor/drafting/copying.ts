// Puts a text on the clipboard. Where the browser does not let a page do that, the text on the sheet is selected, so that
// the person's own copying takes it.

/** False when it could only be selected. */
export async function copyText(page: Document, text: string, shown: HTMLElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const selection = page.getSelection();
    if (selection === null || shown === null) return false;
    shown.focus();
    selection.selectAllChildren(shown);
    return false;
  }
}
