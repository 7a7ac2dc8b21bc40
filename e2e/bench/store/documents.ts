// What is kept: suggestions of about a kilobyte in Spanish, as a consultation has them, with the three indexes by which
// they are found. The same number always makes the same document, byte for byte, in whichever process.
import { mongo } from "mongoose";
import { draws, someWords } from "../engine/made-text.ts";

export interface KeptSuggestion {
  readonly _id: mongo.ObjectId;
  readonly consultation: string;
  readonly number: number;
  readonly status: string;
  readonly submittedAt: Date;
  readonly tags: readonly string[];
  readonly author: { readonly id: mongo.ObjectId; readonly name: string; readonly isVerified: boolean };
  readonly reason: string;
  readonly hunks: readonly {
    readonly block: string;
    readonly from: number;
    readonly before: string;
    readonly put: string;
  }[];
  readonly counts: { readonly supports: number; readonly comments: number };
  readonly hash: string;
}

export const statuses = ["en revisión", "publicada", "oculta", "aceptada", "rechazada", "retirada"] as const;
/** Suggestions of one consultation; their numbers begin at zero in each. */
export const perConsultation = 1_000;

export const indexes: readonly mongo.IndexDescription[] = [
  { key: { consultation: 1, number: 1 }, unique: true },
  { key: { status: 1, submittedAt: -1 } },
  { key: { tags: 1 } },
];

const passageCount = 256;
const tagCount = 500;
const tagsEach = 3;
const firstSecond = Date.parse("2026-01-05T15:00:00.000Z") / 1000;

const draw = draws(5);
const reasons = Array.from({ length: passageCount }, () => someWords(draw, 55));
const wordings = Array.from({ length: passageCount }, () => someWords(draw, 12));
const names = Array.from({ length: passageCount }, () => someWords(draw, 3));

/** One of the row of passages, far from those of its neighbours. */
const passage = (row: readonly string[], at: number): string =>
  row[Math.imul(at + 1, 40_503) & (passageCount - 1)] ?? "";

export const tagOf = (at: number): string => `tema-${(Math.imul(at, 2_654_435) >>> 0) % tagCount}`;
export const consultationOf = (at: number): string => `consulta-${Math.floor(at / perConsultation)}`;
export const submittedAt = (at: number): Date => new Date((firstSecond + at) * 1000);

/** An identity whose time is the document's, so that later ones come later. */
const identity = (at: number, kind: string): mongo.ObjectId =>
  new mongo.ObjectId(
    (firstSecond + at).toString(16).padStart(8, "0") + kind + at.toString(16).padStart(8, "0"),
  );

export const idOf = (at: number): mongo.ObjectId => identity(at, "5e11f0a1");

export function suggestion(at: number): KeptSuggestion {
  return {
    _id: idOf(at),
    consultation: consultationOf(at),
    number: at % perConsultation,
    status: statuses[at % statuses.length] as string,
    submittedAt: submittedAt(at),
    tags: Array.from({ length: tagsEach }, (_, turn) => tagOf(at + turn * 7)),
    author: { id: identity(at % 5_000, "a07e11f0"), name: passage(names, at), isVerified: at % 3 === 0 },
    reason: passage(reasons, at),
    hunks: [0, 1].map((turn) => ({
      block: `b${(at + turn * 13) % 400}`,
      from: at % 90,
      before: passage(wordings, at + turn),
      put: passage(wordings, at + turn + 2),
    })),
    counts: { supports: at % 40, comments: at % 7 },
    hash: identity(at, "0123abcd").toHexString(),
  };
}

/** The bytes that the document has on the wire and on the disk. */
export const bytesOf = (at: number): Buffer => Buffer.from(mongo.BSON.serialize(suggestion(at)));
