// Acts by plain forms, for journeys that need something to have happened before.
import type { BrowserContext } from "playwright-core";
import { routes } from "@pliego/shared/routes.ts";
import { blockWords } from "@pliego/shared/suggestions/block-words.ts";
import { eachBlock } from "@pliego/shared/text/blocks.ts";
import type { BlockJSON, DocJSON } from "@pliego/shared/text/types.ts";

export interface Version {
  readonly number: number;
  readonly hash: string;
  readonly frontMatter: string;
  readonly doc: DocJSON;
}

export async function readVersion(url: string, consultation: string, number: number): Promise<Version> {
  const answer = await fetch(url + routes.versionJson(consultation, number));
  if (!answer.ok) throw new Error(`version ${number} of ${consultation}: ${answer.status}`);
  return (await answer.json()) as Version;
}

/** The newest version, found by asking for the next until there is none. */
export async function latestVersion(url: string, consultation: string): Promise<Version> {
  for (let number = 1; ; number += 1) {
    const next = await fetch(url + routes.versionJson(consultation, number + 1));
    if (next.status === 404) return readVersion(url, consultation, number);
  }
}

/** The first block of a version that says these words. */
export function blockSaying({ doc }: Version, words: string): BlockJSON {
  for (const block of eachBlock(doc)) if (blockWords(block).includes(words)) return block;
  throw new Error(`no paragraph says "${words}"`);
}

async function post(
  context: BrowserContext,
  url: string,
  path: string,
  form: Readonly<Record<string, string>>,
) {
  const answer = await context.request.post(url + path, {
    form: { ...form },
    headers: { origin: url, accept: "application/json" },
    maxRedirects: 0,
  });
  if (answer.status() >= 400) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
  return answer;
}

/** A citizen proposes to replace some words of the latest version; answers the folio. */
export async function sendSuggestion(
  citizen: BrowserContext,
  url: string,
  consultation: string,
  change: { readonly from: string; readonly to: string; readonly rationale: string },
): Promise<string> {
  const version = await latestVersion(url, consultation);
  const block = blockSaying(version, change.from);
  const sent = await post(citizen, url, routes.propose(consultation, block.attrs.id), {
    base: String(version.number),
    block: block.attrs.id,
    words: blockWords(block).replace(change.from, change.to),
    rationale: change.rationale,
    key: `clave-${block.attrs.id}-${change.to.length}`,
  });
  return ((await sent.json()) as { readonly folio: string }).folio;
}

export async function approve(moderator: BrowserContext, url: string, folio: string): Promise<void> {
  await post(moderator, url, routes.moderating(folio), { verdict: "approve" });
}

export async function decide(
  official: BrowserContext,
  url: string,
  folio: string,
  outcome: "accepted" | "rejected",
  reason: string,
): Promise<void> {
  const desk = await (await official.request.get(url + routes.deciding(folio))).text();
  const shown = /name="shown" value="([^"]+)"/.exec(desk)?.[1] ?? "";
  await post(official, url, routes.deciding(folio), { outcome, reason, shown });
}

export const accept = (official: BrowserContext, url: string, folio: string, reason: string): Promise<void> =>
  decide(official, url, folio, "accepted", reason);

/** A citizen begins to write with others; answers how the text they write is called in its addresses. */
export async function beginBranch(
  citizen: BrowserContext,
  url: string,
  consultation: string,
  block: string,
): Promise<string> {
  const begun = await post(citizen, url, routes.branchBeginning(consultation, block), {});
  const { pathname } = new URL(begun.headers()["location"] ?? "", url);
  return pathname.split("/").at(-1) ?? "";
}

/** An official opens the drafting of a consultation to everybody's eyes. */
export async function openDrafting(
  official: BrowserContext,
  url: string,
  consultation: string,
): Promise<void> {
  await post(official, url, routes.draftingOpening(consultation), { open: "yes" });
}
