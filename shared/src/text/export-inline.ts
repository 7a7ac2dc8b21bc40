// From inline content to Markdown, so that reading it again gives the same content. Rule T2.
//
// The plan: nest the marks, write each piece, and put the delimiters between the pieces. Whether a delimiter opens or
// closes depends on the characters beside it; where they would make it mean something else, an empty comment
// <!----> beside it parts it from them. The comment has no letters and is nothing when it is read again.

import { hasMark, oneLine, tidyInline, withMarks } from "./blocks.ts";
import { emptyComment, noteSign } from "./import-inline.ts";
import { orderedStart, readings } from "./markers.ts";
import { type MarkEvent, nestMarks } from "./nest-marks.ts";
import type { ImageJSON, InlineJSON, TextJSON } from "./types.ts";

export type Place = "block" | "heading" | "cell";

const delimiters = { strong: "**", em: "_", strike: "~~" } as const;
type Delimited = keyof typeof delimiters;
const isDelimited = (type: string): type is Delimited => type in delimiters;

/** The Markdown of inline content, as it stands in a paragraph, a heading or a table cell. May have line breaks. */
export function inlineMarkdown(content: readonly InlineJSON[], place: Place): string {
  const nodes = tidyInline(content).map(withoutSpecialLink);
  const events = nestMarks(nodes, (mark) => isDelimited(mark.type) || mark.type === "link");
  const pieces = piecesOf(events, place);
  let out = "";
  pieces.forEach((piece, at) => {
    if (piece.kind === "source") out += piece.source;
    else out = withDelimiter(out, piece, firstOf(pieces[at + 1]));
  });
  if (place === "cell") return out.replaceAll("|", "\\|");
  if (place === "heading") return out.replace(/(^|[ \t])(#+)$/, "$1\\$2");
  return out.split("\n").map(guardLineStart).join("\n");
}

/**
 * Two links that Markdown does not write as links: an address alone is `<address>`, markup as it stands; and there is no
 * reference to a note inside of a link, which is left out at that one character.
 */
function withoutSpecialLink(node: InlineJSON): InlineJSON {
  const link = node.marks?.find((mark) => mark.type === "link");
  if (node.type !== "text" || link?.type !== "link") return node;
  const others = (node.marks ?? []).filter((mark) => mark !== link);
  if (hasMark(node, "footnote")) return withMarks(node, others);
  const { href } = link.attrs;
  const address = href.startsWith("mailto:") && !node.text.startsWith("mailto:") ? href.slice(7) : href;
  if (!hasMark(node, "markup") || !/^[^<>\s]+$/.test(address)) return node;
  const times = Math.ceil(node.text.length / address.length);
  if (node.text !== address.repeat(times)) return node;
  return withMarks({ type: "text", text: `<${address}>`.repeat(times) }, others);
}

type Piece =
  | { readonly kind: "source"; readonly source: string }
  | { readonly kind: "open" | "close"; readonly source: "**" | "_" | "~~" };

const firstOf = (piece: Piece | undefined): string =>
  piece ? String.fromCodePoint(piece.source.codePointAt(0) ?? 32) : " ";

function piecesOf(events: readonly MarkEvent[], place: Place): readonly Piece[] {
  const pieces: Piece[] = [];
  let inLink = false;
  let afterNote = false;
  const put = (source: string): void => {
    if (source !== "") pieces.push({ kind: "source", source });
  };
  for (let at = 0; at < events.length; at += 1) {
    const event = events[at] as MarkEvent;
    if (event.kind === "node") {
      put(nodeMarkdown(event.node, place, inLink, afterNote, hasReference(events[at + 1])));
      afterNote = event.node.type === "text" && hasMark(event.node, "footnote");
      continue;
    }
    const { mark } = event;
    if (isDelimited(mark.type)) pieces.push({ kind: event.kind, source: delimiters[mark.type] });
    else if (mark.type === "link" && event.kind === "open") {
      put("[");
      inLink = true;
    } else if (mark.type === "link") {
      put(hasReference(events[at + 1]) ? "]" : `](${addressMarkdown(mark.attrs.href, mark.attrs.title)})`);
      inLink = false;
    }
    afterNote = false;
  }
  return pieces;
}

/** Is the next piece the label of a reference, `[b]` in `[a][b]`? */
const hasReference = (next: MarkEvent | undefined): boolean =>
  next?.kind === "node" &&
  next.node.type === "text" &&
  hasMark(next.node, "markup") &&
  /^\[[^^]/.test(next.node.text);

function nodeMarkdown(
  node: InlineJSON,
  place: Place,
  inLink: boolean,
  afterNote: boolean,
  isReference: boolean,
): string {
  if (node.type === "break") return place === "cell" ? "<br>" : place === "heading" ? " " : "\\\n";
  if (node.type === "image") return imageMarkdown(node, isReference);
  if (hasMark(node, "code")) return codeMarkdown(node.text);
  if (hasMark(node, "markup")) return oneLine(node.text);
  const note = noteOf(node);
  if (note !== undefined) {
    if (node.text.replaceAll(noteSign, "") === "") return note.repeat(node.text.length);
    return escapeText(node.text, inLink) + note;
  }
  const text = escapeText(oneLine(node.text), inLink);
  return afterNote && /^[(:]/.test(text) ? `\\${text}` : text;
}

function noteOf(node: TextJSON): string | undefined {
  const mark = node.marks?.find((one) => one.type === "footnote");
  return mark?.type === "footnote" ? noteReference(mark.attrs.note) : undefined;
}

/** `[^1]`; characters that a label cannot have become hyphens. */
export const noteReference = (note: string): string =>
  `[^${note.replace(/[^\p{L}\p{N}_.-]/gu, "-").slice(0, 64) || "-"}]`;

function codeMarkdown(text: string): string {
  const code = text.replaceAll("\n", " ");
  const longest = Math.max(0, ...Array.from(code.matchAll(/`+/g), ([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const isStripped = /^ [^]* $/.test(code) && code.trim() !== "";
  const pad = isStripped || code.startsWith("`") || code.endsWith("`") ? " " : "";
  return fence + pad + code + pad + fence;
}

/** An image; `isReference` leaves the address to the definition that the following label names. */
export function imageMarkdown(image: Pick<ImageJSON, "attrs">, isReference = false): string {
  const { src, alt, title } = image.attrs;
  const words = `![${escapeText(alt, true)}]`;
  return isReference ? words : `${words}(${addressMarkdown(src, title)})`;
}

function addressMarkdown(address: string, title: string): string {
  const words = title === "" ? "" : ` "${oneLine(title).replace(/["\\]/g, "\\$&")}"`;
  const isBare = /^[^\s<>()\\"']*$/.test(address) && address !== "";
  if (isBare) return address + words;
  return address === "" && words === ""
    ? ""
    : `<${address.replace(/\n/g, "").replace(/[<>\\]/g, "\\$&")}>${words}`;
}

const reference = /&(?:#[0-9a-z]{0,8}|[a-z][a-z0-9]{0,31})?(?:;|$)/iy;
const isWordCharacter = (character: string | undefined): boolean =>
  character !== undefined && /^[\p{L}\p{N}]$/u.test(character);

/** Plain text with what Markdown would take for signs escaped; the beginnings of lines are guarded elsewhere. */
function escapeText(text: string, inLink: boolean): string {
  return text.replace(/[\\`*[\]~<&!{_]/g, (sign, at: number) => {
    const next = text[at + 1];
    switch (sign) {
      case "]":
        return inLink ? "\\]" : sign;
      case "<":
        return next === undefined || /[a-z/!?]/i.test(next) ? "\\<" : sign;
      case "!":
        return next === undefined ? "\\!" : sign;
      case "{":
        return next === undefined || next === "{" || next === "%" ? "\\{" : sign;
      case "_":
        return isWordCharacter(text[at - 1]) && isWordCharacter(next) ? sign : "\\_";
      case "&":
        reference.lastIndex = at;
        return reference.test(text) ? "\\&" : sign;
      default:
        return `\\${sign}`;
    }
  });
}

/** A line that would begin a heading, list, table, quotation or rule is told not to. */
function guardLineStart(line: string): string {
  const marker = orderedStart.exec(line);
  if (marker && (readings(marker[1] ?? "").length > 0 || /^[0-9]/.test(line))) {
    const letters = marker[1] ?? "";
    return `${letters}\\${line.slice(letters.length)}`;
  }
  if (/^(?:#{1,6}(?:[ \t]|$)|[-+](?:[ \t]|$)|>|=+[ \t]*$|[|:-][|:\- \t]*$)/.test(line)) return `\\${line}`;
  return line;
}

type Sort = "blank" | "punctuation" | "word" | "doubtful";

function sortOf(character: string): Sort {
  if (/^\s$/u.test(character)) return "blank";
  if (/^[\p{L}\p{N}]$/u.test(character) && character.length === 1) return "word";
  return /^[!-/:-@[-`{-~\p{P}]$/u.test(character) && character.length === 1 ? "punctuation" : "doubtful";
}

const isOpenSide = (sort: Sort): boolean => sort === "blank" || sort === "punctuation";

/** Adds a delimiter, parted by comments from the characters that would change what it means. */
function withDelimiter(
  out: string,
  piece: Exclude<Piece, { kind: "source" }>,
  nextCharacter: string,
): string {
  const before = sortOf(out === "" ? " " : (out.at(-1) ?? " "));
  const after = sortOf(nextCharacter);
  const [outer, inner] = piece.kind === "open" ? [before, after] : [after, before];
  const isClear = isOpenSide(outer)
    ? inner !== "blank"
    : inner === "word" && outer === "word" && piece.source !== "_";
  if (isClear) return out + piece.source;
  const outside = isOpenSide(outer) ? "" : emptyComment;
  const inside = inner === "blank" ? emptyComment : "";
  return piece.kind === "open"
    ? out + outside + piece.source + inside
    : out + inside + piece.source + outside;
}
