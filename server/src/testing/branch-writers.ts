// Citizens who write a suggestion together, with the rooms' side played by texts kept here.
import { must, type Refusal, type RefusalCode } from "@pliego/shared/errors.ts";
import { branchRoom } from "@pliego/shared/live/rooms.ts";
import type { Actor, Role } from "@pliego/shared/people/people.ts";
import { blockWords, replaceWords } from "@pliego/shared/suggestions/block-words.ts";
import { mapBlocks } from "@pliego/shared/text/map-blocks.ts";
import { beginBranch, joinBranch, renewInvitation } from "../branches/actions.ts";
import { findBranch, type Branch } from "../branches/model.ts";
import type { WritingRooms } from "../branches/rooms.ts";
import type { Consultation } from "../consultations/actions.ts";
import type { RoomReading } from "../live/rooms.ts";
import { latestRevision } from "../policies/actions.ts";
import type { World } from "./world.ts";

export const rationale = "Un plazo razonable no obliga a nadie.";

/** Three who write, and those who judge it. */
export interface BranchPeople {
  readonly ana: Actor;
  readonly luis: Actor;
  readonly eva: Actor;
  readonly moderator: Actor;
  readonly official: Actor;
}

export async function branchPeople(world: World): Promise<BranchPeople> {
  const actor = async (role: Role) => (await world.person(role)).actor;
  return {
    ana: await actor("citizen"),
    luis: await actor("citizen"),
    eva: await actor("citizen"),
    moderator: await actor("moderator"),
    official: await actor("official"),
  };
}

export interface BranchRooms {
  readonly rooms: WritingRooms;
  /** What the rooms hold, and what they were asked. */
  readonly texts: Map<string, RoomReading>;
  readonly asked: string[];
  /** What somebody changes in the room. */
  readonly write: (branch: string, from: string, to: string) => void;
  /** Ana begins, the others join by her invitation; answers the branch. */
  readonly begun: (...others: readonly Actor[]) => Promise<string>;
  readonly stored: (branch: string) => Promise<Branch>;
}

/** The branches of one consultation, and their rooms. */
export function branchRooms({ ctx }: World, { ana }: BranchPeople, consultation: Consultation): BranchRooms {
  const texts = new Map<string, RoomReading>();
  const asked: string[] = [];
  return {
    texts,
    asked,
    rooms: {
      readText: async (name) => texts.get(name) ?? Promise.reject(new Error(`no room ${name}`)),
      closeRoom: async (name) => void asked.push(`close ${name}`),
      drop: async (name) => void (asked.push(`drop ${name}`), texts.delete(name)),
      look: async (name) => void asked.push(`look ${name}`),
    },
    write: (branch, from, to) => {
      const { doc, ...room } = must(texts.get(branchRoom(branch)), "it was begun");
      const written = mapBlocks(doc, (block) => {
        const at = blockWords(block).indexOf(from);
        return at === -1 ? block : replaceWords(block, at, at + from.length, to);
      });
      texts.set(branchRoom(branch), { doc: written, ...room });
    },
    begun: async (...others) => {
      const { _id, base } = await beginBranch(ctx, ana, consultation.slug);
      const { doc } = await latestRevision(ctx, consultation.policy);
      texts.set(branchRoom(_id), { doc, base, epoch: "" });
      const code = await renewInvitation(ctx, ana, _id);
      for (const other of others) await joinBranch(ctx, other, _id, code);
      return _id;
    },
    stored: async (branch) => must(await findBranch(ctx.db, branch), "it was begun"),
  };
}

/** The code of the refusal of an act; undefined where it was done. */
export const refusal = (act: Promise<unknown>): Promise<RefusalCode | undefined> =>
  act.then(
    () => undefined,
    (error: Refusal) => error.code,
  );
