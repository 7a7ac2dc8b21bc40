// What stands around every page: the site's name, the other language, the person's account; at the foot, the version.
import type { Frame, PageName } from "@pliego/shared/pages.ts";
import { localized, routes, signInThen } from "@pliego/shared/routes.ts";
import { workLinks } from "../people/work-links.ts";
import { otherLocale, type Words } from "../words.ts";
import type { Edition } from "./view.ts";

interface HeaderProps {
  readonly name: PageName;
  readonly frame: Frame;
  readonly words: Words;
}

export function Header({ name, frame, words }: HeaderProps) {
  const other = otherLocale(frame.locale);
  return (
    <header class="site">
      {frame.demonstration && <p class="site-note">{words.t("frame.demonstration")}</p>}
      <div class="site-bar">
        <a class="wordmark" href={words.href(routes.home())}>
          {frame.siteName}
        </a>
        <nav class="site-links" aria-label={words.t("frame.menu")}>
          <a href={localized(other, frame.path)} hreflang={other} lang={other}>
            {words.t("frame.otherLanguage")}
          </a>
          {workLinks(words)
            .filter(({ role }) => frame.viewer?.roles.includes(role) === true)
            .map(({ role, label, href }) => (
              <a key={role} href={href}>
                {label}
              </a>
            ))}
          {name !== "signIn" && <AccountLink name={name} frame={frame} words={words} />}
        </nav>
      </div>
    </header>
  );
}

/** On pages that are the same for everybody the link fits everybody; the script puts in the name or "Entrar". */
function AccountLink({ name, frame, words }: HeaderProps) {
  if (frame.viewer === null) {
    const path = name === "problem" ? routes.signIn() : signInThen(words.href(frame.path));
    return <a href={words.href(path)}>{words.t("frame.signIn")}</a>;
  }
  const here = name === "account" ? ("page" as const) : undefined;
  return (
    <a href={words.href(routes.account())} data-account aria-current={here}>
      {frame.viewer?.publicName ?? words.t("frame.account")}
    </a>
  );
}

interface FooterProps {
  readonly words: Words;
  readonly edition: Edition | undefined;
}

export function Footer({ words, edition }: FooterProps) {
  return (
    <footer class="site-foot">
      {edition && (
        <p>
          {words.t("frame.version", { number: edition.number })}. {words.t("frame.hash")}:{" "}
          <code class="hash">{edition.hash}</code>
        </p>
      )}
      <p>{words.t("frame.footer")}</p>
    </footer>
  );
}
