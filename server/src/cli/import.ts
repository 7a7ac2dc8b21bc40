// import FILE.md: opens a consultation on a Markdown text.
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { localDay, slugFrom } from "@pliego/shared/consultations/consultations.ts";
import { newConsultation } from "@pliego/shared/consultations/contracts.ts";
import { refuse } from "@pliego/shared/errors.ts";
import { routes } from "@pliego/shared/routes.ts";
import { eachBlock } from "@pliego/shared/text/blocks.ts";
import { openConsultation } from "../consultations/actions.ts";
import { parse } from "../platform/http/edge.ts";
import { readMarkdown } from "../policies/actions.ts";
import { institution, UsageError, type Command } from "./command.ts";

const dayMs = 86_400_000;
const defaultDays = 30;

export const importCommand: Command = {
  usage: "import FILE.md [--slug ADDRESS] [--title TITLE] [--closes YYYY-MM-DD] [--summary TEXT] [--preview]",
  purpose:
    "opens a consultation on a Markdown text; --preview shows its structure and warnings and changes nothing",
  async run(ctx, words, config) {
    const { values, positionals } = arguments_(words);
    const file = positionals[0];
    if (file === undefined || positionals.length > 1) throw new UsageError("Name one file.");
    const markdown = await readText(file);
    const imported = readMarkdown(ctx, institution, markdown);
    const title = values.title ?? (imported.title || basename(file).replace(/\.\w+$/, ""));
    console.log(`${title}: ${[...eachBlock(imported.doc)].length} blocks`);
    for (const warning of imported.warnings) {
      console.log(
        `  ${warning.kind}${warning.line === undefined ? "" : ` (line ${warning.line})`}: ${warning.excerpt}`,
      );
    }
    if (values.preview === true) {
      for (const block of eachBlock(imported.doc)) {
        const { kind, level } = block.attrs;
        const words = (block.content ?? [])
          .map((inline) => (inline.type === "text" ? inline.text : " "))
          .join("");
        console.log(`  ${" ".repeat(level)}${kind}  ${words.slice(0, 70)}`);
      }
      return 0;
    }
    const summary = values.summary ?? "";
    const input = parse(newConsultation, {
      title,
      slug: values.slug ?? slugFrom(title),
      closesOn: values.closes ?? localDay(new Date(ctx.clock.now().getTime() + defaultDays * dayMs)),
      institution: config.siteName,
      summary: { "es-MX": summary, en: summary },
      markdown,
    });
    const consultation = await openConsultation(ctx, institution, input);
    console.log(`Published as version 1 at ${routes.reading(consultation.slug)}`);
    return 0;
  },
};

function arguments_(words: readonly string[]) {
  const text = { type: "string" } as const;
  return parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { slug: text, title: text, closes: text, summary: text, preview: { type: "boolean" } },
  });
}

async function readText(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} cannot be read (${error.code}).`);
  });
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return refuse("import-not-text");
  }
}
