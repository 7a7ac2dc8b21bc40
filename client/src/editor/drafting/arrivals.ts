// What the official text brings into the room glows once where it arrived. What people in the room write does not: their
// cursors show it. A room's own edits come from no one who is present. Rule L8.
import type { Node } from "prosemirror-model";
import { Plugin, PluginKey, type Transaction } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import type * as Y from "yjs";

const key = new PluginKey<Glow>("arrivals");
const glowMs = 2500;

/** Who wrote an update: `present` people, the `room` itself, or nobody that can be told (it only takes words out). */
export type Writer = "present" | "room" | "unknown";

export function writerOf(
  { beforeState, afterState }: Pick<Y.Transaction, "beforeState" | "afterState">,
  isPresent: (client: number) => boolean,
): Writer {
  const writers = [...afterState].filter(([client, clock]) => clock > (beforeState.get(client) ?? 0));
  if (writers.length === 0) return "unknown";
  return writers.some(([client]) => isPresent(client)) ? "present" : "room";
}

/** Ids of the blocks of `now` that read or look otherwise than before, or are new. */
export function changedBlocks(before: Node, now: Node): readonly string[] {
  const old = new Map<string, Node>();
  const eachBlock = (doc: Node, tell: (block: Node) => void) =>
    doc.descendants((node) => {
      if (node.type.name === "block") tell(node);
      return !node.isTextblock;
    });
  eachBlock(before, (block) => void old.set(String(block.attrs["id"]), block));
  const changed: string[] = [];
  eachBlock(now, (block) => {
    const id = String(block.attrs["id"]);
    const was = old.get(id);
    if (was !== block && was?.eq(block) !== true) changed.push(id);
  });
  return changed;
}

interface ArrivalsProps {
  /** Who wrote what this transaction brings; undefined when it was written here. */
  readonly writer: (transaction: Transaction) => Writer | undefined;
  /** Somebody else's cursor stands in this block. */
  readonly isWrittenIn: (block: Node, at: number) => boolean;
  readonly tell: (blocks: readonly string[]) => void;
}

interface Glow {
  readonly blocks: ReadonlySet<string>;
  readonly decorations: DecorationSet;
}

const nowhere: Glow = { blocks: new Set(), decorations: DecorationSet.empty };

export function arrivals({ writer, isWrittenIn, tell }: ArrivalsProps): Plugin {
  return new Plugin<Glow>({
    key,
    state: {
      init: () => nowhere,
      apply(transaction, glow, before, now) {
        if (transaction.getMeta(key) === "fade") return nowhere;
        if (!transaction.docChanged) return glow;
        const by = writer(transaction);
        if (by === "room" || by === "unknown") {
          const others = by === "room" ? new Set<string>() : blocksOf(now.doc, isWrittenIn);
          const blocks = changedBlocks(before.doc, now.doc).filter((id) => !others.has(id));
          if (blocks.length > 0) return glowOn(now.doc, new Set(blocks));
        }
        // What others write replaces the whole document: the places are found again by their ids.
        return glow.blocks.size === 0 ? glow : glowOn(now.doc, glow.blocks);
      },
    },
    props: { decorations: (state) => key.getState(state)?.decorations },
    view: () => {
      let fading: ReturnType<typeof setTimeout> | undefined;
      let told: ReadonlySet<string> = nowhere.blocks;
      return {
        update(view) {
          const blocks = key.getState(view.state)?.blocks ?? nowhere.blocks;
          if (blocks === told) return;
          told = blocks;
          clearTimeout(fading);
          if (blocks.size === 0) return;
          tell([...blocks]);
          fading = setTimeout(() => {
            if (!view.isDestroyed) view.dispatch(view.state.tr.setMeta(key, "fade"));
          }, glowMs);
        },
        destroy: () => clearTimeout(fading),
      };
    },
  });
}

function blocksOf(doc: Node, is: (block: Node, at: number) => boolean): ReadonlySet<string> {
  const found = new Set<string>();
  doc.descendants((node, at) => {
    if (node.type.name === "block" && is(node, at)) found.add(String(node.attrs["id"]));
    return !node.isTextblock;
  });
  return found;
}

function glowOn(doc: Node, blocks: ReadonlySet<string>): Glow {
  const found: Decoration[] = [];
  doc.descendants((node, at) => {
    if (node.type.name === "block" && blocks.has(String(node.attrs["id"])))
      found.push(Decoration.node(at, at + node.nodeSize, { class: "arrived" }));
    return !node.isTextblock;
  });
  return { blocks, decorations: DecorationSet.create(doc, found) };
}
