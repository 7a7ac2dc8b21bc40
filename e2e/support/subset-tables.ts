// The tables of docs/EMBEDDED-STORE.md, made from the list of the subset.
import * as subset from "@pliego/server/platform/database/embedded/subset.ts";

export interface Table {
  readonly title: string;
  /** The first is the head. */
  readonly rows: readonly (readonly string[])[];
}

const listed = (title: string, head: string, ...lists: readonly subset.Listed[]): Table => ({
  title,
  rows: [
    [head, "served"],
    ...lists.flatMap((list) => Object.entries(list).map(([name, sentence]) => [`\`${name}\``, sentence])),
  ],
});

const subsetTables: readonly Table[] = [
  {
    title: "Commands",
    rows: [
      ["command", "in a transaction", "served", "its fields"],
      ...Object.entries(subset.COMMANDS).map(([name, { serves, fields }]) => [
        `\`${name}\``,
        subset.IN_TRANSACTION.has(name) ? "yes" : "no",
        serves,
        Object.keys(fields)
          .map((field) => `\`${field}\``)
          .join(" "),
      ]),
    ],
  },
  {
    title: "Fields of commands",
    rows: [
      ["field", "served"],
      ...Object.entries(subset.COMMANDS).flatMap(([name, { fields }]) =>
        Object.entries(fields).map(([field, sentence]) => [`\`${name}.${field}\``, sentence]),
      ),
    ],
  },
  listed("Fields of every command", "field", subset.ENVELOPE),
  listed("Write concern", "option", subset.WRITE_CONCERN),
  listed("Update statements", "field", subset.UPDATE_STATEMENT),
  listed("Delete statements", "field", subset.DELETE_STATEMENT),
  listed("Query operators", "operator", subset.QUERY_COMBINERS, subset.QUERY_OPERATORS, subset.QUERY_REMARKS),
  listed("Update operators", "operator", subset.UPDATE_OPERATORS),
  listed("Positions in the paths of updates", "in a path", subset.PLACEHOLDERS),
  listed("Modifiers of $push", "modifier", subset.PUSH_MODIFIERS),
  listed("Modifiers of $addToSet", "modifier", subset.ADD_TO_SET_MODIFIERS),
  listed("Stages", "stage", subset.STAGES),
  listed("Accumulators of $group", "accumulator", subset.ACCUMULATORS),
  listed("Index options", "option", subset.INDEX_OPTIONS),
  listed("Partial indexes", "operator", subset.PARTIAL_OPERATORS),
];

/** The tables as Markdown, each under its title. */
export function tablesAsMarkdown(): string {
  return subsetTables
    .map(({ title, rows: [head = [], ...rows] }) =>
      [`### ${title}`, "", line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n"),
    )
    .join("\n\n");
}

const line = (cells: readonly string[]) =>
  `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;

/** Markdown without what a formatter may change: padding, dashes and empty lines. */
export function withoutPadding(markdown: string): string {
  return markdown
    .split("\n")
    .map((row) =>
      row.startsWith("|") ? row.replaceAll(/-{3,}/g, "---").replaceAll(/ *\| */g, "|") : row.trim(),
    )
    .filter((row) => row !== "")
    .join("\n");
}
