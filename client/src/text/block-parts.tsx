// The two things every block is made of: its words, and the link that is its permanent address.
import type { ComponentChildren } from "preact";
import { blockAnchor } from "@pliego/shared/routes.ts";
import { inlineHtml } from "@pliego/shared/text/inline-html.ts";
import type { InlineJSON } from "@pliego/shared/text/types.ts";
import { policyLanguage } from "./language.ts";

export type HeadingTag = "h2" | "h3" | "h4" | "h5" | "h6";

interface PlaceLinkProps {
  readonly id: string;
  readonly label: string;
  /** The page's language, which the label is in. */
  readonly lang: string;
  readonly children?: ComponentChildren;
}

export function PlaceLink({ id, label, lang, children }: PlaceLinkProps) {
  return (
    <a
      class={children === undefined ? "place mark" : "place"}
      href={`#${blockAnchor(id)}`}
      aria-label={label}
      lang={lang === policyLanguage ? undefined : lang}
    >
      {children ?? "¶"}
    </a>
  );
}

interface InlineProps {
  readonly as: HeadingTag | "p" | "div" | "figcaption";
  readonly content: readonly InlineJSON[] | undefined;
}

/** The words of a block; `inlineHtml` gives markup that is safe as it is. */
export function Inline({ as: Tag, content }: InlineProps) {
  return <Tag class="words" dangerouslySetInnerHTML={{ __html: inlineHtml(content) }} />;
}
