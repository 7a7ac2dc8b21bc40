// A policy text as it is read: real headings, lists and tables; every block in an element with its permanent address
// (`#p-<id>`) and `data-block`, its number in the gutter. Used wherever a text is shown whole.
import { blockAnchor } from "@pliego/shared/routes.ts";
import { arrange, type Branch, type ListBranch } from "@pliego/shared/text/arrange.ts";
import { blockText, isHeading } from "@pliego/shared/text/blocks.ts";
import { numbering, type BlockNumber } from "@pliego/shared/text/numbering.ts";
import type { BlockJSON, DocJSON, FigureJSON } from "@pliego/shared/text/types.ts";
import type { Words } from "../words.ts";
import { Act, spokenClass, type Acting } from "./act.tsx";
import { Inline, PlaceLink, type HeadingTag } from "./block-parts.tsx";
import { policyLanguage } from "./language.ts";
import { headingDepths, outlineTree } from "./outline-tree.ts";
import { PolicyTable } from "./policy-table.tsx";

interface PolicyTextProps {
  readonly doc: DocJSON;
  readonly words: Words;
  /** The title over the text; a title within it that says the same is set small. */
  readonly pageTitle: string;
  /** Level of the heading that the text's own title becomes. */
  readonly topHeading?: 2 | 3;
  /** What people may do with its blocks, and where they spoke; without it the text is only read. */
  readonly acting?: Acting | undefined;
}

/** What every part of the text needs to know of the whole. */
interface Setting {
  readonly words: Words;
  readonly pageTitle: string;
  readonly numbers: ReadonlyMap<string, BlockNumber>;
  /** The level, 2 to 6, that each heading has on the page. */
  readonly headings: ReadonlyMap<string, number>;
  readonly titleLevel: number;
  readonly acting: Acting | undefined;
}

export function PolicyText({ doc, words, pageTitle, topHeading = 2, acting }: PolicyTextProps) {
  const hasTitle = doc.content?.some((node) => node.type === "block" && node.attrs.kind === "title") === true;
  const first = hasTitle ? topHeading + 1 : topHeading;
  const headings = new Map<string, number>();
  for (const [id, depth] of headingDepths(outlineTree(doc))) headings.set(id, first + depth);
  const setting: Setting = {
    words,
    pageTitle,
    numbers: numbering(doc),
    headings,
    titleLevel: topHeading,
    acting,
  };
  const branches = arrange(doc);
  const notes = branches.filter((branch) => branch.kind === "footnote");
  return (
    <div class="policy" lang={policyLanguage}>
      <Branches branches={branches.filter((branch) => branch.kind !== "footnote")} setting={setting} />
      {notes.length > 0 && (
        <section class="footnotes">
          <h2 lang={words.locale}>{words.t("reading.footnotes")}</h2>
          <Branches branches={notes} setting={setting} />
        </section>
      )}
    </div>
  );
}

interface BranchesProps {
  readonly branches: readonly Branch[];
  readonly setting: Setting;
}

function Branches({ branches, setting }: BranchesProps) {
  return <>{branches.map((branch, at) => branchView(branch, at, setting))}</>;
}

function branchView(branch: Branch, at: number, setting: Setting) {
  switch (branch.kind) {
    case "list":
      return <List key={at} list={branch} setting={setting} />;
    case "quote":
      return (
        <blockquote key={at}>
          <Branches branches={branch.children} setting={setting} />
        </blockquote>
      );
    case "footnote":
      return <Footnote key={at} branch={branch} setting={setting} />;
    case "block":
      return <Block key={at} block={branch.block} setting={setting} />;
    case "table":
      return <PolicyTable key={at} table={branch.table} words={setting.words} acting={setting.acting} />;
    case "figure":
      return <Figure key={at} figure={branch.figure} setting={setting} />;
  }
}

function List({ list, setting }: { readonly list: ListBranch; readonly setting: Setting }) {
  const items = list.items.map(({ block, children }) => (
    <li
      key={block.attrs.id}
      id={blockAnchor(block.attrs.id)}
      class={`block item${spokenClass(setting.acting, block.attrs.id)}`}
      data-block={block.attrs.id}
      value={list.ordered ? setting.numbers.get(block.attrs.id)?.number : undefined}
    >
      <Place block={block} setting={setting} />
      <BlockAct block={block} setting={setting} />
      <Inline as="div" content={block.content} />
      <Branches branches={children} setting={setting} />
    </li>
  ));
  if (!list.ordered) return <ul>{items}</ul>;
  return <ol class={list.delimiter === ")" ? `${list.type} paren` : list.type}>{items}</ol>;
}

interface BlockProps {
  readonly block: BlockJSON;
  readonly setting: Setting;
}

function Block({ block, setting }: BlockProps) {
  const { id, kind, level } = block.attrs;
  return (
    <div
      id={blockAnchor(id)}
      class={classOf(block, setting)}
      data-block={id}
      data-level={isHeading(kind) ? level : undefined}
    >
      {isHeading(kind) ? (
        <>
          <Inline as={headingTag(block, setting)} content={block.content} />
          <Place block={block} setting={setting} />
          <BlockAct block={block} setting={setting} />
        </>
      ) : (
        <>
          <Place block={block} setting={setting} />
          <BlockAct block={block} setting={setting} />
          {kind === "rule" ? (
            <hr />
          ) : kind === "code" || kind === "markup" ? (
            <Verbatim block={block} />
          ) : (
            <Inline as="p" content={block.content} />
          )}
        </>
      )}
    </div>
  );
}

function classOf(block: BlockJSON, { pageTitle, acting }: Setting): string {
  const { kind, id } = block.attrs;
  const echo = kind === "title" && sameWords(blockText(block), pageTitle) ? " echo" : "";
  return `block ${kind}${echo}${spokenClass(acting, id)}`;
}

const sameWords = (a: string, b: string) => a.trim().toLocaleLowerCase() === b.trim().toLocaleLowerCase();

function headingTag(block: BlockJSON, { headings, titleLevel }: Setting): HeadingTag {
  return `h${Math.min(6, headings.get(block.attrs.id) ?? titleLevel)}` as HeadingTag;
}

/** The block's number, or a mark where it has none, as the link to its own address. */
function Place({ block, setting }: BlockProps) {
  const { t } = setting.words;
  const { id, kind } = block.attrs;
  const number = setting.numbers.get(id)?.paragraph ?? 0;
  if (number > 0)
    return (
      <PlaceLink id={id} label={t("reading.paragraph", { number })} lang={setting.words.locale}>
        {number}
      </PlaceLink>
    );
  if (!isHeading(kind)) return null;
  return (
    <PlaceLink
      id={id}
      label={t("reading.placeLink", { title: blockText(block) })}
      lang={setting.words.locale}
    />
  );
}

function BlockAct({ block, setting: { numbers, acting, words } }: BlockProps) {
  const paragraph = numbers.get(block.attrs.id)?.paragraph ?? 0;
  return <Act block={block} paragraph={paragraph} acting={acting} words={words} />;
}

function Verbatim({ block }: { readonly block: BlockJSON }) {
  return (
    <pre tabIndex={0}>
      <code>{blockText(block)}</code>
    </pre>
  );
}

function Footnote({
  branch,
  setting,
}: {
  readonly branch: Branch & { readonly kind: "footnote" };
  readonly setting: Setting;
}) {
  const { id, label } = branch.block.attrs;
  return (
    <div id={blockAnchor(id)} class={`block footnote${spokenClass(setting.acting, id)}`} data-block={id}>
      <span class="note-label" id={`note-${label}`}>
        {label}
      </span>
      <BlockAct block={branch.block} setting={setting} />
      <Inline as="p" content={branch.block.content} />
      <Branches branches={branch.children} setting={setting} />
    </div>
  );
}

function Figure({ figure, setting }: { readonly figure: FigureJSON; readonly setting: Setting }) {
  const { words } = setting;
  const { id, src, alt, title } = figure.attrs;
  return (
    <figure id={blockAnchor(id)} class="block" data-block={id}>
      <PlaceLink id={id} label={words.t("reading.figureLink")} lang={words.locale} />
      <Inline as="div" content={[{ type: "image", attrs: { src, alt, title } }]} />
      {figure.content?.map((block) => (
        <figcaption key={block.attrs.id} id={blockAnchor(block.attrs.id)} data-block={block.attrs.id}>
          <Inline as="div" content={block.content} />
          <BlockAct block={block} setting={setting} />
        </figcaption>
      ))}
    </figure>
  );
}
