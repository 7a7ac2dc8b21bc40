// The pages of writing together, and of watching the institution write, seen as the HTML that is sent.
import { describe, expect, it } from "vitest";
import { locales } from "@pliego/shared/i18n/translate.ts";
import { takeCode, forgetCode } from "../branches/invitation-code.live.ts";
import { wordsIn } from "../catalogues.ts";
import { renderPage } from "../entry-server.tsx";
import { namesIn } from "../suggestions/byline.tsx";
import { frameOf } from "../testing/rendered-pages.ts";
import { branchPage } from "../testing/room-samples.ts";
import { samples } from "../testing/samples.ts";

const citizen = { viewer: { publicName: "Ana Ruiz", roles: ["citizen" as const] } };
const [writing, watching] = samples.drafting;
/** What the editor looks for in a page where somebody writes. */
const parts = [
  ..."room opening writing-bar acts-bar people readers conflicts standing standing-words standing-said".split(
    " ",
  ),
  ..."standing-help no-changes publish publish-wait publish-button latest changes-list".split(" "),
];
const idsOf = (html: string) => [...html.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]);

describe("the page where a suggestion is written together", () => {
  it.each(locales)(
    "[L46] shows the text, who writes it, and forms to invite, send and leave (%s)",
    (locale) => {
      const html = renderPage("branch", branchPage, frameOf(locale, citizen));
      const { t, href } = wordsIn(locale);
      for (const path of [
        "/escribir/0a1b2c#publish",
        "/escribir/0a1b2c/invitacion#invite",
        "/escribir/0a1b2c/salir",
      ])
        expect(html).toContain(`method="post" action="${href(path)}"`);
      for (const sentence of [
        t("branch.lead"),
        t("branch.needsScript"),
        t("branch.authorsNote"),
        t("branch.leaveLast"),
      ])
        expect(html).toContain(sentence);
      const withoutScript = /<noscript><div class="sheet">[^]*?<\/noscript>/.exec(html)?.[0] ?? "";
      expect(withoutScript).toContain("Para los efectos de esta política se entiende por:");
      expect(html).toContain("<li>Ana Ruiz</li>");
    },
  );

  it("[L46] has every part that the editor looks for, once, as the drafting page has", () => {
    for (const html of [
      renderPage("branch", branchPage, frameOf("es-MX", citizen)),
      renderPage("drafting", writing!, frameOf("es-MX")),
    ]) {
      const ids = idsOf(html.replaceAll(/<noscript>[^]*?<\/noscript>/g, ""));
      for (const part of parts) expect(ids.filter((id) => id === part)).toEqual([part]);
    }
  });

  it("[L41] offers a new link, shows it once it is made, and says that it is not kept", () => {
    const html = renderPage("branch", samples.branch[1]!, frameOf("es-MX", citizen));
    const link = "https://pliego.example/escribir/0a1b/unirse#c0d1g0";
    expect(html).toMatch(
      new RegExp(`<div id="invite-link" class="field"><label for="link">[^]*value="${link}"`),
    );
    expect(html).toContain("Crear otro enlace");
    expect(renderPage("branch", branchPage, frameOf("es-MX", citizen))).toContain(
      '<div id="invite-link" class="field" hidden>',
    );
  });

  it("[V9] what people call themselves and write is shown, never run", () => {
    const hostile = `</script><script>alert(1)</script><img src=x onerror='x'>`;
    for (const html of [
      renderPage(
        "branch",
        {
          ...branchPage,
          authors: [hostile],
          rationale: `</textarea>${hostile}`,
          branch: hostile,
          roomName: hostile,
        },
        frameOf("es-MX", citizen),
      ),
      renderPage(
        "joining",
        { ...samples.joining[0]!, begunBy: hostile, branch: hostile },
        frameOf("es-MX", { viewer: { publicName: hostile, roles: ["citizen"] } }),
      ),
    ]) {
      expect(html).not.toMatch(/<img|<script>/);
      expect(html.match(/<\/script>/g)).toHaveLength(2);
    }
  });
});

describe("the page of an invitation", () => {
  it("[L46] says who began it and under which name one joins; the code can be typed, with its hint", () => {
    const html = renderPage("joining", samples.joining[0]!, frameOf("es-MX", citizen));
    expect(html).toContain("La empezó Luis Mora.");
    expect(html).toContain("tu nombre público, Ana Ruiz, aparecerá como coautora o coautor");
    expect(html).toContain('<label for="code">Código de invitación</label>');
    expect(html).toMatch(/<input id="code" name="code"[^>]*aria-describedby="code-hint"/);
    expect(html).toContain("Unirme</button>");
  });

  it("[L41] the code leaves the address at once, waits in the tab while one signs in, and is forgotten then", () => {
    const kept = new Map<string, string>();
    const open = (hash: string) => {
      const addresses: string[] = [];
      const defaultView = {
        location: { hash, pathname: "/escribir/b/unirse", search: "" },
        history: { replaceState: (_state: unknown, _title: string, url: string) => void addresses.push(url) },
        sessionStorage: {
          getItem: (name: string) => kept.get(name) ?? null,
          setItem: (name: string, value: string) => void kept.set(name, value),
          removeItem: (name: string) => void kept.delete(name),
        },
      };
      return { page: { defaultView } as unknown as Document, addresses };
    };
    const first = open("#c0d1g0");
    expect(takeCode(first.page, "b")).toBe("c0d1g0");
    expect(first.addresses).toEqual(["/escribir/b/unirse"]);
    expect(takeCode(open("").page, "b")).toBe("c0d1g0");
    expect(takeCode(open("").page, "another")).toBeUndefined();
    forgetCode(open("").page, "b");
    expect(takeCode(open("").page, "b")).toBeUndefined();
  });

  it("[L46] who has not signed in is led there and back", () => {
    const html = renderPage("joining", samples.joining[2]!, frameOf("en", { viewer: null }));
    expect(html).toContain('href="/en/entrar?next=%2Fen%2Fescribir%2F0a1b2c%2Funirse"');
    expect(html).not.toContain("<form class");
  });
});

it.each(locales)("[L45] who watches the drafting sees the text and no form (%s)", (locale) => {
  const html = renderPage("drafting", watching!, frameOf(locale, { viewer: null }));
  const { t } = wordsIn(locale);
  expect(html).toContain(t("drafting.watchLead"));
  expect(html).toContain("Para los efectos de esta política se entiende por:");
  expect(/<main[^]*<\/main>/.exec(html)?.[0]).not.toMatch(/<form|<button|<textarea/);
  const ids = idsOf(html);
  for (const part of ["room", "opening", "standing", "standing-words", "standing-said"])
    expect(ids).toContain(part);
  expect(html).toContain('"mode":"watch"');
});

it("[S42] authors are listed as each language lists people", () => {
  const three = { authorName: "Ana", coauthors: ["Luis", "Inés"] };
  expect(namesIn(three, { locale: "es-MX" })).toBe("Ana, Luis e Inés");
  expect(namesIn(three, { locale: "en" })).toBe("Ana, Luis, and Inés");
  expect(namesIn({ authorName: "Ana", coauthors: ["Luis"] }, { locale: "es-MX" })).toBe("Ana y Luis");
  expect(namesIn({ authorName: "Ana" }, { locale: "es-MX" })).toBe("Ana");
});
