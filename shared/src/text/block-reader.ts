// From markdown-it's block tokens to the flat blocks of a text: one walk from the first token to the last. Numbers and
// depths are as written here; import-markdown.ts settles them. Rules T1, T3, T4.

import type { Token } from "markdown-it";
import { inlineText, makeBlock, tidyInline, withMarks } from "./blocks.ts";
import { headingKind } from "./headings.ts";
import { importInline, type Report } from "./import-inline.ts";
import { isFigureSrc } from "./links.ts";
import { isSeparator, type ItemMeta } from "./list-rule.ts";
import { deepestToken } from "./markdown-parser.ts";
import {
  type Alignment,
  type BlockAttrs,
  type BlockJSON,
  type CellJSON,
  type InlineJSON,
  maxDepth,
  type RowJSON,
  TextRefusal,
  type TopJSON,
  type WarningKind,
} from "./types.ts";

/** Told what could not be kept as it was, and in which line of the body, from 0. */
export type Warn = (kind: WarningKind, excerpt: string, line?: number) => void;

/** An item or note that contains what is being read. */
interface Container {
  readonly level: number;
  readonly item: ItemMeta | undefined;
  readonly label: string;
  isOpened: boolean;
}

/** Walks the tokens once, from the first to the last. */
export class BlockReader {
  /** The numbers of the items as written. */
  readonly written = new Map<string, number>();
  title: string | undefined;
  readonly #tokens: readonly Token[];
  readonly #newId: () => string;
  readonly #warn: Warn;
  readonly #content: TopJSON[] = [];
  readonly #containers: Container[] = [];
  #quote = 0;
  #line = 0;
  #at = 0;
  #headingLevel = 0;

  constructor(tokens: readonly Token[], newId: () => string, warn: Warn) {
    this.#tokens = tokens;
    this.#newId = newId;
    this.#warn = warn;
  }

  read(): readonly TopJSON[] {
    for (; this.#at < this.#tokens.length; this.#at += 1) {
      const token = this.#tokens[this.#at];
      if (token) this.#readToken(token);
    }
    return this.#content;
  }

  #readToken(token: Token): void {
    if (token.map) this.#line = token.map[0];
    if (token.level >= deepestToken - 4 || this.#quote > maxDepth) throw new TextRefusal("too-deep");
    switch (token.type) {
      case "blockquote_open":
        this.#openItem();
        this.#quote += 1;
        break;
      case "blockquote_close":
        this.#quote -= 1;
        break;
      case "list_item_open":
        this.#openItem();
        this.#pushItem(token.meta as ItemMeta);
        break;
      case "footnote_open":
        this.#containers.push({ level: 0, item: undefined, label: token.info, isOpened: false });
        break;
      case "list_item_close":
      case "footnote_close":
        this.#openItem();
        this.#containers.pop();
        break;
      case "heading_open":
        this.#addHeading(Number(token.tag.slice(1)), this.#inlineAfter(false));
        break;
      case "paragraph_open":
        this.#addParagraph(this.#inlineAfter(false));
        break;
      case "fence":
      case "code_block":
        this.#addBlock(
          { kind: "code", label: token.info.trim() },
          verbatim(token.content.replace(/\n$/, "")),
        );
        break;
      case "hr":
        this.#addBlock({ kind: "rule" }, []);
        break;
      case "html_block":
        if (isSeparator(token)) break;
        this.#warn("html-kept-as-text", token.content, this.#line);
        this.#addBlock({ kind: "markup" }, verbatim(trimLines(token.content)));
        break;
      case "reference_definition":
        this.#addBlock({ kind: "markup" }, verbatim(token.content));
        break;
      case "table_open":
        this.#addTable();
        break;
      default:
        break;
    }
  }

  #pushItem(meta: ItemMeta): void {
    if (meta.dash) this.#warn("marker-rewritten", `${meta.number}${meta.delimiter}-`, this.#line);
    const level = this.#depth() + meta.deeper;
    if (level > maxDepth) throw new TextRefusal("too-deep");
    this.#containers.push({ level, item: meta, label: "", isOpened: false });
  }

  /** How many items contain the place that is being read. */
  #depth(): number {
    const inner = this.#containers.at(-1);
    return inner === undefined ? 0 : inner.level + 1;
  }

  /** An item or note that begins with something else than a paragraph: an empty block stands for it. */
  #openItem(): void {
    const inner = this.#containers.at(-1);
    if (inner && !inner.isOpened) this.#addFirst(inner, []);
  }

  #addFirst(container: Container, content: readonly InlineJSON[]): void {
    container.isOpened = true;
    const id = this.#newId();
    const { item, level, label } = container;
    if (item) this.written.set(id, item.number);
    const attrs = item
      ? ({
          kind: "item",
          level,
          list: item.list,
          delimiter: item.list === "bullet" ? "." : item.delimiter,
        } as const)
      : ({ kind: "footnote", label } as const);
    this.#content.push(makeBlock({ id, ...attrs, quote: this.#quote }, content));
  }

  #addBlock(attrs: Partial<BlockAttrs>, content: readonly InlineJSON[]): void {
    this.#openItem();
    const level = this.#depth();
    if (level > maxDepth) throw new TextRefusal("too-deep");
    this.#content.push(makeBlock({ id: this.#newId(), level, quote: this.#quote, ...attrs }, content));
  }

  #addParagraph(content: readonly InlineJSON[]): void {
    const inner = this.#containers.at(-1);
    if (inner && !inner.isOpened) return this.#addFirst(inner, content);
    if (content.length === 0) return;
    const [image, lineBreak, ...caption] = content;
    const isFigure =
      image?.type === "image" &&
      !image.marks &&
      isFigureSrc(image.attrs.src) &&
      (lineBreak?.type ?? "break") === "break";
    if (!isFigure || inner || this.#quote > 0) return this.#addBlock({}, content);
    const blocks = caption.length > 0 ? { content: [makeBlock({ id: this.#newId() }, caption)] } : {};
    this.#content.push({ type: "figure", attrs: { id: this.#newId(), ...image.attrs }, ...blocks });
  }

  #addHeading(level: number, inline: readonly InlineJSON[]): void {
    const content = inline.map((node): InlineJSON =>
      node.type === "break" ? { type: "text", text: " " } : node,
    );
    const text = inlineText(content);
    if (this.#containers.length > 0) {
      this.#warn("moved-out-of-list", text, this.#line);
      const bold = content.map((node) => {
        const others = (node.marks ?? []).filter(({ type }) => type !== "strong");
        return withMarks(node, [...others, { type: "strong" }]);
      });
      return this.#addParagraph(bold);
    }
    const kind = headingKind(text, level, this.title === undefined && this.#quote === 0);
    if (kind === "title") this.title = text;
    if (this.#headingLevel > 0 && level > this.#headingLevel + 1)
      this.#warn("skipped-heading-level", text, this.#line);
    this.#headingLevel = level;
    this.#content.push(
      makeBlock({ id: this.#newId(), kind, level, quote: this.#quote }, tidyInline(content)),
    );
  }

  /** The inline content of the paragraph, heading or cell that opens here; moves to its inline token. */
  #inlineAfter(inCell: boolean): readonly InlineJSON[] {
    this.#at += 1;
    const token = this.#tokens[this.#at];
    const line = this.#line;
    const report: Report = (kind, excerpt) => this.#warn(kind, excerpt, line);
    return importInline(token?.children ?? [], inCell, report);
  }

  #addTable(): void {
    this.#openItem();
    if (this.#containers.length > 0 || this.#quote > 0) this.#warn("moved-out-of-list", "", this.#line);
    const id = this.#newId();
    const rows: RowJSON[] = [];
    let cells: CellJSON[] = [];
    for (; this.#tokens[this.#at]?.type !== "table_close"; this.#at += 1) {
      const token = this.#tokens[this.#at];
      if (token?.map) this.#line = token.map[0];
      if (token?.type === "tr_open") cells = [];
      if (token?.type === "tr_close")
        rows.push({ type: "row", attrs: { id: this.#newId() }, content: cells });
      if (token?.type !== "th_open" && token?.type !== "td_open") continue;
      const align = (/(left|right|center)$/.exec(String(token.attrGet("style") ?? ""))?.[1] ??
        "") as Alignment;
      const block: BlockJSON = makeBlock({ id: this.#newId() }, this.#inlineAfter(true));
      cells.push({ type: "cell", attrs: { header: token.type === "th_open", align }, content: [block] });
    }
    this.#content.push({ type: "table", attrs: { id }, content: rows });
  }
}

function verbatim(text: string): readonly InlineJSON[] {
  return text === "" ? [] : [{ type: "text", text }];
}

/** The source of a block without the indentation of its first line and the line ends after its last. */
function trimLines(source: string): string {
  let end = source.length;
  while (source[end - 1] === "\n") end -= 1;
  return source.slice(0, end).replace(/^[ \t]+/, "");
}
