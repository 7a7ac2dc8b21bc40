// A citizen, a moderator and an official, and what the three do with the suggestions of a consultation.
import { blockWords } from "@pliego/shared/suggestions/block-words.ts";
import { eachBlock } from "@pliego/shared/text/blocks.ts";
import type { Consultation } from "../consultations/actions.ts";
import { decide, simulate } from "../decisions/actions.ts";
import { moderate } from "../moderation/actions.ts";
import { latestRevision } from "../policies/actions.ts";
import { submitSuggestion, suggestionAt } from "../suggestions/actions.ts";
import type { TestPerson, World } from "./world.ts";

/** A text in which they find something to change. */
export const twoParagraphs =
  "# Norma\n\nLos entes publicarán sus datos en un plazo razonable.\n\nLos datos serán gratuitos.\n";

export interface ThreePeople {
  readonly citizen: TestPerson;
  readonly moderator: TestPerson;
  readonly official: TestPerson;
}

export async function threePeople(world: World): Promise<ThreePeople> {
  return {
    citizen: await world.person("citizen"),
    moderator: await world.person("moderator"),
    official: await world.person("official"),
  };
}

export interface ActsOfThree {
  /** The citizen proposes to replace some words of the latest version. */
  readonly suggested: (
    from: string,
    to: string,
  ) => Promise<{ readonly folio: string; readonly block: string }>;
  readonly moderated: (folio: string, verdict: "approve" | "hide") => Promise<unknown>;
  /** Suggested and approved. */
  readonly published: ActsOfThree["suggested"];
  readonly decided: (folio: string, outcome: "accepted" | "rejected") => Promise<unknown>;
}

/** What they do in this consultation; refused as the acts themselves are. */
export function actsIn(
  { ctx }: World,
  people: { readonly [Role in keyof ThreePeople]: Pick<TestPerson, "actor"> },
  consultation: Consultation,
): ActsOfThree {
  const acts: ActsOfThree = {
    suggested: async (from, to) => {
      const latest = await latestRevision(ctx, consultation.policy);
      const block = [...eachBlock(latest.doc)].find((candidate) => blockWords(candidate).includes(from));
      if (block === undefined) throw new Error(`no paragraph says "${from}"`);
      const { folio } = await submitSuggestion(ctx, people.citizen.actor, consultation.slug, {
        base: latest.number,
        block: block.attrs.id,
        words: blockWords(block).replace(from, to),
        rationale: "Para que se entienda mejor.",
        key: `key-${consultation.slug}-${to}`.replaceAll(/[^a-z0-9-]/gi, "-").slice(0, 60),
      });
      return { folio, block: block.attrs.id };
    },
    moderated: (folio, verdict) =>
      moderate(ctx, people.moderator.actor, folio, {
        verdict,
        rule: verdict === "hide" ? "personal-data" : "",
        sentence: verdict === "hide" ? "Contiene datos personales de terceras personas." : "",
      }),
    published: async (from, to) => {
      const sent = await acts.suggested(from, to);
      await acts.moderated(sent.folio, "approve");
      return sent;
    },
    decided: async (folio, outcome) => {
      const { hash } = await simulate(ctx, await suggestionAt(ctx, people.citizen.actor, folio));
      return decide(ctx, people.official.actor, folio, {
        outcome,
        reason: "Mejora el texto y no contradice otro artículo.",
        shown: hash,
      });
    },
  };
  return acts;
}
