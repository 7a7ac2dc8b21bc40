// The HTML document around a page: its head, the site's header and footer, the script at the end.
import type { ComponentChildren } from "preact";
import { locales } from "@pliego/shared/i18n/translate.ts";
import type { Frame, PageName } from "@pliego/shared/pages.ts";
import { localized } from "@pliego/shared/routes.ts";
import icon from "../styles/icon.svg";
import type { Words } from "../words.ts";
import { Footer, Header } from "./frame.tsx";
import { scriptWords, type SaidAndKnown } from "./script-words.ts";
import type { Edition } from "./view.ts";

interface DocumentProps {
  readonly name: PageName;
  readonly frame: Frame;
  readonly words: Words;
  readonly title: string;
  readonly description: string;
  readonly edition: Edition | undefined;
  readonly unlisted: boolean;
  readonly script: SaidAndKnown;
  readonly children: ComponentChildren;
}

export function Document({
  name,
  frame,
  words,
  title,
  description,
  edition,
  unlisted,
  script,
  children,
}: DocumentProps) {
  return (
    <html lang={frame.locale} data-print={edition && printFoot(words, edition)}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <title>{title === frame.siteName ? title : `${title} · ${frame.siteName}`}</title>
        <meta name="description" content={description} />
        {unlisted ? <meta name="robots" content="noindex" /> : <Addresses frame={frame} />}
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" media="(prefers-color-scheme: light)" content="#FBF8F2" />
        <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#191613" />
        <link rel="icon" type="image/svg+xml" href={icon} />
        {frame.assets.preloads.map((href) =>
          href.endsWith(".woff2") ? (
            <link key={href} rel="preload" as="font" type="font/woff2" href={href} crossorigin="anonymous" />
          ) : (
            <link key={href} rel="modulepreload" href={href} />
          ),
        )}
        {frame.assets.styles.map((href) => (
          <link key={href} rel="stylesheet" href={href} />
        ))}
      </head>
      <body data-page={name}>
        <a class="skip" href="#main">
          {words.t("frame.skip")}
        </a>
        <Header name={name} frame={frame} words={words} />
        <main id="main" tabIndex={-1}>
          {children}
        </main>
        <Footer words={words} edition={edition} />
        <output id="announcer" class="unseen" />
        <script
          type="application/json"
          id="script-words"
          dangerouslySetInnerHTML={{ __html: scriptWords(name, frame, words, script) }}
        />
        <script type="module" src={frame.assets.script} />
      </body>
    </html>
  );
}

function Addresses({ frame }: { readonly frame: Frame }) {
  return (
    <>
      <link rel="canonical" href={localized(frame.locale, frame.path)} />
      {locales.map((locale) => (
        <link key={locale} rel="alternate" hreflang={locale} href={localized(locale, frame.path)} />
      ))}
      <link rel="alternate" hreflang="x-default" href={frame.path} />
    </>
  );
}

const printFoot = (words: Words, { title, number, hash }: Edition) =>
  words.t("reading.printFoot", { title, number, hash: hash.slice(0, 16) });
