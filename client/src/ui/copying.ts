// Puts a text on the clipboard. Where the browser does not let a page do that, it is selected where it is shown, so that the
// person's own copying takes it.

/** False when it could only be selected. */
export async function copyText(text: string, select: () => void): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    select();
    return false;
  }
}
