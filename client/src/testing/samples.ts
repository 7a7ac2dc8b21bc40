// One of each page, with real policy words, for the tests of pages.
import { locales, type Locale } from "@pliego/shared/i18n/translate.ts";
import { participationRules } from "@pliego/shared/moderation/rules.ts";
import { noticeKinds } from "@pliego/shared/notifications/notices.ts";
import type {
  BranchPage,
  CaseLine,
  ConsultationCard,
  DecisionLine,
  DeskPage,
  Frame,
  PageName,
  Pages,
  ProposePage,
  ReadingPage,
  RecordLine,
  RevisionLine,
  SuggestionPage,
} from "@pliego/shared/pages.ts";
import { fits, suggestionStates } from "@pliego/shared/suggestions/suggestion.ts";
import { makeBlock } from "@pliego/shared/text/blocks.ts";
import type { DocJSON, InlineJSON } from "@pliego/shared/text/types.ts";
import { renderPage } from "../entry-server.tsx";
import {
  competing,
  contested,
  everyEdit,
  replaced,
  similar,
  suggested,
  unfitEdits,
} from "./suggestion-samples.ts";

const words = (text: string): readonly InlineJSON[] => [{ type: "text", text }];
const cell = (id: string, text: string, header: boolean) =>
  ({ type: "cell", attrs: { header, align: "" }, content: [makeBlock({ id }, words(text))] }) as const;

export const doc: DocJSON = {
  type: "doc",
  content: [
    makeBlock({ id: "t", kind: "title", level: 1 }, words("Política Nacional de Datos Abiertos")),
    makeBlock({ id: "c1", kind: "chapter", level: 2 }, words("Capítulo I. Disposiciones generales")),
    makeBlock({ id: "a1", kind: "article", level: 4 }, words("Artículo 1. Definiciones")),
    makeBlock({ id: "p1" }, words("Para los efectos de esta política se entiende por:")),
    makeBlock({ id: "i1", kind: "item", list: "upper-roman" }, words("Catálogo: el sitio único.")),
    makeBlock({ id: "i2", kind: "item", list: "upper-roman" }, words("Coordinación: 数据 📊 بيانات.")),
    makeBlock(
      { id: "i3", kind: "item", list: "lower-alpha", level: 1, delimiter: ")" },
      words("La nacional."),
    ),
    makeBlock({ id: "p2", level: 1 }, words("Un párrafo dentro de la fracción II.")),
    makeBlock({ id: "q1", quote: 1 }, words("Lo que se hizo con el esfuerzo de todas las personas.")),
    {
      type: "table",
      attrs: { id: "tb" },
      content: [
        { type: "row", attrs: { id: "r1" }, content: [cell("h1", "Nivel", true), cell("h2", "Plazo", true)] },
        { type: "row", attrs: { id: "r2" }, content: [cell("d1", "1", false), cell("d2", "60 días", false)] },
      ],
    },
    makeBlock({ id: "ru", kind: "rule" }),
    makeBlock({ id: "co", kind: "code" }, words("clave,valor")),
    makeBlock({ id: "a2", kind: "article", level: 4 }, words("Artículo 2. Ámbito")),
    makeBlock({ id: "f1", kind: "footnote", label: "1" }, words("Con fecha de corte.")),
  ],
};

export const card: ConsultationCard = {
  slug: "datos-abiertos",
  title: "Política Nacional de Datos Abiertos",
  summary: "Dice qué datos deben publicar las instituciones.",
  institution: "Coordinación Nacional de Datos",
  phase: "open",
  opensAt: "2026-05-03T15:00:00.000Z",
  closesAt: "2026-07-01T05:59:59.000Z",
  daysLeft: 23,
};

export const revision: RevisionLine = {
  number: 1,
  hash: "3f9a1c07b2d84e5566aa90bb12cd34ef56789a0b1c2d3e4f5061728394a5b6c7",
  publishedAt: "2026-05-03T15:04:00.000Z",
  reason: "",
  madeBy: "import",
};

export const readingPage: ReadingPage = {
  consultation: card,
  revision,
  latestNumber: 1,
  doc,
  version: 7,
  open: true,
  margin: {},
  decisions: [],
};

const written = "Los entes públicos publicarán sus datos en un plazo razonable y en formatos abiertos.";

export const accepted: DecisionLine = {
  folio: suggested.folio,
  outcome: "accepted",
  reason: "Diez días hábiles es el plazo que ya cumplen las oficinas que publican cada mes.",
  officialName: "Dirección de Normatividad",
  at: "2026-06-09T17:00:00.000Z",
  revision: 2,
};

export const entries: readonly RecordLine[] = [
  { seq: 3, type: "submit", object: suggested.folio, at: suggested.submittedAt, hash: revision.hash },
  { seq: 5, type: "decide", object: suggested.folio, at: accepted.at, hash: `ab${revision.hash.slice(2)}` },
];

const caseLine: CaseLine = {
  folio: suggested.folio,
  consultationTitle: card.title,
  paragraph: 1,
  heading: "Artículo 1. Definiciones",
  authorName: "Ana Ruiz",
  fit: "clean",
  submittedAt: suggested.submittedAt,
};
const caseLines: readonly CaseLine[] = [
  caseLine,
  ...fits
    .filter((fit) => fit !== "clean")
    .map((fit, at): CaseLine => ({ ...caseLine, folio: `PNDA-2026-0005${at}`, fit })),
  {
    folio: "PNDA-2026-00013",
    consultationTitle: card.title,
    paragraph: 0,
    heading: "",
    authorName: "Colectivo Datos para Todas",
    fit: "conflict",
    submittedAt: "2026-06-03T16:20:00.000Z",
  },
];

export const proposePage: ProposePage = {
  consultation: card,
  block: "p1",
  paragraph: 1,
  heading: "Artículo 1. Definiciones",
  base: 1,
  original: makeBlock({ id: "p1" }, words(written)),
  originalWords: written,
  words: written,
  rationale: "",
  key: "0123456789abcdefghij",
  rationaleLength: { min: 20, max: 1000 },
  problem: null,
  current: null,
};

export function frameOf(locale: Locale, changes: Partial<Frame> = {}): Frame {
  return {
    locale,
    path: "/consultas/datos-abiertos",
    siteName: "Pliego",
    viewer: undefined,
    demonstration: false,
    assets: { script: "/assets/a.js", styles: ["/assets/a.css"], preloads: ["/assets/serif.woff2"] },
    ...changes,
  };
}

export const contestedPage: SuggestionPage = {
  consultation: card,
  suggestion: contested,
  mine: true,
  competing,
  similar,
  mayWithdraw: true,
  decision: null,
  moderation: null,
  entries: entries.slice(0, 1),
};

const deskCurrent = {
  suggestion: suggested,
  consultation: card,
  latestNumber: 4,
  simulated: suggested.places,
  edits: suggested.places.flatMap(({ sentences }) =>
    sentences.map((sentence) => ({ fit: "clean" as const, sentence })),
  ),
  competing: [],
  similar: [],
  hash: `sha256:${revision.hash}`,
} satisfies DeskPage["current"];

/** The desk with one suggestion open, which waits. */
export const deskPage = (changes: Partial<NonNullable<DeskPage["current"]>> = {}): DeskPage => ({
  cases: caseLines,
  current: { ...deskCurrent, ...changes },
  decided: null,
  draft: { outcome: "", reason: "" },
  problem: null,
});

const writingIn = (roomName: string) => ({
  serverPath: "/live/rooms",
  roomName,
  mode: "write" as const,
  epoch: "0f1e",
  keepAs: "5f".repeat(32),
});

export const branchPage: BranchPage = {
  consultation: card,
  branch: "0a1b2c",
  latestNumber: 2,
  ...writingIn("branch-0a1b2c"),
  doc,
  changes: [],
  authors: ["Ana Ruiz"],
  mostAuthors: 20,
  invitation: { isOpen: false, link: "" },
  rationale: "",
  rationaleLength: { min: 20, max: 1000 },
  problem: null,
};

const refusal = { status: 422, message: "error.importEmpty", params: {} } as const;

export const samples: { readonly [N in PageName]: readonly Pages[N][] } = {
  home: [
    { consultations: [] },
    {
      consultations: [
        card,
        { ...card, slug: "b", phase: "preparation" },
        { ...card, slug: "c", phase: "study", daysLeft: -3 },
        { ...card, slug: "d", phase: "closed", daysLeft: -30 },
        { ...card, slug: "e", phase: "followup", daysLeft: -90 },
        { ...card, slug: "f", daysLeft: 0 },
        { ...card, slug: "g", daysLeft: 1 },
      ],
    },
  ],
  reading: [
    readingPage,
    {
      ...readingPage,
      consultation: { ...card, summary: "" },
      latestNumber: 3,
      margin: {},
      decisions: [accepted, { ...accepted, folio: "PNDA-2026-00002", outcome: "rejected", revision: 0 }],
    },
    { ...readingPage, doc: { type: "doc" } },
    {
      ...readingPage,
      margin: {
        p1: { waiting: 1, decided: 0 },
        i2: { waiting: 3, decided: 1 },
        a2: { waiting: 12, decided: 0 },
        d2: { waiting: 0, decided: 1 },
        f1: { waiting: 1, decided: 1 },
      },
      decisions: [accepted],
    },
    { ...readingPage, open: false, margin: { p1: { waiting: 0, decided: 2 } } },
  ],
  versions: [
    { consultation: card, revisions: [] },
    {
      consultation: card,
      revisions: [
        revision,
        { ...revision, number: 2, reason: "Se aclaró un plazo.", madeBy: "institutional" },
      ],
    },
  ],
  record: [
    { consultation: card, entries: [] },
    {
      consultation: card,
      entries: ["publish", "submit", "moderate", "decide", "withdraw", "unheard-of"].map((type, at) => ({
        seq: at + 1,
        type,
        object: "x",
        at: revision.publishedAt,
        hash: revision.hash,
      })),
    },
  ],
  signIn: [
    { next: "/cuenta", email: "", problem: null, demonstrationPeople: [] },
    {
      next: "/cuenta",
      email: "ana@example.org",
      problem: { status: 401, message: "error.signInFailed", params: {} },
      demonstrationPeople: [{ email: "demo@example.org", password: "de mostración", role: "citizen" }],
    },
  ],
  account: [
    { email: "ana@example.org", suggestions: [], notices: [] },
    {
      email: "ana@example.org",
      suggestions: suggestionStates.map((state, at) => ({
        ...caseLine,
        folio: `PNDA-2026-0001${at}`,
        consultation: card.slug,
        state,
        fit: at === 1 ? "conflict" : "clean",
      })),
      notices: noticeKinds.map((kind, at) => ({
        kind,
        folio: `PNDA-2026-0001${at}`,
        consultation: card.slug,
        rule: kind === "suggestion-hidden" ? "respect" : "",
        words: at === 1 || at === 2 ? accepted.reason : "",
        by: kind === "suggestion-withdrawn" ? "Ana Ruiz" : "",
        at: accepted.at,
      })),
    },
  ],
  suggestions: [
    { consultation: card, suggestions: [], decisions: [] },
    {
      consultation: card,
      suggestions: [
        { ...suggested, folio: "PNDA-2026-00014", fit: "conflict" },
        { ...contested, folio: "PNDA-2026-00015" },
        { ...suggested, state: "accepted" },
      ],
      decisions: [accepted],
    },
  ],
  suggestion: [
    ...suggestionStates.flatMap((state) =>
      [true, false].map((mine) => ({
        consultation: card,
        suggestion: { ...suggested, state, fit: mine ? ("clean" as const) : ("conflict" as const) },
        mine,
        competing: [],
        similar: [],
        mayWithdraw: mine && (state === "in_review" || state === "published"),
        decision:
          state === "accepted"
            ? accepted
            : state === "rejected"
              ? { ...accepted, outcome: "rejected" as const, revision: 0 }
              : null,
        moderation:
          state === "in_review"
            ? null
            : {
                verdict: state === "hidden" ? ("hide" as const) : ("approve" as const),
                rule: state === "hidden" ? ("personal-data" as const) : ("" as const),
                sentence:
                  state === "hidden" ? "Trae el teléfono de una persona; quítalo y envíala de nuevo." : "",
                at: suggested.submittedAt,
              },
        entries,
      })),
    ),
    contestedPage,
    {
      ...contestedPage,
      mine: false,
      mayWithdraw: false,
      suggestion: {
        ...contested,
        fit: "shifted",
        signers: Array.from({ length: 12 }, (_, at) => ({
          folio: `PNDA-2026-0007${at}`,
          authorName: `Persona ${at + 1}`,
        })),
        places: suggested.places.map((place) => ({
          ...place,
          pieces: [
            { kind: "deleted", text: "Lo dispuesto en el artículo anterior es optativo." },
            { kind: "inserted", text: "\nUno.\nDos." },
          ],
          sentences: everyEdit,
        })),
      },
    },
  ],
  propose: [
    proposePage,
    {
      ...proposePage,
      words: "Los entes públicos publicarán sus datos en diez días.",
      rationale: "Porque sí.",
      problem: { status: 422, message: "error.rationaleTooShort", params: { count: 20 } },
    },
    {
      ...proposePage,
      words: "Los entes públicos publicarán sus datos en diez días.",
      rationale: suggested.rationale,
      problem: { status: 409, message: "error.stale", params: {} },
      current: { base: 2, words: "Los entes públicos publicarán sus datos cada mes." },
    },
    { ...proposePage, problem: { status: 401, message: "error.signInNeeded", params: {} } },
  ],
  queue: [
    { cases: [], current: null, rules: participationRules, draft: { rule: "", sentence: "" }, problem: null },
    {
      cases: caseLines,
      current: null,
      rules: participationRules,
      draft: { rule: "", sentence: "" },
      problem: null,
    },
    {
      cases: caseLines,
      current: { suggestion: { ...suggested, state: "in_review", publishedAt: null }, consultation: card },
      rules: participationRules,
      draft: { rule: "", sentence: "" },
      problem: null,
    },
    {
      cases: caseLines,
      current: { suggestion: { ...suggested, state: "in_review", publishedAt: null }, consultation: card },
      rules: participationRules,
      draft: { rule: "respect", sentence: "No." },
      problem: { status: 422, message: "error.sentenceTooShort", params: { count: 10 } },
    },
    {
      cases: [],
      current: { suggestion: suggested, consultation: card },
      rules: participationRules,
      draft: { rule: "respect", sentence: "Insulta." },
      problem: { status: 409, message: "error.stale", params: {} },
    },
  ],
  desk: [
    { cases: [], current: null, decided: null, draft: { outcome: "", reason: "" }, problem: null },
    deskPage({ latestNumber: 1 }),
    {
      ...deskPage({
        suggestion: { ...suggested, fit: "conflict" },
        simulated: null,
        edits: unfitEdits.slice(0, 1),
      }),
      draft: { outcome: "accepted", reason: "Un motivo que se quedó." },
      problem: { status: 409, message: "error.noExactPlace", params: {} },
    },
    {
      ...deskPage({ suggestion: { ...suggested, state: "accepted" }, latestNumber: 2, simulated: null }),
      decided: accepted,
      draft: { outcome: "rejected", reason: "Lo que había escrito." },
      problem: { status: 409, message: "error.alreadyDecided", params: {} },
    },
    deskPage({ suggestion: { ...contested, fit: "orphaned" }, simulated: null, edits: unfitEdits }),
    deskPage({
      suggestion: { ...suggested, fit: "absorbed" },
      simulated: [],
      edits: [{ fit: "absorbed", sentence: replaced }],
    }),
    ...(["relocated", "shifted"] as const).map((fit) =>
      deskPage({
        suggestion: { ...contested, fit },
        edits: [{ fit, sentence: replaced }],
        competing,
        similar,
      }),
    ),
  ],
  importing: [
    { title: "", slug: "", markdown: "", closesAt: "2026-07-01", problem: null, preview: null },
    {
      title: "Datos",
      slug: "datos",
      markdown: "\n\n# Datos\n",
      closesAt: "2026-07-01",
      problem: refusal,
      preview: null,
    },
    {
      title: "Datos",
      slug: "datos",
      markdown: "# Datos\n\nTexto.",
      closesAt: "2026-07-01",
      problem: null,
      preview: {
        doc,
        warnings: [
          { kind: "html-kept-as-text", line: 12, excerpt: "<div>" },
          { kind: "link-dropped", excerpt: "aquí" },
        ],
        blocks: 13,
        words: 60,
      },
    },
  ],
  changes: [
    { consultation: card, revision, parent: 0, direct: true, folio: "", changes: [] },
    {
      consultation: card,
      revision: { ...revision, number: 2, reason: accepted.reason, madeBy: "decision" },
      parent: 1,
      direct: true,
      folio: suggested.folio,
      changes: (["changed", "added", "removed", "restyled", "moved"] as const).map((kind) => ({
        kind,
        block: kind,
        paragraph: 1,
        heading: "Artículo 1. Definiciones",
        pieces: suggested.places.flatMap(({ pieces }) => pieces),
      })),
    },
  ],
  drafting: [
    {
      consultation: card,
      latestNumber: 2,
      ...writingIn("draft-datos-abiertos"),
      doc: null,
      changes: [],
      reasonLength: { min: 20, max: 5000 },
      reason: "",
      problem: null,
    },
    {
      consultation: { ...card, watchable: true },
      latestNumber: 2,
      ...writingIn("draft-datos-abiertos"),
      mode: "watch",
      keepAs: "",
      doc,
      changes: [],
      reasonLength: { min: 20, max: 5000 },
      reason: "",
      problem: null,
    },
  ],
  branchBeginning: [{ consultation: card, block: "p1", paragraph: 1, heading: "Artículo 1. Definiciones" }],
  branch: [
    branchPage,
    {
      ...branchPage,
      changes: [
        {
          kind: "changed",
          block: "p1",
          paragraph: 1,
          heading: "Artículo 1. Definiciones",
          pieces: suggested.places.flatMap(({ pieces }) => pieces),
        },
      ],
      authors: ["Ana Ruiz", "Luis Mora", "Eva Ñuñez"],
      invitation: { isOpen: true, link: "https://pliego.example/escribir/0a1b/unirse#c0d1g0" },
      rationale: "Porque sí.",
      problem: { status: 422, message: "error.rationaleTooShort", params: { count: 20 } },
    },
  ],
  joining: [
    { consultation: card, branch: "0a1b2c", begunBy: "Luis Mora", signedOut: false, problem: null },
    {
      consultation: card,
      branch: "0a1b2c",
      begunBy: "Luis Mora",
      signedOut: false,
      problem: { status: 422, message: "error.invitationWrong", params: {} },
    },
    { consultation: card, branch: "0a1b2c", begunBy: "Luis Mora", signedOut: true, problem: null },
  ],
  problem: [401, 403, 404, 409, 410, 429, 500, 503].map((status) => ({
    problem: { status, message: "error.tooMany", params: { minutes: 3 } },
    requestId: "01J9Z6",
  })),
};

/** Every sample of every page in every language, as HTML. */
export function everyPage(): readonly {
  readonly called: string;
  readonly locale: Locale;
  readonly html: string;
}[] {
  return locales.flatMap((locale) =>
    (Object.keys(samples) as PageName[]).flatMap((name) =>
      samples[name].map((data, at) => ({
        called: `${name} ${at + 1} in ${locale}`,
        locale,
        html: renderPage(name, data as never, frameOf(locale, viewerFor(name))),
      })),
    ),
  );
}

const personal: ReadonlySet<PageName> = new Set([
  "account",
  "importing",
  "suggestion",
  "queue",
  "desk",
  "drafting",
  "branchBeginning",
  "branch",
  "joining",
]);

const viewerFor = (name: PageName): Partial<Frame> =>
  name === "propose"
    ? { viewer: null }
    : personal.has(name)
      ? {
          viewer: { publicName: "Ana Ruiz", roles: ["official", "moderator", "citizen"] },
          demonstration: true,
        }
      : {};
