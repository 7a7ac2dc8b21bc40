// The small change of a text that an announcement carries with it, so that the pages of everybody who reads do not have
// to ask for it. Rule L33.
import { canonicalJson } from "../text/canonical-json.ts";
import { inlineHtml } from "../text/inline-html.ts";
import type { BlockJSON, DocJSON, TopJSON } from "../text/types.ts";
import { carried, type CarriedText } from "./announcements.ts";

/**
 * The paragraphs and items whose words differ, where nothing else does: the same blocks in the same order, of the same
 * kinds, nested in the same way. Undefined where anything else changed (a heading stands in the contents, too), or more
 * than an announcement carries.
 */
export function carriedChange(before: DocJSON, after: DocJSON): CarriedText["changed"] | undefined {
  if (frameOf(before) !== frameOf(after)) return undefined;
  const old = new Map((before.content ?? []).map((node) => [node.attrs.id, node]));
  const changed = (after.content ?? [])
    .filter(isCarried)
    .filter((block) => canonicalJson(block) !== canonicalJson(old.get(block.attrs.id) ?? null));
  if (changed.length > carried.blocks) return undefined;
  return changed.map(({ attrs, content }) => ({ id: attrs.id, html: inlineHtml(content) }));
}

const isCarried = (node: TopJSON): node is BlockJSON =>
  node.type === "block" && (node.attrs.kind === "paragraph" || node.attrs.kind === "item");

/** Everything of a text but the words of what can be carried. */
const frameOf = (doc: DocJSON): string =>
  canonicalJson((doc.content ?? []).map((node) => (isCarried(node) ? { attrs: node.attrs } : node)));
