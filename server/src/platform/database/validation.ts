// Has the database check itself, a collection at a time: documents readable, indexes saying what the documents say.
import type { Database } from "./connection.ts";

export interface Verdict {
  readonly isSound: boolean;
  readonly documents: number;
  readonly indexes: number;
  /** In the database's own words. */
  readonly errors: readonly string[];
}

/** Each collection with its verdict, in the order of names; `of` is how many there are. */
export async function* validateCollections(
  connection: Database,
): AsyncGenerator<{ readonly name: string; readonly of: number; readonly verdict: Verdict }> {
  const db = connection.getClient().db(connection.name);
  const names = (await db.listCollections({}, { nameOnly: true }).toArray())
    .map(({ name }) => name)
    .filter((name) => !name.startsWith("system."))
    .sort();
  for (const name of names) {
    const answer = await db.command({ validate: name, full: true });
    const { valid, nrecords, keysPerIndex, errors } = answer as {
      readonly valid: boolean;
      readonly nrecords?: number;
      readonly keysPerIndex?: object;
      readonly errors?: readonly string[];
    };
    const verdict = {
      isSound: valid,
      documents: Number(nrecords ?? 0),
      indexes: Object.keys(keysPerIndex ?? {}).length,
      errors: errors ?? [],
    };
    yield { name, of: names.length, verdict };
  }
}
