// Opening a consultation on a text, and finding consultations.
import { endOfDay, folioPrefixFrom, localDay } from "@pliego/shared/consultations/consultations.ts";
import type { NewConsultation } from "@pliego/shared/consultations/contracts.ts";
import { must, refuse } from "@pliego/shared/errors.ts";
import { firstVersion, type Stream, type Versions } from "@pliego/shared/live/announcements.ts";
import { may } from "@pliego/shared/people/permissions.ts";
import type { Actor } from "@pliego/shared/people/people.ts";
import type { Context } from "../platform/context.ts";
import { inTransaction, isDuplicateKey, type Tx } from "../platform/database/connection.ts";
import { jobKinds } from "../notifications/job-kinds.ts";
import { enqueue } from "../platform/jobs/jobs.ts";
import { publishFirstRevision, readMarkdown } from "../policies/actions.ts";
import {
  countConsultations,
  countUp,
  findConsultation,
  findConsultationById,
  insertConsultation,
  listConsultations,
  prefixIsTaken,
  setDraftingIsOpen,
  type Consultation,
} from "./model.ts";

export type { Consultation } from "./model.ts";

/**
 * Imports a Markdown text and opens it to the public as version 1: consultation, policy, revision and record entry in
 * one transaction. Refuses what is not text, and an address that is taken.
 */
export async function openConsultation(
  ctx: Context,
  actor: Actor | null,
  input: NewConsultation,
): Promise<Consultation> {
  if (actor === null) refuse("sign-in-needed");
  if (!may(actor, "policy.import")) refuse("not-allowed");
  const imported = readMarkdown(ctx, actor, input.markdown);
  const now = ctx.clock.now();
  const closesAt = endOfDay(input.closesOn);
  if (closesAt <= now) refuse("import-closes-in-the-past");
  const opened = (folioPrefix: string): Consultation => ({
    _id: ctx.newId(),
    slug: input.slug,
    title: input.title,
    summary: input.summary,
    institution: input.institution,
    phase: "open",
    opensAt: now,
    closesAt,
    policy: ctx.newId(),
    folioPrefix,
    folios: 0,
    version: firstVersion.public,
  });
  try {
    return await inTransaction(ctx.db, async (tx) => {
      const consultation = opened(await freePrefix(ctx, tx, input.title));
      await insertConsultation(ctx.db, consultation, tx);
      await publishFirstRevision(ctx, tx, actor, consultation, imported);
      await enqueue(ctx, tx, jobKinds.close, { consultation: consultation._id }, afterwards(closesAt));
      return consultation;
    });
  } catch (error) {
    if (isDuplicateKey(error)) refuse("slug-taken", { slug: input.slug });
    throw error;
  }
}

/** The first instant at which nobody can take part any more. */
const afterwards = (closesAt: Date) => new Date(closesAt.getTime() + 1);

/** PND for the first such title, PND2 for the second. */
async function freePrefix(ctx: Context, tx: Tx, title: string): Promise<string> {
  const letters = folioPrefixFrom(title);
  for (let number = 1; ; number += 1) {
    const prefix = number === 1 ? letters : `${letters}${number}`;
    if (!(await prefixIsTaken(ctx.db, prefix, tx))) return prefix;
  }
}

/** The consultation at this address; refuses with not-found. */
export async function consultationAt(ctx: Context, actor: Actor | null, slug: string): Promise<Consultation> {
  if (!may(actor, "policy.read")) refuse("not-found");
  return (await findConsultation(ctx.db, slug)) ?? refuse("not-found");
}

export async function allConsultations(ctx: Context, actor: Actor | null): Promise<readonly Consultation[]> {
  if (!may(actor, "policy.read")) refuse("not-found");
  return listConsultations(ctx.db);
}

export const hasConsultations = async (ctx: Context): Promise<boolean> =>
  (await countConsultations(ctx.db)) > 0;

/** Within the act that opens or closes its drafting to the public; false where it is so already. */
export const moveDrafting = (ctx: Context, tx: Tx, id: string, isOpen: boolean): Promise<boolean> =>
  setDraftingIsOpen(ctx.db, id, isOpen, tx);

/** The consultation that something belongs to. */
export async function consultationOf(ctx: Context, id: string): Promise<Consultation> {
  return must(await findConsultationById(ctx.db, id), "what belongs to a consultation names one that exists");
}

/** True while people may take part. */
export const isOpen = (consultation: Consultation, now: Date): boolean =>
  consultation.phase === "open" && now >= consultation.opensAt && now <= consultation.closesAt;

/** The next reference number, like PNDA-2026-00412, given in the act's own transaction: none is lost or given twice. */
export async function nextFolio(ctx: Context, tx: Tx, consultation: Consultation): Promise<string> {
  const { folios } = must(await countUp(ctx.db, consultation._id, "folios", tx), "the consultation exists");
  const year = localDay(ctx.clock.now()).slice(0, 4);
  return `${consultation.folioPrefix}-${year}-${String(folios).padStart(5, "0")}`;
}

/** Counts one act more in one of its streams, in the act's own transaction. */
export async function nextVersion(
  ctx: Context,
  tx: Tx,
  id: string,
  stream: Stream,
): Promise<{ readonly consultation: Consultation; readonly version: number }> {
  const counter = stream === "queue" ? "queueVersion" : "version";
  const consultation = must(await countUp(ctx.db, id, counter, tx), "the consultation exists");
  return { consultation, version: versionOf(consultation, stream) };
}

/** How far a stream of every consultation has come, by address. */
export async function streamVersions(ctx: Context, stream: Stream): Promise<Versions> {
  const all = await listConsultations(ctx.db);
  return Object.fromEntries(all.map((one) => [one.slug, versionOf(one, stream)]));
}

/** How far one of its streams has come. */
export const versionOf = (
  { version, queueVersion = firstVersion.queue }: Consultation,
  stream: Stream,
): number => (stream === "queue" ? queueVersion : version);
