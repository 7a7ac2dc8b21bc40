// What stands around the text: people, places to look at, and the pages, as the HTML that is sent.
import { renderToString } from "preact-render-to-string";
import { describe, expect, it } from "vitest";
import { locales } from "@pliego/shared/i18n/translate.ts";
import type { DraftingPage } from "@pliego/shared/pages.ts";
import type { BlockChange } from "@pliego/shared/suggestions/views.ts";
import { wordsIn } from "../../catalogues.ts";
import { renderPage } from "../../entry-server.tsx";
import { card, revision } from "../../testing/consultation-samples.ts";
import { readingPage } from "../../testing/reading-samples.ts";
import { frameOf } from "../../testing/rendered-pages.ts";
import { piecesBetween } from "@pliego/shared/text/word-changes.ts";
import { Conflicts, readConflict } from "./conflicts.tsx";
import { PeopleHere } from "./people-here.tsx";
import { initials, peopleIn, personOf, tintOf } from "./people.ts";

const hostile = `</script><script>alert("1")</script><img src=x onerror='x'>`;
const words = wordsIn("es-MX");
const official = {
  viewer: { publicName: "Ana Ruiz", roles: ["official" as const] },
  path: "/consultas/datos-abiertos/redaccion",
};

describe("people", () => {
  it.each([
    ["Ana Ruiz", "AR"],
    ["Dirección de Normatividad", "DN"],
    ["ana", "A"],
    ["Ángela María Ñandú Pérez", "ÁP"],
    ["(sin nombre)", "N"],
    ["…", ""],
    ["数据 局", "数"],
  ])("[L6] the initials of %s are %s", (name, letters) => {
    expect(initials(name)).toBe(letters);
  });

  it("[L6] only a name and a known colour are taken from what arrives", () => {
    expect(personOf({ user: { name: " Ana ", color: "#14584c" }, cursor: {} })).toEqual({
      name: "Ana",
      tint: 1,
    });
    expect(personOf({ user: { name: "A", color: "red;background:url(x)" } })).toEqual({ name: "A", tint: 0 });
    for (const state of [null, 1, {}, { user: null }, { user: { name: 7 } }, { user: { name: "  " } }])
      expect(personOf(state)).toBeUndefined();
    expect(personOf({ user: { name: "x".repeat(500) } })?.name).toHaveLength(80);
    expect([tintOf("#5B3A8C"), tintOf(undefined), tintOf({})]).toEqual([4, 0, 0]);
  });

  it("[L6] each of the others stands once, in the order of names, and oneself is not among them", () => {
    const states = new Map<number, unknown>([
      [1, { user: { name: "Yo", color: "" } }],
      [2, { user: { name: "Zoe", color: "#8A1C3A" } }],
      [3, { user: { name: "Ana", color: "#1F4E79" } }],
      [4, { user: { name: "Ana", color: "#1F4E79" } }],
      [5, {}],
    ]);
    expect(peopleIn(states, 1)).toEqual([
      { name: "Ana", tint: 2 },
      { name: "Zoe", tint: 0 },
    ]);
  });

  it("[L6] names are shown, never run, and colours are classes", () => {
    const html = renderToString(
      <PeopleHere me={hostile} others={[{ name: `${hostile} B`, tint: 3 }]} words={words} />,
    );
    expect(html).not.toMatch(/<img|<script|style=/);
    expect(html).toContain('class="avatar tint-3"');
    expect(html).toContain("(tú)");
  });

  it("[L6] whoever has the room open in two windows is there once", () => {
    const others = ["Ana", "Luis"].map((name) => ({ name, tint: 0 }));
    const html = renderToString(<PeopleHere me="Ana" others={others} words={words} />);
    expect(html.match(/<li>/g)).toHaveLength(2);
    expect(html).toContain("Luis");
  });
});

describe("places to look at", () => {
  const kept = { revision: 3, before: "en una clínica", after: "en un hospital" };

  it("[L9] the room's note is read as JSON; what is none is passed over", () => {
    expect(readConflict("p1", JSON.stringify(kept))).toEqual({ block: "p1", ...kept });
    for (const other of ["{", "null", "7", '{"revision":"3"}', undefined, 5, []])
      expect(readConflict("p1", other)).toBeUndefined();
  });

  it("[L9] both wordings stand as one change, with the way to the block and the way to be done with it", () => {
    const view = (stands: boolean) =>
      renderToString(
        <Conflicts
          conflicts={[{ block: "p1", ...kept }]}
          stands={() => stands}
          onSeen={() => {}}
          words={words}
        />,
      );
    expect(view(true)).toContain("El texto oficial cambió donde ustedes estaban editando (versión 3).");
    expect(view(true)).toMatch(/<del>una clínica<\/del><ins>un hospital<\/ins>/);
    expect(view(true)).toContain('href="#p-p1"');
    expect(view(true)).toContain("Ya lo revisamos");
    expect(view(false)).not.toContain("href=");
  });

  it("[L9] a new block is all inserted, one taken out all deleted, and words are shown, never run", () => {
    expect(piecesBetween("", "Nuevo.")).toEqual([{ kind: "inserted", text: "Nuevo." }]);
    expect(piecesBetween("Viejo.", "")).toEqual([{ kind: "deleted", text: "Viejo." }]);
    const html = renderToString(
      <Conflicts
        conflicts={[{ block: hostile, revision: 2, before: hostile, after: `${hostile}!` }]}
        stands={() => true}
        onSeen={() => {}}
        words={words}
      />,
    );
    expect(html).not.toMatch(/<img|<script/);
  });
});

const changed: BlockChange = {
  block: "p1",
  kind: "changed",
  paragraph: 4,
  heading: "Artículo 1",
  pieces: [
    { kind: "same", text: "En un plazo " },
    { kind: "deleted", text: "razonable" },
    { kind: "inserted", text: "de diez días" },
  ],
};
const draft: DraftingPage = {
  consultation: card,
  latestNumber: 2,
  serverPath: "/live/rooms",
  roomName: "draft-datos-abiertos",
  mode: "write",
  epoch: "",
  keepAs: "",
  doc: null,
  changes: [changed],
  reasonLength: { min: 20, max: 5000 },
  reason: "",
  problem: null,
};

describe("the drafting page", () => {
  it.each(locales)(
    "[V40] says what it is, what changes and how to publish it, without script (%s)",
    (locale) => {
      const html = renderPage("drafting", draft, frameOf(locale, official));
      const { t } = wordsIn(locale);
      for (const sentence of [
        t("drafting.lead"),
        t("drafting.latest", { number: 2 }),
        t("drafting.publish", { number: 3 }),
        t("drafting.changes"),
      ])
        expect(html).toContain(sentence);
      expect(html).toMatch(/<noscript>[^]*JavaScript[^]*<\/noscript>/);
      expect(html).toMatch(/<del>razonable<\/del><ins>de diez días<\/ins>/);
      expect(html).toMatch(
        /<form[^>]*method="post"[^>]*action="[^"]*\/consultas\/datos-abiertos\/redaccion"/,
      );
      expect(html).toMatch(/<textarea[^>]*name="reason"[^>]*required/);
      expect(html).toMatch(/<div id="writing-bar"[^>]*hidden/);
    },
  );

  it("[V40] when nothing differs it says so, and there is nothing to publish", () => {
    const html = renderPage("drafting", { ...draft, changes: [] }, frameOf("es-MX", official));
    expect(html).toMatch(/<p id="no-changes"[^>]*>El borrador dice lo mismo que la versión 2/);
    expect(html).not.toMatch(/<p id="no-changes"[^>]*hidden/);
    expect(/<form[^>]*id="publish"[^>]*>/.exec(html)?.[0]).toContain("hidden");
  });

  it("[V41] a refused publication says why at the field and keeps the reason, even when nothing differs any more", () => {
    const problem = { status: 422, message: "error.reasonTooShort" as const, params: { count: 20 } };
    const html = renderPage(
      "drafting",
      { ...draft, changes: [], reason: "Corto", problem },
      frameOf("es-MX", official),
    );
    expect(html).toMatch(/id="problem" role="alert"/);
    expect(html).toMatch(/<textarea[^>]*aria-describedby="problem reason-hint"[^>]*>\s*Corto<\/textarea>/);
    expect(/<form[^>]*id="publish"[^>]*>/.exec(html)?.[0]).not.toContain("hidden");
  });

  it("[V40] every act of the toolbar is a button that tells its key", () => {
    const html = renderPage("drafting", draft, frameOf("es-MX", official));
    const tools = [...html.matchAll(/<button[^>]*data-do="(\w+)"[^>]*>/g)];
    expect(tools.map(([, does]) => does)).toEqual([
      "title",
      "chapter",
      "article",
      "paragraph",
      "fraction",
      "clause",
      "strong",
      "em",
      "undo",
      "redo",
    ]);
    for (const [tag] of tools) expect(tag).toMatch(/type="button"[^>]*aria-keyshortcuts="Control\+/);
  });

  it("[V9] what is written in the room and sent is shown, never run", () => {
    const pieces = [{ kind: "inserted" as const, text: hostile }];
    const html = renderPage(
      "drafting",
      {
        ...draft,
        consultation: { ...card, title: hostile },
        roomName: hostile,
        reason: `</textarea>${hostile}`,
        changes: [{ ...changed, block: hostile, heading: hostile, pieces }],
      },
      frameOf("es-MX", { ...official, viewer: { publicName: hostile, roles: ["official"] } }),
    );
    expect(html).not.toMatch(/<img|<script>/);
    expect(html.match(/<\/script>/g)).toHaveLength(2);
  });
});

describe("what a version changed", () => {
  const made = { ...revision, number: 3, reason: "Se fija un plazo.", madeBy: "decision" as const };

  it.each(locales)("[V42] gives the reason, what made it, both versions and each change (%s)", (locale) => {
    const { t } = wordsIn(locale);
    const html = renderPage(
      "changes",
      {
        consultation: card,
        revision: made,
        parent: 2,
        direct: true,
        folio: "PNDA-2026-00012",
        changes: [changed],
      },
      frameOf(locale),
    );
    expect(html).toContain("Se fija un plazo.");
    expect(html).toMatch(/href="[^"]*\/propuestas\/PNDA-2026-00012"/);
    expect(html).toMatch(/href="[^"]*\/versiones\/3"/);
    expect(html).toMatch(/href="[^"]*\/versiones\/2"/);
    expect(html).toContain(t("changes.title", { number: 3 }));
    expect(html).toMatch(/<del>razonable<\/del><ins>de diez días<\/ins>/);
  });

  it("[V43] the versions page and a version's own page lead to what it changed; the first version has nothing to show", () => {
    const versions = renderPage(
      "versions",
      { consultation: card, revisions: [revision, made] },
      frameOf("es-MX"),
    );
    expect(versions).toContain('href="/consultas/datos-abiertos/versiones/3/cambios"');
    expect(versions).not.toContain("/versiones/1/cambios");
    const reading = (number: number) =>
      renderPage(
        "reading",
        { ...readingPage, revision: { ...made, number }, latestNumber: number },
        frameOf("es-MX"),
      );
    expect(reading(3)).toContain('href="/consultas/datos-abiertos/versiones/3/cambios"');
    expect(reading(1)).not.toContain("/cambios");
  });

  it("[V43] the way to the drafting room is on the reading page, closed until the script knows an official is looking", () => {
    const html = renderPage("reading", readingPage, frameOf("es-MX"));
    expect(html).toMatch(/<p data-for="official" hidden><a href="\/consultas\/datos-abiertos\/redaccion">/);
  });
});
