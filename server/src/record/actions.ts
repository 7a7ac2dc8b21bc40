// Writing to and reading the public record. `record` is called inside the transaction of every act, last.
import { randomBytes } from "node:crypto";
import { may } from "@pliego/shared/people/permissions.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import { refuse } from "@pliego/shared/errors.ts";
import {
  chainVerifier,
  commitmentTo,
  entryHash,
  genesisHash,
  type ActType,
  type ChainVerdict,
  type Entry,
  type EntryBody,
} from "@pliego/shared/record/entry.ts";
import type { Context } from "../platform/context.ts";
import type { Tx } from "../platform/database/connection.ts";
import {
  appendEntry,
  eachEntry,
  entriesOf,
  findHead,
  findKey,
  findPerson,
  latestEntries,
  pseudonymOf,
} from "./model.ts";

/** What an act tells the record. `content` is bound by a commitment and not shown. */
export interface Act {
  readonly consultation: string;
  readonly type: ActType;
  readonly objectId: string;
  readonly versionHash?: string;
  readonly actor: Actor;
  readonly content: unknown;
}

/** Appends one entry to the consultation's chain, in the act's own transaction: both happen or neither. */
export async function record(ctx: Context, tx: Tx, act: Act): Promise<Entry> {
  const head = await findHead(ctx.db, act.consultation, tx);
  const key = randomBytes(32).toString("hex");
  const body: EntryBody = {
    consultation: act.consultation,
    seq: (head?.seq ?? 0) + 1,
    prev: head?.hash ?? genesisHash,
    type: act.type,
    objectId: act.objectId,
    versionHash: act.versionHash ?? "",
    time: ctx.clock.now().toISOString(),
    actor: await pseudonymOf(ctx.db, act.consultation, act.actor.id, ctx.newId(), tx),
    commitment: commitmentTo({ content: act.content, author: act.actor.id }, key),
  };
  const entry = { ...body, hash: entryHash(body) };
  await appendEntry(ctx.db, ctx.newId(), entry, key, tx);
  return entry;
}

/** Reads again what an entry is bound to; undefined when it is gone. */
export type ContentOf = (ctx: Context, entry: Entry) => Promise<unknown>;

/**
 * Recomputes a consultation's chain from the stored entries, and each entry's commitment from what is stored of its act,
 * and names the first that does not fit. A chain cut short is found by the head, which is kept apart. An entry whose key
 * was erased is bound to nothing any more and counts by its place in the chain alone.
 */
export async function verifyRecord(
  ctx: Context,
  consultation: string,
  contentOf: ContentOf,
): Promise<ChainVerdict> {
  const head = await findHead(ctx.db, consultation);
  const verifier = chainVerifier(consultation);
  for await (const entry of eachEntry(ctx.db, consultation)) {
    const fault = verifier.next(entry);
    if (fault !== undefined) return fault;
    if (!(await commitmentFits(ctx, entry, contentOf)))
      return { holds: false, seq: entry.seq, fault: "wrong-content" };
  }
  return verifier.end(head ?? undefined);
}

async function commitmentFits(ctx: Context, entry: Entry, contentOf: ContentOf): Promise<boolean> {
  const key = await findKey(ctx.db, entry.hash);
  if (key === null) return true;
  const author = await findPerson(ctx.db, entry.consultation, entry.actor);
  const content = await contentOf(ctx, entry);
  if (author === null || content === undefined) return false;
  return commitmentTo({ content, author }, key) === entry.commitment;
}

/** The newest entries first, at most `limit`. */
export async function readRecord(
  ctx: Context,
  actor: Actor | null,
  consultation: string,
  limit: number,
): Promise<readonly Entry[]> {
  if (!may(actor, "record.read")) refuse("not-found");
  return latestEntries(ctx.db, consultation, limit);
}

/** The entries about one thing, oldest first: what its folio page shows. */
export async function entriesAbout(
  ctx: Context,
  consultation: string,
  objectId: string,
): Promise<readonly Entry[]> {
  return entriesOf(ctx.db, consultation, objectId);
}
