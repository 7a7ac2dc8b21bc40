// Who is here, from what the room says of the others: each state's name and colour were written by the server. Rule L6.

export interface Person {
  readonly name: string;
  /** Which of the page's six colours is hers: 0 to 5. */
  readonly tint: number;
}

/** The colours as the server stamps them; the page has its own shade of each, for light and for dark. */
const stampedColours = ["#8a1c3a", "#14584c", "#1f4e79", "#8a5a00", "#5b3a8c", "#7a4a2b"] as const;
const longestName = 80;

/** The person of one awareness state; undefined when it has no name. Whatever it holds, only these two things are taken. */
export function personOf(state: unknown): Person | undefined {
  const user = memberOf(state, "user");
  const name = memberOf(user, "name");
  if (typeof name !== "string" || name.trim() === "") return undefined;
  return { name: name.trim().slice(0, longestName), tint: tintOf(memberOf(user, "color")) };
}

export function tintOf(colour: unknown): number {
  const known = stampedColours.findIndex((stamped) => stamped === String(colour).toLowerCase());
  return Math.max(0, known);
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

/** The others in the room, by name, each once however many windows she has open. */
export function peopleIn(states: ReadonlyMap<number, unknown>, ownClient: number): readonly Person[] {
  const people = new Map<string, Person>();
  for (const [client, state] of states) {
    const person = client === ownClient ? undefined : personOf(state);
    if (person !== undefined && !people.has(person.name)) people.set(person.name, person);
  }
  return [...people.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** At most two letters: of the first word and of the last that begins with a capital. */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const [first = "", ...rest] = words;
  const last = rest.findLast((word) => /^\p{Lu}/u.test(word)) ?? "";
  return (letterOf(first) + letterOf(last)).toLocaleUpperCase();
}

const letterOf = (word: string): string => [...word][0] ?? "";
