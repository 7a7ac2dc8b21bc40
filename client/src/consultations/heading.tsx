// The heading of a page about one consultation: which one, with the way back to its text.
import type { ComponentChildren } from "preact";
import type { ConsultationCard } from "@pliego/shared/pages.ts";
import { routes } from "@pliego/shared/routes.ts";
import { policyLanguage } from "../text/language.ts";
import type { Words } from "../words.ts";

interface ConsultationHeadingProps {
  readonly consultation: ConsultationCard;
  readonly title: ComponentChildren;
  readonly words: Words;
}

export function ConsultationHeading({ consultation, title, words }: ConsultationHeadingProps) {
  return (
    <header class="opening">
      <p class="institution">
        <a href={words.href(routes.reading(consultation.slug))} lang={policyLanguage}>
          {consultation.title}
        </a>
      </p>
      <h1>{title}</h1>
    </header>
  );
}
