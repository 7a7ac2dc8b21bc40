// Officials bring a text in: paste or choose a Markdown file, look at the structure, publish it as version 1.
import { Router, type Request } from "express";
import { localDay, slugFrom } from "@pliego/shared/consultations/consultations.ts";
import { newConsultation } from "@pliego/shared/consultations/contracts.ts";
import { Refusal, refuse } from "@pliego/shared/errors.ts";
import type { ImportPage, ImportPreview } from "@pliego/shared/pages.ts";
import { may } from "@pliego/shared/people/permissions.ts";
import { localized, routes } from "@pliego/shared/routes.ts";
import { eachBlock, plainText } from "@pliego/shared/text/blocks.ts";
import type { Imported } from "@pliego/shared/text/import-markdown.ts";
import { openConsultation } from "../consultations/actions.ts";
import type { Context } from "../platform/context.ts";
import { parse } from "../platform/http/edge.ts";
import { readForm } from "../platform/http/forms.ts";
import { actorOf, factsOf } from "../platform/http/locals.ts";
import { readMarkdown } from "../policies/actions.ts";
import { problemOf, type PageSender } from "./pages.ts";
import { signedInFirst } from "./signed-in.ts";

const defaultDays = 30;
const dayMs = 86_400_000;

export function importingPages(ctx: Context, pages: PageSender, siteName: string): Router {
  const router = Router();

  router.get(routes.importing.pattern, signedInFirst, (req, res) => {
    if (!may(actorOf(req), "policy.import")) refuse("not-allowed");
    const closesAt = localDay(new Date(ctx.clock.now().getTime() + defaultDays * dayMs));
    pages.sendPrivate(req, res, "importing", {
      title: "",
      slug: "",
      markdown: "",
      closesAt,
      problem: null,
      preview: null,
    });
  });

  router.post(routes.importing.pattern, async (req, res) => {
    const actor = actorOf(req);
    if (actor === null) refuse("sign-in-needed");
    if (!may(actor, "policy.import")) refuse("not-allowed");
    const sent = await sentImport(req);
    let page: ImportPage = { ...sent.page, problem: null, preview: null };
    try {
      if (sent.binary) refuse("import-not-text");
      const imported = readMarkdown(ctx, actor, page.markdown);
      page = { ...page, ...proposedNames(page, imported), preview: previewOf(imported) };
      if (sent.step === "publish") {
        const input = parse(newConsultation, {
          title: page.title,
          slug: page.slug,
          closesOn: page.closesAt,
          institution: siteName,
          summary: { "es-MX": "", en: "" },
          markdown: page.markdown,
        });
        const consultation = await openConsultation(ctx, actor, input);
        return res.redirect(303, localized(factsOf(res).locale, routes.reading(consultation.slug)));
      }
      pages.sendPrivate(req, res, "importing", page);
    } catch (error) {
      if (!(error instanceof Refusal) || error.status >= 500) throw error;
      const problem = problemOf(error);
      pages.sendPrivate(req, res, "importing", { ...page, problem }, error.status);
    }
  });

  return router;
}

interface SentImport {
  readonly step: string;
  readonly page: Omit<ImportPage, "problem" | "preview">;
  /** The chosen file was not text in UTF-8. */
  readonly binary: boolean;
}

async function sentImport(req: Request): Promise<SentImport> {
  const { fields, file } = await readForm(req);
  const page = {
    title: (fields["title"] ?? "").slice(0, 300),
    slug: (fields["slug"] ?? "").slice(0, 60),
    closesAt: (fields["closesAt"] ?? "").slice(0, 10),
    markdown: (fields["markdown"] ?? "").replace(/\r\n/g, "\n"),
  };
  const step = fields["step"] ?? "preview";
  if (file === null) return { step, page, binary: false };
  try {
    const markdown = new TextDecoder("utf-8", { fatal: true }).decode(file.bytes);
    return { step, page: { ...page, markdown }, binary: false };
  } catch {
    return { step, page, binary: true };
  }
}

/** Fills in what the official left empty: the title from the text, the address from the title. */
function proposedNames(page: { readonly title: string; readonly slug: string }, imported: Imported) {
  const title = page.title.trim() || imported.title;
  return { title, slug: page.slug.trim() || slugFrom(title) };
}

function previewOf(imported: Imported): ImportPreview {
  const words = plainText(imported.doc).split(/\s+/).filter(Boolean).length;
  return {
    doc: imported.doc,
    warnings: imported.warnings,
    blocks: [...eachBlock(imported.doc)].length,
    words,
  };
}
