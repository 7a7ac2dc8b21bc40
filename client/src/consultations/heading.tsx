// The heading of a page about one consultation: which one, with the way back to its text.
import type { ComponentChildren } from "preact";
import type { ConsultationCard } from "@pliego/shared/pages.ts";
import { blockAddress, routes } from "@pliego/shared/routes.ts";
import { policyLanguage } from "../text/language.ts";
import type { Words } from "../words.ts";

interface ConsultationHeadingProps {
  readonly consultation: ConsultationCard;
  readonly title: ComponentChildren;
  /** The paragraph that the page is about: the way back leads to it. */
  readonly block?: string;
  readonly words: Words;
  /** What stands under the title. */
  readonly children?: ComponentChildren;
}

export function ConsultationHeading({
  consultation: { slug, title: text },
  title,
  block,
  words: { href },
  children,
}: ConsultationHeadingProps) {
  return (
    <header class="opening">
      <p class="institution">
        <a
          href={href(block === undefined ? routes.reading(slug) : blockAddress(slug, block))}
          lang={policyLanguage}
        >
          {text}
        </a>
      </p>
      <h1>{title}</h1>
      {children}
    </header>
  );
}
