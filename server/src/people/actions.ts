// Making an account and signing in.
import { refuse } from "@pliego/shared/errors.ts";
import type { NewPerson } from "@pliego/shared/people/contracts.ts";
import type { Actor, Role } from "@pliego/shared/people/people.ts";
import type { Context } from "../platform/context.ts";
import { isDuplicateKey } from "../platform/database/connection.ts";
import {
  countPeople,
  findPerson,
  findPeople,
  findPersonByEmail,
  insertPerson,
  replaceRoles,
  type Person,
} from "./model.ts";
import { hashPassword, passwordMatches } from "./passwords.ts";

/** Creates an account. Only the command line and the demonstration call it: there is no public sign-up yet. */
export async function createPerson(ctx: Context, input: NewPerson): Promise<Actor> {
  const person: Person = {
    _id: ctx.newId(),
    email: input.email,
    passwordHash: await hashPassword(input.password),
    publicName: input.publicName,
    roles: input.roles,
    createdAt: ctx.clock.now(),
  };
  try {
    await insertPerson(ctx.db, person);
  } catch (error) {
    if (isDuplicateKey(error)) refuse("email-taken");
    throw error;
  }
  return actorOf(person);
}

/**
 * Checks an e-mail and a password; refuses with the same words and the same work whether the account exists or not,
 * so that an answer does not tell who has one.
 */
export async function checkPassword(ctx: Context, email: string, password: string): Promise<Actor> {
  const person = await findPersonByEmail(ctx.db, email);
  const matches = await passwordMatches(person?.passwordHash ?? nobodysHash, password);
  if (person === null || !matches) refuse("sign-in-failed");
  return actorOf(person);
}

// The hash of a random value nobody kept, made with the same cost as real ones.
const nobodysHash =
  "$argon2id$v=19$m=19456,t=2,p=1$c29tZS1zYWx0LTEyMzQ1Ng$hxS2v4lnK5Dr0Q8HdnmbZJ0Nl5gQY3dYl6pQy7VhV3M";

export async function findActor(ctx: Context, id: string): Promise<Actor | null> {
  const person = await findPerson(ctx.db, id);
  return person === null ? null : actorOf(person);
}

/** The people with these ids who are still here. */
export async function findActors(ctx: Context, ids: readonly string[]): Promise<ReadonlyMap<string, Actor>> {
  const people = await findPeople(ctx.db, ids);
  return new Map(people.map((person) => [person._id, actorOf(person)]));
}

/** The person's own e-mail, for her own account page. */
export async function ownEmail(ctx: Context, actor: Actor): Promise<string> {
  return (await findPerson(ctx.db, actor.id))?.email ?? "";
}

/** Replaces what an account may do; only the command line calls it. Refuses an account that does not exist. */
export async function setRoles(ctx: Context, email: string, roles: readonly Role[]): Promise<void> {
  if (!(await replaceRoles(ctx.db, email, roles))) refuse("no-such-account");
}

export const hasPeople = async (ctx: Context): Promise<boolean> => (await countPeople(ctx.db)) > 0;

const actorOf = (person: Person): Actor => ({
  id: person._id,
  publicName: person.publicName,
  roles: person.roles,
});
