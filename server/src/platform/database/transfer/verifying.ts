// Reads back what was written and compares it with what should be there: every collection's definition, count and hash.
import type { Database } from "../connection.ts";
import { definitionsOf, makeIndexes } from "./definitions.ts";
import { howToEmpty } from "./maintenance.ts";
import { atOneMoment } from "./moment.ts";
import { isExpiring, sameDefinition, type CollectionDefinition, type Sealed } from "./parts.ts";
import { watched, type Watch } from "./watching.ts";

/** Throws an Error that names each collection that is not as it should be. Indexes that remove documents come later. */
export async function verify(db: Database, expected: readonly Sealed[], watch: Watch): Promise<void> {
  const left = new Map(expected.map((one) => [one.definition.name, one]));
  const faults: string[] = [];
  const sum = expected.reduce((all, { seal }) => all + seal.documents, 0);
  await atOneMoment(db, async (moment) => {
    for await (const part of watched(moment.parts(), "Reading back", sum, watch)) {
      if (part.kind === "documents") continue;
      const name = part.kind === "seal" ? part.seal.name : part.definition.name;
      const wanted = left.get(name);
      if (wanted === undefined) {
        if (part.kind === "collection") faults.push(`${name} should not be there`);
      } else if (part.kind === "collection") {
        if (!sameDefinition(part.definition, withoutExpiry(wanted.definition)))
          faults.push(`${name} has other indexes or options`);
      } else {
        left.delete(name);
        if (part.seal.documents !== wanted.seal.documents)
          faults.push(`${name} has ${part.seal.documents} documents, not ${wanted.seal.documents}`);
        else if (part.seal.sha256 !== wanted.seal.sha256) faults.push(`${name} has other documents`);
      }
    }
  });
  faults.push(...[...left.keys()].map((name) => `${name} is missing`));
  if (faults.length > 0)
    throw new Error(
      `What was written is not what was read: ${faults.join("; ")}. To begin anew, ${howToEmpty}.`,
    );
}

const withoutExpiry = (definition: CollectionDefinition): CollectionDefinition => ({
  ...definition,
  indexes: definition.indexes.filter((index) => !isExpiring(index)),
});

/** Makes the indexes that remove documents, and looks that every index is there. */
export async function completeIndexes(
  db: Database,
  definitions: readonly CollectionDefinition[],
): Promise<void> {
  for (const definition of definitions) await makeIndexes(db, definition, isExpiring);
  const made = new Map((await definitionsOf(db)).map((one) => [one.name, one]));
  const wrong = definitions.filter((one) => {
    const there = made.get(one.name);
    return there === undefined || !sameDefinition(there, one);
  });
  if (wrong.length > 0)
    throw new Error(`The indexes of ${wrong.map(({ name }) => name).join(", ")} are not as they should be`);
}
