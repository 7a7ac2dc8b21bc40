// What the entries of the record are bound to, read again from where each domain keeps it: so that a reason, a wording or
// a text that was altered behind the record's back is found, and not only an altered entry.
import type { Entry } from "@pliego/shared/record/entry.ts";
import { hashRevision } from "@pliego/shared/text/canonical-json.ts";
import { decisionOn } from "../decisions/actions.ts";
import { moderationOf } from "../moderation/actions.ts";
import type { Context } from "../platform/context.ts";
import { revisionById } from "../policies/actions.ts";
import { suggestionForRecord } from "../suggestions/actions.ts";
import { contentOfSuggestion } from "../suggestions/submitting.ts";

/** The content that `record` was given for this act, as it is kept now; undefined when it is no longer there. */
export async function contentOf(ctx: Context, entry: Entry): Promise<unknown> {
  switch (entry.type) {
    case "submit": {
      const suggestion = await suggestionForRecord(ctx, entry.objectId);
      return suggestion === null ? undefined : contentOfSuggestion(suggestion);
    }
    case "moderate": {
      const [action] = await moderationOf(ctx, entry.objectId);
      return action && { verdict: action.verdict, rule: action.rule, sentence: action.sentence };
    }
    case "decide": {
      const decision = await decisionOn(ctx, entry.objectId);
      return decision === null
        ? undefined
        : { outcome: decision.outcome, reason: decision.reason, revision: decision.revision };
    }
    case "publish": {
      const revision = await revisionById(ctx, entry.objectId);
      if (revision === null) return undefined;
      const { number, reason, doc, frontMatter } = revision;
      return { number, reason, hash: hashRevision(doc, frontMatter) };
    }
    case "withdraw": {
      const suggestion = await suggestionForRecord(ctx, entry.objectId);
      return suggestion?.state === "withdrawn" ? { folio: suggestion.folio } : undefined;
    }
    case "open-drafting":
    case "close-drafting":
      return { act: entry.type };
  }
}
