// HTML as people see it, for tests of components.

/** Its words without its tags. */
export const seenIn = (html: string): string => html.replaceAll(/<[^>]+>/g, "");
