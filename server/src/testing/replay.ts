// Replays a chain of revisions from their texts and the edits that made them, and prints the identities: run by a test in a
// process of its own.
import { applyHunks } from "@pliego/shared/decisions/deciding.ts";
import type { Hunk } from "@pliego/shared/suggestions/suggestion.ts";
import { carry, track } from "@pliego/shared/text/carry.ts";
import { packText } from "@pliego/shared/text/packed-text.ts";
import type { DocJSON } from "@pliego/shared/text/types.ts";
import { creditOfRevision, creditOfSuggestion } from "../policies/actions.ts";

interface Logged {
  readonly doc: DocJSON;
  /** "" where no suggestion made the revision. */
  readonly folio: string;
  readonly hunks: readonly Hunk[];
}

const [first, ...others] = JSON.parse(process.argv[2] ?? "[]") as readonly Logged[];
let text = track(first?.doc ?? { type: "doc" }, creditOfRevision(1));
others.forEach(({ doc, folio, hunks }, at) => {
  const applied =
    folio === "" ? undefined : applyHunks(text, hunks, creditOfSuggestion(folio), { confirmed: true });
  text = applied?.kind === "applied" ? applied.text : carry(text, doc, creditOfRevision(at + 2));
});
process.stdout.write(JSON.stringify(packText(text)));
