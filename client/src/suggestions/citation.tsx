// How people cite a place of the text: "Párrafo 12 · Artículo 4".
import type { Words } from "../words.ts";
import { policyLanguage } from "../text/language.ts";

export interface Place {
  readonly paragraph: number;
  readonly heading: string;
}

interface CitationProps {
  readonly place: Place;
  readonly words: Words;
}

/** As words alone, for names and titles. */
export function citation({ paragraph, heading }: Place, { t }: Words): string {
  const number = paragraph > 0 ? t("reading.paragraph", { number: paragraph }) : "";
  return [number, heading].filter((part) => part !== "").join(" · ") || t("place.text");
}

/** With the language of the text kept on its own words. */
export function Citation({ place, words }: CitationProps) {
  const { paragraph, heading } = place;
  if (heading === "") return <>{citation(place, words)}</>;
  return (
    <>
      {paragraph > 0 && `${words.t("reading.paragraph", { number: paragraph })} · `}
      <span lang={policyLanguage}>{heading}</span>
    </>
  );
}
