// Every URL of the product, built by functions; paths are spelled nowhere else.
// Spanish has no prefix, other locales have one, so that a page has one address per language and caches well.
import { defaultLocale, locales, type Locale } from "./i18n/translate.ts";

type Parameters<Pattern extends string> = Pattern extends `${string}:${infer Rest}`
  ? [value: string | number, ...Parameters<Rest>]
  : [];

/** Builds a path from its parameters, in order; `pattern` is what a router listens on. */
export interface Route<Pattern extends string = string> {
  (...values: Parameters<Pattern>): string;
  readonly pattern: Pattern;
}

function route<const Pattern extends string>(pattern: Pattern): Route<Pattern> {
  const build = (...values: readonly (string | number)[]) => {
    let next = 0;
    return pattern.replace(/:\w+/g, () => encodeURIComponent(String(values[next++])));
  };
  return Object.assign(build, { pattern });
}

export const routes = {
  home: route("/"),
  reading: route("/consultas/:consultation"),
  versions: route("/consultas/:consultation/versiones"),
  version: route("/consultas/:consultation/versiones/:number"),
  versionMarkdown: route("/consultas/:consultation/versiones/:number.md"),
  versionJson: route("/consultas/:consultation/versiones/:number.json"),
  versionChanges: route("/consultas/:consultation/versiones/:number/cambios"),
  drafting: route("/consultas/:consultation/redaccion"),
  draftingChanges: route("/api/consultas/:consultation/redaccion/cambios"),
  draftingOpening: route("/consultas/:consultation/redaccion/publico"),
  record: route("/consultas/:consultation/registro"),
  suggestions: route("/consultas/:consultation/propuestas"),
  suggestion: route("/consultas/:consultation/propuestas/:folio"),
  propose: route("/consultas/:consultation/proponer/:block"),
  branchBeginning: route("/consultas/:consultation/escribir/:block"),
  branch: route("/escribir/:branch"),
  branchJoining: route("/escribir/:branch/unirse"),
  branchInviting: route("/escribir/:branch/invitacion"),
  branchLeaving: route("/escribir/:branch/salir"),
  branchChanges: route("/api/escribir/:branch/cambios"),
  withdrawing: route("/consultas/:consultation/propuestas/:folio/retirar"),
  blockSheet: route("/api/consultas/:consultation/parrafos/:block"),
  queue: route("/moderacion"),
  moderating: route("/moderacion/:folio"),
  desk: route("/resoluciones"),
  deciding: route("/resoluciones/:folio"),
  signIn: route("/entrar"),
  signOut: route("/salir"),
  account: route("/cuenta"),
  importing: route("/oficina/importar"),
  session: route("/api/sesion"),
  health: route("/healthz"),
  ready: route("/readyz"),
  assets: route("/assets"),
} as const;

/** The permanent address of one block in the latest version. */
export const blockAddress = (consultation: string, blockId: string): string =>
  `${routes.reading(consultation)}#${blockAnchor(blockId)}`;

/** The id that a block's element carries on every page. */
export const blockAnchor = (blockId: string): string => `p-${blockId}`;

/** An invitation to write together: its code stands behind the #, which browsers keep to themselves. */
export const invitation = (branch: string, code: string): string => `${routes.branchJoining(branch)}#${code}`;

/** The sign-in page, which goes back to `next` afterwards. */
export const signInThen = (next: string): string => `${routes.signIn()}?next=${encodeURIComponent(next)}`;

/** The same page in another language: adds the language prefix, or leaves it out. */
export function localized(locale: Locale, path: string): string {
  if (locale === defaultLocale) return path;
  return path === "/" ? `/${locale}` : `/${locale}${path}`;
}

/** Splits a requested path into its language and the path without the prefix. */
export function splitLocale(path: string): { readonly locale: Locale; readonly path: string } {
  for (const locale of locales) {
    if (locale === defaultLocale) continue;
    if (path === `/${locale}`) return { locale, path: "/" };
    if (path.startsWith(`/${locale}/`)) return { locale, path: path.slice(locale.length + 1) };
  }
  return { locale: defaultLocale, path };
}

/** A path of this site that may be visited after signing in; anything else (`//host`, `/\host`, schemes) gives "/". */
export function safeNext(next: unknown): string {
  if (typeof next !== "string" || next.length > 500) return "/";
  return /^\/(?![/\\])[\w\-./~%?=&#+]*$/.test(next) ? next : "/";
}
