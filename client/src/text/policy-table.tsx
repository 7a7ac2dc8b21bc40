// A table of the text. It scrolls within itself on narrow screens, so that the page never does.
import { blockAnchor } from "@pliego/shared/routes.ts";
import type { CellJSON, RowJSON, TableJSON } from "@pliego/shared/text/types.ts";
import type { Words } from "../words.ts";
import { Act, type Acting } from "./act.tsx";
import { Inline, PlaceLink } from "./block-parts.tsx";
import { policyLanguage } from "./language.ts";

interface PolicyTableProps {
  readonly table: TableJSON;
  readonly words: Words;
  readonly acting?: Acting | undefined;
}

export function PolicyTable({ table, words, acting }: PolicyTableProps) {
  const rows = table.content ?? [];
  const headRows = rows.findIndex((row) => !isHead(row));
  const head = headRows === -1 ? rows : rows.slice(0, headRows);
  const body = headRows === -1 ? [] : rows.slice(headRows);
  const { id } = table.attrs;
  const cellView = (cell: CellJSON, at: number) => (
    <Cell key={at} cell={cell} words={words} acting={acting} />
  );
  const rowView = (row: RowJSON) => <tr key={row.attrs.id}>{row.content?.map(cellView)}</tr>;
  return (
    <div id={blockAnchor(id)} class="block table" data-block={id}>
      <PlaceLink id={id} label={words.t("reading.tableLink")} lang={words.locale} />
      <section class="table-scroll" tabIndex={0} aria-label={words.t("reading.table")} lang={words.locale}>
        <table lang={policyLanguage}>
          {head.length > 0 && <thead>{head.map(rowView)}</thead>}
          {body.length > 0 && <tbody>{body.map(rowView)}</tbody>}
        </table>
      </section>
    </div>
  );
}

const isHead = (row: RowJSON) => row.content?.every((cell) => cell.attrs.header) === true;

interface CellProps {
  readonly cell: CellJSON;
  readonly words: Words;
  readonly acting: Acting | undefined;
}

function Cell({ cell, words, acting }: CellProps) {
  const { header, align } = cell.attrs;
  const content = cell.content?.map((block) => (
    <div key={block.attrs.id} id={blockAnchor(block.attrs.id)} data-block={block.attrs.id}>
      <Inline as="div" content={block.content} />
      <Act block={block} paragraph={0} acting={acting} words={words} />
    </div>
  ));
  const look = align === "" ? undefined : `align-${align}`;
  if (!header) return <td class={look}>{content}</td>;
  return (
    <th class={look} scope="col">
      {content}
    </th>
  );
}
