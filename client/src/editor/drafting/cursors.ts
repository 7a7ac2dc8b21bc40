// The cursors of the others, with their names. Nothing that comes over the network becomes markup or style: names are
// text, colours choose one of the page's own classes. Rule L6.
import type { Plugin } from "prosemirror-state";
import { yCursorPlugin } from "y-prosemirror";
import type { Awareness } from "y-protocols/awareness";
import { personOf, tintOf } from "./people.ts";

/** Keeps a name from breaking the line, and the line from swallowing it. */
const joiner = "\u2060";

export const cursors = (awareness: Awareness): Plugin =>
  yCursorPlugin(awareness, {
    cursorBuilder: (user: unknown) => {
      const person = personOf({ user });
      const cursor = document.createElement("span");
      cursor.className = `cursor tint-${person?.tint ?? 0}`;
      cursor.ariaHidden = "true";
      const name = document.createElement("span");
      name.className = "cursor-name";
      name.textContent = person?.name ?? "…";
      cursor.append(joiner, name, joiner);
      return cursor;
    },
    selectionBuilder: (user: unknown) => ({ class: `selected tint-${tintOf(colourOf(user))}` }),
  }) as Plugin;

const colourOf = (user: unknown): unknown =>
  typeof user === "object" && user !== null && "color" in user ? user.color : undefined;
