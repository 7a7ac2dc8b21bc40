// What a person writes together with others, as her account page lists it.
import type { BranchLine } from "@pliego/shared/pages.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import { ownBranches } from "../branches/actions.ts";
import { consultationOf } from "../consultations/actions.ts";
import type { Context } from "../platform/context.ts";

export async function branchLines(ctx: Context, actor: Actor): Promise<readonly BranchLine[]> {
  return Promise.all(
    (await ownBranches(ctx, actor)).map(async ({ _id, consultation, authors, createdAt }) => ({
      branch: _id,
      consultationTitle: (await consultationOf(ctx, consultation)).title,
      authors: authors.map(({ name }) => name),
      createdAt: createdAt.toISOString(),
    })),
  );
}
