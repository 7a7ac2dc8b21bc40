// Promises of every page, seen as the HTML that is sent.
import { describe, expect, it } from "vitest";
import { renderPage } from "../entry-server.tsx";
import { card, revision } from "../testing/consultation-samples.ts";
import { readingPage } from "../testing/reading-samples.ts";
import { everyPage, frameOf } from "../testing/rendered-pages.ts";
import { samples } from "../testing/samples.ts";
import { doc } from "../testing/text-samples.ts";

const reading = (changes: object = {}) =>
  renderPage("reading", { ...readingPage, ...changes }, frameOf("es-MX"));

describe("every page", () => {
  it.each(everyPage())(
    "[V6] $called is a whole document in its language, with nothing inline that runs or styles",
    ({ html, locale }) => {
      expect(html).toMatch(new RegExp(`^<!doctype html><html lang="${locale}"`));
      expect(html).toMatch(/<title>[^<]+<\/title>/);
      expect(html).toMatch(/<meta name="description" content="[^"]+"/);
      expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=|javascript:/i);
      for (const [, attributes, content] of html.matchAll(/<script([^>]*)>([^]*?)<\/script>/g)) {
        if (attributes?.includes("application/json")) JSON.parse(content ?? "");
        else expect(content).toBe("");
      }
      expect(html.match(/<h1/g)).toHaveLength(1);
    },
  );

  it.each(everyPage())("[V8] $called shows no key, no gap and no value that is missing", ({ html }) => {
    const shown = html.replaceAll(/<script[^]*?<\/script>/g, "").replaceAll(/<head>[^]*<\/head>/g, "");
    expect(shown).not.toMatch(/\{\w+\}/);
    expect(shown).not.toMatch(/undefined|NaN|\[object|Invalid Date/);
    expect(shown).not.toMatch(/>\s*[a-z]\w+\.[a-z][\w.-]+\s*</);
  });

  it.each(everyPage())("[V14] $called has headings that never skip a level", ({ html }) => {
    const levels = [...html.matchAll(/<h([1-6])/g)].map((match) => Number(match[1]));
    for (const [at, level] of levels.slice(1).entries())
      expect(level - (levels[at] ?? 0)).toBeLessThanOrEqual(1);
  });

  it("[V6] a page has one address per language, and says so", () => {
    const html = renderPage("home", { consultations: [] }, frameOf("en", { path: "/" }));
    expect(html).toContain('<link rel="canonical" href="/en"/>');
    expect(html).toContain('<link rel="alternate" hreflang="es-MX" href="/"/>');
    expect(html).toMatch(/<a href="\/" hreflang="es-MX" lang="es-MX">Español<\/a>/);
  });
});

describe("hostile words", () => {
  const hostile = `</script><script>alert("1")</script><img src=x onerror='x'>`;

  it("[V9] what people and documents write is shown, never run", () => {
    const consultation = { ...card, title: hostile, summary: hostile, institution: hostile, slug: hostile };
    const revisions = [{ ...revision, reason: hostile, hash: hostile }];
    const viewer = { publicName: hostile, roles: ["official" as const] };
    const problem = { status: 409, message: "error.slugTaken" as const, params: { slug: hostile } };
    const preview = {
      doc,
      warnings: [{ kind: "link-dropped" as const, excerpt: hostile }],
      blocks: 1,
      words: 1,
    };
    const frame = frameOf("es-MX", { viewer, siteName: hostile, path: `/${hostile}` });
    const pages = [
      renderPage("home", { consultations: [consultation] }, frameOf("es-MX", { path: `/${hostile}` })),
      renderPage("reading", { ...readingPage, consultation, latestNumber: 2 }, frame),
      renderPage("versions", { consultation, revisions }, frame),
      renderPage(
        "record",
        { consultation, entries: [{ seq: 1, type: hostile, object: "", at: card.opensAt, hash: hostile }] },
        frame,
      ),
      renderPage("signIn", { next: hostile, email: hostile, problem, demonstrationPeople: [] }, frame),
      renderPage("account", { email: hostile, suggestions: [], notices: [] }, frame),
      renderPage(
        "importing",
        {
          title: hostile,
          slug: hostile,
          markdown: `</textarea>${hostile}`,
          closesAt: hostile,
          problem,
          preview,
        },
        frame,
      ),
      renderPage("problem", { problem, requestId: hostile }, frame),
    ];
    for (const html of pages) {
      expect(html).not.toContain("<img src=x");
      expect(html).not.toContain("<script>alert");
      expect(html.match(/<\/script>/g)).toHaveLength(2);
    }
  });
});

describe("the reading page", () => {
  it("[V10] every block has its permanent address, once", () => {
    const html = reading();
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of [
      "t",
      "c1",
      "a1",
      "p1",
      "i1",
      "i2",
      "i3",
      "p2",
      "q1",
      "tb",
      "h1",
      "d2",
      "ru",
      "co",
      "a2",
      "f1",
    ]) {
      expect(ids).toContain(`p-${id}`);
      expect(html).toContain(`data-block="${id}"`);
    }
  });

  it("[V10] a paragraph's number is the link to its address", () => {
    expect(reading()).toMatch(/<a class="place" href="#p-i1" aria-label="Párrafo 2">2<\/a>/);
  });

  it("[V10] the contents lead to every heading", () => {
    const contents = /<nav id="outline"[^]*?<\/nav>/.exec(reading())?.[0] ?? "";
    expect([...contents.matchAll(/href="#p-(\w+)"/g)].map((match) => match[1])).toEqual(["c1", "a1", "a2"]);
  });

  it("[V11] an older version says so and leads to the current one; the current one does not", () => {
    const notice = "Lees la versión 1. La versión vigente es la 3.";
    expect(reading({ latestNumber: 3 })).toContain(notice);
    expect(reading({ latestNumber: 3 })).toContain(
      '<a href="/consultas/datos-abiertos">Leer la versión vigente</a>',
    );
    expect(reading().replaceAll(/<script[^]*?<\/script>/g, "")).not.toContain("vigente");
  });

  it("[V11] the version and its whole hash stand at the foot", () => {
    const foot = /<footer class="site-foot">[^]*<\/footer>/.exec(reading())?.[0];
    expect(foot).toContain("Versión 1");
    expect(foot).toContain(revision.hash);
  });

  it("[V12] a page for everybody knows nobody, and its account link fits everybody", () => {
    expect(reading()).toMatch(/<a href="\/cuenta" data-account[^>]*>Mi cuenta<\/a>/);
    expect(reading()).toContain('"session":"/api/sesion"');
  });

  it("[V12] the text keeps its own language on a page in another", () => {
    const html = renderPage("reading", samples.reading[0]!, frameOf("en"));
    expect(html).toContain('<div class="policy" lang="es-MX">');
    expect(html).toContain("How to take part");
  });

  it.each([
    [{ daysLeft: 23 }, "Quedan 23 días: la consulta cierra el 30 de junio de 2026."],
    [{ daysLeft: 1 }, "Queda 1 día: la consulta cierra el 30 de junio de 2026."],
    [{ daysLeft: 0 }, "Hoy es el último día: la consulta cierra a las 23:59, hora de la Ciudad de México."],
    [{ daysLeft: -1 }, "La consulta cerró el 30 de junio de 2026."],
    [{ phase: "study" as const, daysLeft: -1 }, "La institución estudia lo que recibió."],
    [{ phase: "preparation" as const }, "La consulta abre el 3 de mayo de 2026."],
  ])("[V13] the deadline is a sentence with its date: %o", (changes, sentence) => {
    expect(reading({ consultation: { ...card, ...changes } })).toContain(sentence);
  });
});

describe("forms", () => {
  const signIn = (at: 0 | 1) => renderPage("signIn", samples.signIn[at]!, frameOf("es-MX", { viewer: null }));
  const importing = (at: 0 | 1 | 2) => renderPage("importing", samples.importing[at]!, frameOf("es-MX"));

  it("[V15] a refused sign-in keeps the e-mail and where to go next, never the password, and tells the fields", () => {
    const html = signIn(1);
    expect(html).toMatch(/<input[^>]*id="email"[^>]*value="ana@example.org"/);
    expect(html).toMatch(/<input type="hidden" name="next" value="\/cuenta"\/>/);
    expect(/<input id="password"[^>]*>/.exec(html)?.[0]).not.toContain("value=");
    expect(html).toMatch(/id="password"[^>]*aria-describedby="sign-in-problem"/);
    expect(html).toMatch(/id="sign-in-problem" role="alert"/);
  });

  it("[V15] demonstration people are offered only when given", () => {
    expect(signIn(0)).not.toContain("demostración");
    expect(signIn(1)).toContain("Entrar como participante");
  });

  it("[V15] a document travels whole in the form, empty first lines too", () => {
    const area = /<textarea[^>]*>([^]*?)<\/textarea>/.exec(importing(1))?.[1];
    // The first line break of a textarea is not part of its value.
    expect(area?.replace(/^\n/, "")).toBe("\n\n# Datos\n");
  });

  it("[V15] publishing is offered only after the document has been seen", () => {
    expect(importing(0)).not.toContain('value="publish"');
    expect(importing(1)).not.toContain('value="publish"');
    expect(importing(2)).toContain('value="publish"');
    expect(importing(2)).toContain("Línea 12: Había código HTML; quedó como texto, a la vista: «&lt;div>».");
  });
});
