// On a page that was cached for everybody, asks who is looking and puts in the header the name, or the way in, and the
// way to that person's work.
import type { Viewer } from "@pliego/shared/people/people.ts";
import type { ScriptWords } from "./script-words.ts";

export async function greet(page: Document, { session, signIn, work }: ScriptWords): Promise<void> {
  const link = page.querySelector<HTMLAnchorElement>("a[data-account]");
  if (link === null || session === undefined || signIn === undefined) return;
  const answer = await fetch(session, { headers: { accept: "application/json" } }).catch(() => null);
  // Not reached, or not able to say: the link still leads to the right place.
  if (answer === null || !answer.ok) return;
  const { viewer } = (await answer.json()) as { readonly viewer: Viewer | null };
  if (viewer === null) {
    link.textContent = signIn.label;
    link.href = signIn.href;
    return;
  }
  link.textContent = viewer.publicName;
  for (const { role, label, href } of work ?? []) {
    if (!viewer.roles.includes(role)) continue;
    const way = page.createElement("a");
    way.href = href;
    way.textContent = label;
    link.before(way);
  }
  for (const way of page.querySelectorAll<HTMLElement>("[data-for]"))
    way.hidden = !viewer.roles.some((role) => role === way.dataset["for"]);
  for (const invitation of page.querySelectorAll<HTMLElement>("[data-signed-out]")) invitation.hidden = true;
}
