// Every edit told in words, in the reader's language: for screens, screen readers, mails and the record. Rule S5.
import type { MessageKey, Translator } from "../i18n/translate.ts";
import { imageUnit } from "./block-words.ts";
import type { EditSentence } from "./views.ts";

const attributes: Readonly<Record<string, MessageKey>> = {
  kind: "change.attr.kind",
  level: "change.attr.level",
  list: "change.attr.numbering",
  start: "change.attr.numbering",
  delimiter: "change.attr.numbering",
  quote: "change.attr.quote",
  label: "change.attr.label",
};
const kinds: Readonly<Record<string, MessageKey>> = {
  title: "kind.title",
  chapter: "kind.chapter",
  article: "kind.article",
  heading: "kind.heading",
  paragraph: "kind.paragraph",
  item: "kind.item",
  code: "kind.code",
  rule: "kind.rule",
  footnote: "kind.footnote",
  markup: "kind.code",
};

/** "Sustituye «X» por «Y»." */
export function editSentence(edit: EditSentence, t: Translator): string {
  switch (edit.kind) {
    case "text": {
      const [quote, put] = [said(edit.quote, t), said(edit.put, t)];
      if (edit.quote === "") return t("change.insert", { put });
      return edit.put === "" ? t("change.delete", { quote }) : t("change.replace", { quote, put });
    }
    case "format":
      return t("change.format", { quote: said(edit.quote, t) });
    case "delete":
      return t("change.deleteBlock", { quote: said(edit.quote, t) });
    case "insert":
      return t(edit.first ? "change.insertFirst" : "change.insertBlocks", {
        count: edit.blocks,
        put: said(edit.put, t),
      });
    case "attr": {
      const name = (value: string) => (edit.name === "kind" ? t(kinds[value] ?? "kind.paragraph") : value);
      const key = attributes[edit.name] ?? "change.attr.image";
      return t(key, { from: name(edit.from), to: name(edit.to) });
    }
    case "split":
      return t("change.split", { before: said(edit.before, t) });
    case "join":
      return t("change.join", { quote: said(edit.quote, t) });
    case "move":
      return edit.behind === "" ? t("change.moveFirst") : t("change.move", { behind: said(edit.behind, t) });
  }
}

/** "En el párrafo 4 sustituye «X» por «Y»."; where the place has no number, under which heading. */
export function placedSentence(
  place: { readonly paragraph: number; readonly heading: string },
  edit: EditSentence,
  t: Translator,
): string {
  const sentence = editSentence(edit, t);
  const act = sentence.charAt(0).toLowerCase() + sentence.slice(1);
  if (place.paragraph > 0) return t("change.inParagraph", { number: place.paragraph, act });
  return place.heading === "" ? sentence : t("change.underHeading", { heading: place.heading, act });
}

/** Words as they can be said within a sentence: on one line, spaces and images by their names. */
function said(text: string, t: Translator): string {
  const line = text
    .replaceAll(imageUnit, t("change.image"))
    .trim()
    .replaceAll(/\s*\n\s*/g, " / ");
  if (line !== "") return line;
  return t(text.includes("\n") ? "change.break" : "change.space");
}
