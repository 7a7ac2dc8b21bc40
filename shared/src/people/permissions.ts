// THE table of who may do what. Every action asks it first, by name; nothing else in the product decides.
// A row is a small predicate over the person (null: nobody has signed in) and, where it matters, the thing.
import type { Actor, Role } from "./people.ts";

type Predicate = (actor: Actor | null, thing: Thing) => boolean;

/** What a permission may depend on besides the person. */
export interface Thing {
  readonly authorIds?: readonly string[];
  readonly published?: boolean;
  /** The institution lets everybody watch it write. */
  readonly watchable?: boolean;
}

const anyone: Predicate = () => true;
const signedIn: Predicate = (actor) => actor !== null;
const is =
  (role: Role): Predicate =>
  (actor) =>
    actor?.roles.includes(role) ?? false;
const author: Predicate = (actor, thing) => actor !== null && (thing.authorIds?.includes(actor.id) ?? false);
const published: Predicate = (_actor, thing) => thing.published === true;
const watchable: Predicate = (_actor, thing) => thing.watchable === true;
const not =
  (predicate: Predicate): Predicate =>
  (actor, thing) =>
    !predicate(actor, thing);
const all =
  (...predicates: readonly Predicate[]): Predicate =>
  (actor, thing) =>
    predicates.every((predicate) => predicate(actor, thing));
const any =
  (...predicates: readonly Predicate[]): Predicate =>
  (actor, thing) =>
    predicates.some((predicate) => predicate(actor, thing));

/** Citizens who write something together; who is no citizen any more writes no more. */
const coauthor = all(is("citizen"), author);

export const permissions = {
  "policy.read": anyone,
  "policy.import": is("official"),
  "policy.draft": is("official"),
  "policy.watch": any(is("official"), watchable),
  "policy.openDrafting": is("official"),
  "suggestion.submit": is("citizen"),
  "suggestion.withdraw": author,
  "suggestion.read": any(published, author, is("moderator")),
  "suggestion.moderate": all(is("moderator"), not(author)),
  "suggestion.decide": all(is("official"), not(author)),
  "branch.begin": is("citizen"),
  "branch.join": is("citizen"),
  "branch.write": coauthor,
  "branch.invite": coauthor,
  "branch.send": coauthor,
  "branch.leave": author,
  "queue.see": is("moderator"),
  "desk.see": is("official"),
  "record.read": anyone,
  "account.see": signedIn,
} as const satisfies Record<string, Predicate>;

export type Permission = keyof typeof permissions;

/** True when this person may do this to this thing. */
export function may(actor: Actor | null, permission: Permission, thing: Thing = {}): boolean {
  return permissions[permission](actor, thing);
}
