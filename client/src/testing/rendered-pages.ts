// Pages as the HTML that is sent, for the tests of pages.
import { locales, type Locale } from "@pliego/shared/i18n/translate.ts";
import type { Frame, PageName, Pages } from "@pliego/shared/pages.ts";
import { renderPage } from "../entry-server.tsx";
import { samples } from "./samples.ts";

export function frameOf(locale: Locale, changes: Partial<Frame> = {}): Frame {
  return {
    locale,
    path: "/consultas/datos-abiertos",
    siteName: "Pliego",
    viewer: undefined,
    demonstration: false,
    assets: { script: "/assets/a.js", styles: ["/assets/a.css"], preloads: ["/assets/serif.woff2"] },
    ...changes,
  };
}

/** A page in Spanish. */
export const page = <N extends PageName>(name: N, data: Pages[N], viewer: Partial<Frame> = {}) =>
  renderPage(name, data, frameOf("es-MX", viewer));

/** Whose frame shows that somebody with these roles has signed in. */
export const person = (...roles: ("citizen" | "moderator" | "official")[]) => ({
  viewer: { publicName: "Ana Ruiz", roles },
});

/** What stands in the text area of this id. */
export const textarea = (html: string, id: string) =>
  new RegExp(`<textarea[^>]*id="${id}"[^>]*>\\n([^]*?)</textarea>`).exec(html)?.[1];

/** Every sample of every page in every language, as HTML. */
export function everyPage(): readonly {
  readonly called: string;
  readonly locale: Locale;
  readonly html: string;
}[] {
  return locales.flatMap((locale) =>
    (Object.keys(samples) as PageName[]).flatMap((name) =>
      samples[name].map((data, at) => ({
        called: `${name} ${at + 1} in ${locale}`,
        locale,
        html: renderPage(name, data as never, frameOf(locale, viewerFor(name))),
      })),
    ),
  );
}

const personal: ReadonlySet<PageName> = new Set([
  "account",
  "importing",
  "suggestion",
  "queue",
  "desk",
  "drafting",
  "branchBeginning",
  "branch",
  "joining",
]);

const viewerFor = (name: PageName): Partial<Frame> =>
  name === "propose"
    ? { viewer: null }
    : personal.has(name)
      ? {
          viewer: { publicName: "Ana Ruiz", roles: ["official", "moderator", "citizen"] },
          demonstration: true,
        }
      : {};
