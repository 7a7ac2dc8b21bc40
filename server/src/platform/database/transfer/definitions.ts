// Which collections a database has, with their options and indexes; which are left out.
import type { Database } from "../connection.ts";
import { maintenanceCollection } from "./maintenance.ts";
import { driverOf } from "./driver.ts";
import { isExpiring, plainDefinition, type CollectionDefinition, type IndexDefinition } from "./parts.ts";

/** What tells of this very database, and of no other that is made from it. */
const ownCollections: readonly string[] = [maintenanceCollection, "backups"];

/** Every collection by name, but the server's own and these; refuses views and the like by name. */
export async function definitionsOf(db: Database): Promise<readonly CollectionDefinition[]> {
  const driver = driverOf(db);
  const listed = await driver.listCollections({}, { nameOnly: false }).toArray();
  const ours = listed.filter(({ name }) => !ownCollections.includes(name) && !name.startsWith("system."));
  const odd = ours.find(({ type }) => type !== undefined && type !== "collection");
  if (odd !== undefined) throw new Error(`${odd.name} is a ${odd.type}; only plain collections are carried`);
  const definitions: CollectionDefinition[] = [];
  for (const { name, options } of ours.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const indexes = await driver.collection(name).listIndexes().toArray();
    definitions.push(
      plainDefinition({
        name,
        options: { ...options },
        indexes: indexes.filter((index) => index.name !== "_id_").map(withoutVersion),
      }),
    );
  }
  return definitions;
}

function withoutVersion(index: Readonly<Record<string, unknown>>): IndexDefinition {
  const { v: _version, ns: _namespace, ...definition } = index;
  return definition as unknown as IndexDefinition;
}

/** Makes the collection, and its indexes save those that remove documents; what is there already stays. */
export async function makeCollection(db: Database, definition: CollectionDefinition): Promise<void> {
  const driver = driverOf(db);
  const isThere = await driver.listCollections({ name: definition.name }, { nameOnly: true }).hasNext();
  if (!isThere) await driver.createCollection(definition.name, { ...definition.options });
  await makeIndexes(db, definition, (index) => !isExpiring(index));
}

/** Makes those indexes of a collection that are chosen; what is there already stays. */
export async function makeIndexes(
  db: Database,
  definition: CollectionDefinition,
  isChosen: (index: IndexDefinition) => boolean,
): Promise<void> {
  const chosen = definition.indexes.filter(isChosen);
  if (chosen.length === 0) return;
  await driverOf(db)
    .collection(definition.name)
    .createIndexes(chosen.map((index) => ({ ...index, key: { ...index.key } as Record<string, 1 | -1> })));
}
