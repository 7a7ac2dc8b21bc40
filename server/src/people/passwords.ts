// Passwords are kept as argon2id hashes only (the library's default algorithm).
import { hash, verify } from "@node-rs/argon2";

// OWASP's minimum for argon2id: 19 MiB, 2 passes, 1 lane.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The same letters typed on two keyboards are one password. */
const canonical = (password: string) => password.normalize("NFC");

export const hashPassword = (password: string): Promise<string> => hash(canonical(password), cost);

export const passwordMatches = (passwordHash: string, password: string): Promise<boolean> =>
  verify(passwordHash, canonical(password));
