// How people are kept. Nobody else touches these collections.
import { Schema, trusted, type Model } from "mongoose";
import type { Role } from "@pliego/shared/people/people.ts";
import type { Database, Tx } from "../platform/database/connection.ts";

export interface Person {
  readonly _id: string;
  /** In its canonical form; unique. */
  readonly email: string;
  readonly passwordHash: string;
  readonly publicName: string;
  readonly roles: readonly Role[];
  readonly createdAt: Date;
}

const schema = new Schema<Person>(
  {
    _id: { type: String, required: true },
    email: { type: String, required: true, unique: true },
    passwordHash: { type: String, required: true },
    publicName: { type: String, required: true },
    roles: { type: [String], required: true },
    createdAt: { type: Date, required: true },
  },
  { collection: "people", versionKey: false },
);

function people(db: Database): Model<Person> {
  return db.models["Person"] ?? db.model<Person>("Person", schema);
}

export const registerPeople = (db: Database): void => void people(db);

export async function insertPerson(db: Database, person: Person, tx?: Tx): Promise<void> {
  await people(db).create([person], { session: tx ?? null });
}

export const findPerson = (db: Database, id: string): Promise<Person | null> =>
  people(db).findById(id).lean<Person>().exec();

export const findPeople = (db: Database, ids: readonly string[]): Promise<Person[]> =>
  people(db)
    .find({ _id: trusted({ $in: [...ids] }) })
    .lean<Person[]>()
    .exec();

export const findPersonByEmail = (db: Database, email: string): Promise<Person | null> =>
  people(db).findOne({ email }).lean<Person>().exec();

/** Replaces the roles of an account; false where there is none. */
export async function replaceRoles(db: Database, email: string, roles: readonly Role[]): Promise<boolean> {
  const { matchedCount } = await people(db).updateOne({ email }, { $set: { roles } }).exec();
  return matchedCount === 1;
}

export const countPeople = (db: Database): Promise<number> => people(db).countDocuments().exec();
