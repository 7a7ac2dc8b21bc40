// What a policy text is made of, as plain data: the JSON form of the ProseMirror document in schema.ts.
// The schema is flat: depth of lists and quotations is a number on the block, never nesting, so that a block
// keeps its identity when its type, level or list changes. Reading pages use these types and no library.

export const blockKinds = [
  "title",
  "chapter",
  "article",
  "heading",
  "paragraph",
  "item",
  "code",
  "rule",
  "footnote",
  "markup",
] as const;
export type BlockKind = (typeof blockKinds)[number];

export const listTypes = [
  "none",
  "bullet",
  "decimal",
  "lower-alpha",
  "upper-alpha",
  "lower-roman",
  "upper-roman",
] as const;
export type ListType = (typeof listTypes)[number];
export type Delimiter = "." | ")";
export type Alignment = "" | "left" | "center" | "right";

/** Deepest nesting of lists, and of quotations: more than any law needs, and safe for every parser. */
export const maxDepth = 32;

export interface BlockAttrs {
  readonly id: string;
  readonly kind: BlockKind;
  /** Depth of a heading, 1 to 6; for every other kind, how many items the block is inside of. */
  readonly level: number;
  readonly list: ListType;
  /** The number as written when it is not one more than the item before it; 0 goes on counting. */
  readonly start: number;
  readonly delimiter: Delimiter;
  /** How many quotations the block is inside of. */
  readonly quote: number;
  /** The label of a footnote, the language of a code block. */
  readonly label: string;
}

export type MarkName = "link" | "strong" | "em" | "strike" | "code" | "footnote" | "markup";
export type MarkJSON =
  | { readonly type: "link"; readonly attrs: { readonly href: string; readonly title: string } }
  | { readonly type: "footnote"; readonly attrs: { readonly note: string } }
  | { readonly type: "strong" | "em" | "strike" | "code" | "markup" };

/** The one order in which marks stand on a piece of text, as in the schema. */
export const markOrder: readonly MarkName[] = [
  "link",
  "strong",
  "em",
  "strike",
  "code",
  "footnote",
  "markup",
];

export interface TextJSON {
  readonly type: "text";
  readonly text: string;
  readonly marks?: readonly MarkJSON[];
}
export interface BreakJSON {
  readonly type: "break";
  readonly marks?: readonly MarkJSON[];
}
export interface ImageAttrs {
  readonly src: string;
  readonly alt: string;
  readonly title: string;
}
export interface ImageJSON {
  readonly type: "image";
  readonly attrs: ImageAttrs;
  readonly marks?: readonly MarkJSON[];
}
export type InlineJSON = TextJSON | BreakJSON | ImageJSON;

export interface BlockJSON {
  readonly type: "block";
  readonly attrs: BlockAttrs;
  readonly content?: readonly InlineJSON[];
}
export interface CellJSON {
  readonly type: "cell";
  readonly attrs: { readonly header: boolean; readonly align: Alignment };
  readonly content?: readonly BlockJSON[];
}
export interface RowJSON {
  readonly type: "row";
  readonly attrs: { readonly id: string };
  readonly content?: readonly CellJSON[];
}
export interface TableJSON {
  readonly type: "table";
  readonly attrs: { readonly id: string };
  readonly content?: readonly RowJSON[];
}
export interface FigureJSON {
  readonly type: "figure";
  readonly attrs: ImageAttrs & { readonly id: string };
  readonly content?: readonly BlockJSON[];
}
export type TopJSON = BlockJSON | TableJSON | FigureJSON;
export interface DocJSON {
  readonly type: "doc";
  readonly content?: readonly TopJSON[];
}

export type WarningKind =
  | "html-kept-as-text"
  | "link-dropped"
  | "image-dropped"
  | "image-not-shown"
  | "control-characters-removed"
  | "very-long-line"
  | "skipped-heading-level"
  | "marker-rewritten"
  | "moved-out-of-list"
  | "letters-changed";

export interface ImportWarning {
  readonly kind: WarningKind;
  /** Line of the source, counted from 1, where it is known. */
  readonly line?: number;
  readonly excerpt: string;
}

export type RefusalCode = "not-text" | "too-big" | "too-deep" | "empty";

/** Thrown by importMarkdown when the source is no text it could keep; `code` says why. */
export class TextRefusal extends Error {
  readonly code: RefusalCode;
  constructor(code: RefusalCode) {
    super(`The text was refused: ${code}`);
    this.name = "TextRefusal";
    this.code = code;
  }
}
