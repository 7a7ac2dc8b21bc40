// What may be sent about people: signing in and making an account.
import { z } from "zod";
import { roles } from "./people.ts";

/** One canonical form of an address: NFKC, no spaces around, lower case. */
const email = z
  .string()
  .max(254)
  .transform((text) => text.normalize("NFKC").trim().toLowerCase())
  .pipe(z.email());

/** Longer is refused, never cut: hashing a megabyte is an attack, truncating is a lie. */
const password = z.string().min(1).max(1024);

export const signInForm = z.strictObject({
  email,
  password,
  next: z.string().max(500).optional(),
});

export const newPerson = z.strictObject({
  email,
  password: password.min(10),
  publicName: z.string().trim().min(1).max(80),
  roles: z.array(z.enum(roles)).min(1),
});
export type NewPerson = z.infer<typeof newPerson>;

/** What an account may do from now on, in place of what it might before. */
export const newRoles = z.strictObject({
  email,
  roles: z.array(z.enum(roles)).min(1),
});
