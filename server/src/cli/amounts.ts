// How many of something, in words for people.

/** "1 document", "1,234 documents" */
export const counted = (count: number, one: string, more = `${one}s`): string =>
  `${count.toLocaleString("en-US")} ${count === 1 ? one : more}`;

/** "1,234 documents in 12 collections" */
export const amount = (documents: number, collections: number): string =>
  `${counted(documents, "document")} in ${counted(collections, "collection")}`;
