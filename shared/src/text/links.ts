// Which addresses a text may carry. Rule T6: nothing that runs, nothing that hides where it leads.

import { forbiddenInAttributes, ignoredInAddresses } from "./characters.ts";

const entity = /&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|(colon|tab|newline|sol|bsol));?/gi;
const named: Readonly<Record<string, string>> = { colon: ":", tab: "", newline: "", sol: "/", bsol: "\\" };

/** What a lenient reader might see in the address: references resolved, blanks and controls gone. */
function asSeenByALenientReader(address: string): string {
  const decoded = address.replace(entity, (_all, hex?: string, decimal?: string, name?: string) => {
    if (name) return named[name.toLowerCase()] ?? "";
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "";
  });
  return decoded.replace(ignoredInAddresses, "");
}

function schemeOf(address: string): string {
  const seen = asSeenByALenientReader(address);
  const scheme = /^([^/?#:]*):/.exec(seen);
  return scheme?.[1]?.toLowerCase() ?? "";
}

const hasScheme = (address: string): boolean => /^[^/?#:]*:/.test(asSeenByALenientReader(address));
/** May a link lead there? http, https, mailto, and addresses without a scheme (relative, #fragment). */
export function isSafeHref(href: string): boolean {
  if (forbiddenInAttributes.test(href)) return false;
  return !hasScheme(href) || ["http", "https", "mailto"].includes(schemeOf(href));
}

/** May an image come from there? http, https, and relative addresses. */
export function isSafeSrc(src: string): boolean {
  if (forbiddenInAttributes.test(src)) return false;
  return !hasScheme(src) || ["http", "https"].includes(schemeOf(src));
}

/** May a figure come from there? http and https, or nowhere (""). */
export const isFigureSrc = (src: string): boolean =>
  src === "" || (/^https?:\/\//i.test(src) && isSafeSrc(src));

/** Does the address leave this site? */
export const isExternal = (href: string): boolean =>
  /^\s*(?:[/\\]{2}|https?:)/i.test(href) || ["http", "https"].includes(schemeOf(href));
