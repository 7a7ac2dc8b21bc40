// The consultations of this site: what can be read now, and until when.
import type { ConsultationCard } from "@pliego/shared/pages.ts";
import { routes } from "@pliego/shared/routes.ts";
import { deadline, isOpen } from "../consultations/deadline.ts";
import { policyLanguage } from "../text/language.ts";
import type { Words } from "../words.ts";
import type { PageView } from "./view.ts";

export const home: PageView<"home"> = {
  title: (_, { t }) => t("home.title"),
  body: ({ consultations }, words) => {
    const open = consultations.filter(isOpen);
    const coming = consultations.filter((card) => card.phase === "preparation");
    const past = consultations.filter((card) => !isOpen(card) && card.phase !== "preparation");
    return (
      <div class="column">
        <header class="opening">
          <h1>{words.t("home.title")}</h1>
          <p class="lead">{words.t("home.lead")}</p>
        </header>
        {consultations.length === 0 && <p class="empty">{words.t("home.empty")}</p>}
        <Group title={words.t("home.open")} cards={open} words={words} />
        <Group title={words.t("home.coming")} cards={coming} words={words} />
        <Group title={words.t("home.past")} cards={past} words={words} />
      </div>
    );
  },
};

interface GroupProps {
  readonly title: string;
  readonly cards: readonly ConsultationCard[];
  readonly words: Words;
}

function Group({ title, cards, words }: GroupProps) {
  if (cards.length === 0) return null;
  return (
    <section class="consultations">
      <h2 class="overline">{title}</h2>
      <ul>
        {cards.map((card) => (
          <li key={card.slug}>
            <p class="institution">{card.institution}</p>
            <h3 lang={policyLanguage}>
              <a href={words.href(routes.reading(card.slug))}>{card.title}</a>
            </h3>
            <p class="summary">{card.summary}</p>
            <p class="deadline">{deadline(card, words)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
