// markdown-it set up so that no letter of the source is lost: character references, Liquid tags and HTML stay as they
// are written, addresses are not rewritten, link definitions stay in the text, notes are known, and the items of laws
// are lists (list-rule.ts).

import createMarkdownIt, {
  type MarkdownIt,
  type StateBlock,
  type StateInline,
  type Token,
} from "markdown-it";
import { isSafeHref } from "./links.ts";
import { insideItem, itemRule } from "./list-rule.ts";
import { maxDepth } from "./types.ts";

type BlockRule = (state: StateBlock, startLine: number, endLine: number, silent: boolean) => boolean;
type InlineRule = (state: StateInline, silent: boolean) => boolean;

/** The level of tokens at which markdown-it stops reading: each list or quotation of maxDepth takes at most two. */
export const deepestToken = maxDepth * 4;
const footnoteLabel = "[\\p{L}\\p{N}_.-]{1,64}";
const footnoteStart = new RegExp(`^\\[\\^(${footnoteLabel})\\]:`, "u");
const footnoteHere = new RegExp(`\\[\\^(${footnoteLabel})\\](?!\\()`, "uy");

/** The tokens of a Markdown source; one line of it is one line of `map`. */
export function parseMarkdown(source: string): readonly Token[] {
  return createParser().parse(source, {});
}

function createParser(): MarkdownIt {
  const md = new createMarkdownIt({
    html: true,
    linkify: false,
    typographer: false,
    maxNesting: deepestToken,
  });
  md.core.ruler.disable(["text_join", "strip_references"]);
  md.normalizeLink = (address) => address;
  md.normalizeLinkText = (address) => address;
  md.validateLink = () => true;
  keepAddresses(md);
  const block = (name: string, change: (rule: BlockRule) => BlockRule, alt: readonly string[]): void => {
    md.block.ruler.at(name, change(ruleNamed(md.block.ruler, name)), { alt: [...alt] });
  };
  const inline = (name: string, change: (rule: InlineRule) => InlineRule): void => {
    md.inline.ruler.at(name, change(ruleNamed(md.inline.ruler, name)));
  };
  block("list", () => itemRule, ["paragraph", "reference", "blockquote"]);
  block("reference", keepDefinition, []);
  block("table", keepWideTables, ["paragraph", "reference"]);
  md.block.ruler.before("reference", "footnote", footnoteRule, { alt: ["paragraph", "reference"] });
  inline("link", keepReference);
  inline("image", keepReference);
  inline("entity", keepEntity);
  md.inline.ruler.before("link", "footnote", footnoteReference);
  md.inline.ruler.before("escape", "liquid", liquidRule());
  return md;
}

function ruleNamed<Rule>(
  ruler: { readonly __rules__: readonly { name: string; fn: Rule }[] },
  name: string,
): Rule {
  const rule = ruler.__rules__.find((one) => one.name === name);
  if (!rule) throw new Error(`markdown-it has no rule ${name}`);
  return rule.fn;
}

/** Addresses and titles keep their character references: `&amp;` stays `&amp;`. */
function keepAddresses(md: MarkdownIt): void {
  const { parseLinkDestination, parseLinkTitle } = md.helpers;
  const unescape = md.utils.unescapeMd;
  md.helpers.parseLinkDestination = (text, start, max) => {
    const result = parseLinkDestination(text, start, max);
    if (!result.ok) return result;
    const raw = text.slice(start, result.pos);
    return { ...result, str: unescape(raw.startsWith("<") ? raw.slice(1, -1) : raw) };
  };
  md.helpers.parseLinkTitle = (text, start, max, before) => {
    const result = parseLinkTitle(text, start, max, before);
    if (!result.ok || before) return result;
    return { ...result, str: unescape(text.slice(start + 1, result.pos - 1)) };
  };
}

/** A definition `[b]: address` is a token with its source; one that leads nowhere safe is plain text. */
function keepDefinition(rule: BlockRule): BlockRule {
  return (state, startLine, endLine, silent) => {
    state.md.validateLink = isSafeHref;
    const found = rule(state, startLine, endLine, silent);
    state.md.validateLink = () => true;
    const token = state.tokens.at(-1);
    if (found && !silent && token)
      token.content = state.getLines(startLine, state.line, state.blkIndent, false).trim();
    return found;
  };
}

/** `[a][b]` keeps `[b]`, as markup after the link; `[b]` alone becomes `[b][]`. */
function keepReference(rule: InlineRule): InlineRule {
  return (state, silent) => {
    const start = state.pos;
    const found = rule(state, silent);
    if (!found || silent || state.src[state.pos - 1] !== "]") return found;
    const end = state.pos;
    const textStart = state.src[start] === "!" ? start + 1 : start;
    const textEnd = state.md.helpers.parseLinkLabel(state, textStart, textStart === start);
    state.pos = end;
    const suffix = state.src.slice(textEnd + 1, end);
    state.push("markup", "", 0).content = suffix === "" ? "[]" : suffix;
    return found;
  };
}

function keepEntity(rule: InlineRule): InlineRule {
  return (state, silent) => {
    const found = rule(state, silent);
    const token = state.tokens.at(-1);
    if (found && !silent && token) {
      token.type = "markup";
      token.content = token.markup;
    }
    return found;
  };
}

/** A table whose rows have more cells than its head would lose them: it stays text. */
function keepWideTables(rule: BlockRule): BlockRule {
  return (state, startLine, endLine, silent) => {
    const before = { tokens: state.tokens.length, line: state.line, level: state.level };
    const found = rule(state, startLine, endLine, silent);
    if (!found || silent) return found;
    const count = (text: string): number => text.replace(/[^\p{L}\p{N}]/gu, "").length;
    const kept = state.tokens.slice(before.tokens).reduce((sum, token) => sum + count(token.content), 0);
    if (kept === count(state.getLines(startLine, state.line, state.blkIndent, false))) return true;
    state.tokens.length = before.tokens;
    state.line = before.line;
    state.level = before.level;
    return false;
  };
}

function footnoteRule(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if ((state.sCount[startLine] ?? 0) - state.blkIndent >= 4 || insideItem(state.env)) return false;
  if (state.parentType === "footnote") return false;
  const lineStart = state.bMarks[startLine] ?? 0;
  const shift = state.tShift[startLine] ?? 0;
  const lineEnd = state.eMarks[startLine] ?? 0;
  const match = footnoteStart.exec(
    state.src.slice(lineStart + shift, Math.min(lineEnd, lineStart + shift + 140)),
  );
  if (!match) return false;
  if (silent) return true;
  const open = state.push("footnote_open", "", 1);
  open.info = match[1] ?? "";
  const contentStart = state.skipSpaces(lineStart + shift + match[0].length);
  if (contentStart >= lineEnd && state.isEmpty(startLine + 1)) state.line = startLine + 1;
  else {
    const outer = { type: state.parentType, indentation: state.sCount[startLine] ?? 0 };
    state.blkIndent += 4;
    state.bMarks[startLine] = Math.min(contentStart, lineEnd);
    state.tShift[startLine] = 0;
    state.sCount[startLine] = state.blkIndent;
    state.parentType = "footnote";
    state.md.block.tokenize(state, startLine, endLine);
    state.blkIndent -= 4;
    state.bMarks[startLine] = lineStart;
    state.tShift[startLine] = shift;
    state.sCount[startLine] = outer.indentation;
    state.parentType = outer.type;
  }
  state.push("footnote_close", "", -1);
  open.map = [startLine, state.line];
  return true;
}

function footnoteReference(state: StateInline, silent: boolean): boolean {
  if (state.src.charCodeAt(state.pos) !== 0x5b || state.src.charCodeAt(state.pos + 1) !== 0x5e) return false;
  footnoteHere.lastIndex = state.pos;
  const match = footnoteHere.exec(state.src);
  if (!match || state.pos + match[0].length > state.posMax) return false;
  if (!silent) state.push("footnote_reference", "", 0).info = match[1] ?? "";
  state.pos += match[0].length;
  return true;
}

/** Liquid: {{ … }} and {% … %}. What is not closed once is not searched for again in the same text. */
function liquidRule(): InlineRule {
  let unclosed = { src: "", value: -1, tag: -1 };
  return (state, silent) => {
    if (state.src.charCodeAt(state.pos) !== 0x7b) return false;
    const second = state.src[state.pos + 1];
    if (second !== "{" && second !== "%") return false;
    if (unclosed.src !== state.src) unclosed = { src: state.src, value: -1, tag: -1 };
    const sort = second === "{" ? "value" : "tag";
    if (unclosed[sort] >= 0 && state.pos >= unclosed[sort]) return false;
    const end = state.src.indexOf(second === "{" ? "}}" : "%}", state.pos + 2);
    if (end < 0) unclosed[sort] = state.pos;
    if (end < 0 || end + 2 > state.posMax) return false;
    if (!silent) state.push("markup", "", 0).content = state.src.slice(state.pos, end + 2);
    state.pos = end + 2;
    return true;
  };
}
