import { expect, test } from "vitest";
import type { Actor, Role } from "./people.ts";
import { may, permissions, type Permission, type Thing } from "./permissions.ts";

const person = (...roles: Role[]): Actor => ({ id: "a", publicName: "A", roles });
const everybody: Readonly<Record<string, Actor | null>> = {
  nobody: null,
  citizen: person("citizen"),
  moderator: person("moderator"),
  official: person("official"),
  admin: person("admin"),
};

const nobodyElse = { authorIds: ["somebody else"] };
const own = { authorIds: ["a"] };
const together = { authorIds: ["somebody else", "a"] };

/** Who may, spelled out by hand: the answer that the table must give for every role, allowed and denied side by side. */
const everyone = ["nobody", "citizen", "moderator", "official", "admin"];
const table: readonly (readonly [Permission, Thing, readonly string[]])[] = [
  ["policy.read", {}, everyone],
  ["policy.import", {}, ["official"]],
  ["policy.draft", {}, ["official"]],
  ["policy.watch", {}, ["official"]],
  ["policy.watch", { watchable: false }, ["official"]],
  ["policy.watch", { watchable: true }, everyone],
  ["policy.openDrafting", {}, ["official"]],
  ["record.read", {}, everyone],
  ["account.see", {}, ["citizen", "moderator", "official", "admin"]],
  ["suggestion.submit", {}, ["citizen"]],
  ["suggestion.withdraw", own, ["citizen", "moderator", "official", "admin"]],
  ["suggestion.withdraw", nobodyElse, []],
  ["suggestion.read", { ...nobodyElse, published: true }, everyone],
  ["suggestion.read", { ...nobodyElse, published: false }, ["moderator"]],
  ["suggestion.read", { ...own, published: false }, ["citizen", "moderator", "official", "admin"]],
  ["suggestion.moderate", nobodyElse, ["moderator"]],
  ["suggestion.moderate", own, []],
  ["suggestion.decide", nobodyElse, ["official"]],
  ["suggestion.decide", own, []],
  ["suggestion.decide", together, []],
  ["suggestion.moderate", together, []],
  ["suggestion.withdraw", together, ["citizen", "moderator", "official", "admin"]],
  ["branch.begin", {}, ["citizen"]],
  ["branch.join", {}, ["citizen"]],
  ["branch.write", own, ["citizen"]],
  ["branch.write", together, ["citizen"]],
  ["branch.write", nobodyElse, []],
  ["branch.invite", own, ["citizen"]],
  ["branch.invite", nobodyElse, []],
  ["branch.send", together, ["citizen"]],
  ["branch.send", nobodyElse, []],
  ["branch.leave", own, ["citizen", "moderator", "official", "admin"]],
  ["branch.leave", nobodyElse, []],
  ["queue.see", {}, ["moderator"]],
  ["desk.see", {}, ["official"]],
];

test.each(table)("[U1] %s of %j: exactly those who may, may (%j)", (permission, thing, allowed) => {
  expect(Object.keys(everybody).filter((who) => may(everybody[who] ?? null, permission, thing))).toEqual(
    allowed,
  );
});

test("[U1] every permission of the table is spelled out above", () => {
  expect(new Set(table.map(([permission]) => permission))).toEqual(new Set(Object.keys(permissions)));
});
