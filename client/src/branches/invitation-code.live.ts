// The code of an invitation on its way from a link to the form: it is taken out of the address at once, waits in this tab while
// somebody signs in, and is forgotten once she has joined. It reaches the server in the form only. Rule L41.

export interface JoiningFacts {
  readonly branch: string;
}

const nameOf = (branch: string): string => `pliego.invitation.${branch}`;

/** Takes the code out of the address, or finds the one that waits; undefined where there is none. */
export function takeCode(page: Document, branch: string): string | undefined {
  const here = page.defaultView;
  if (here === null) return undefined;
  const code = here.location.hash.slice(1);
  if (code === "") return kept(() => here.sessionStorage.getItem(nameOf(branch))) ?? undefined;
  kept(() => here.sessionStorage.setItem(nameOf(branch), code));
  here.history.replaceState(null, "", here.location.pathname + here.location.search);
  return code;
}

export function forgetCode(page: Document, branch: string): void {
  kept(() => page.defaultView?.sessionStorage.removeItem(nameOf(branch)));
}

/** A browser may refuse to keep anything; then the link has to be opened again. */
function kept<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
