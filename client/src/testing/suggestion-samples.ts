// Suggestions as pages show them, with real policy words, for the tests of pages.
import type { Fit } from "@pliego/shared/suggestions/suggestion.ts";
import type {
  EditSentence,
  RelatedLine,
  SignerLine,
  SuggestionView,
} from "@pliego/shared/suggestions/views.ts";

export const suggested: SuggestionView = {
  folio: "PNDA-2026-00012",
  state: "published",
  fit: "clean",
  authorName: "Ana Ruiz",
  rationale: "Un plazo razonable no se puede exigir. Con un número de días, cualquiera puede reclamarlo.",
  base: 1,
  submittedAt: "2026-06-02T16:20:00.000Z",
  publishedAt: "2026-06-02T18:00:00.000Z",
  places: [
    {
      block: "p1",
      paragraph: 1,
      heading: "Artículo 1. Definiciones",
      pieces: [
        { kind: "same", text: "Los entes públicos publicarán sus datos en un plazo " },
        { kind: "deleted", text: "razonable" },
        { kind: "inserted", text: "de diez días hábiles" },
        { kind: "same", text: " y en formatos abiertos." },
      ],
      sentences: [{ kind: "text", quote: "razonable", put: "de diez días hábiles" }],
    },
  ],
  competing: 0,
  signers: [],
};

export const replaced: EditSentence = { kind: "text", quote: "razonable", put: "de diez días hábiles" };

/** One edit of every kind. */
export const everyEdit: readonly EditSentence[] = [
  replaced,
  { kind: "text", quote: "", put: " y gratuitos" },
  { kind: "text", quote: "en lo posible", put: "" },
  { kind: "format", quote: "datos abiertos" },
  { kind: "delete", quote: "Lo dispuesto en el artículo anterior es optativo." },
  { kind: "insert", put: "Los formatos serán libres.", blocks: 1, first: false },
  { kind: "insert", put: "Uno.\nDos.", blocks: 2, first: false },
  { kind: "insert", put: "Considerandos.", blocks: 1, first: true },
  { kind: "attr", name: "kind", from: "paragraph", to: "item" },
  { kind: "attr", name: "level", from: "0", to: "1" },
  { kind: "attr", name: "list", from: "none", to: "decimal" },
  { kind: "attr", name: "quote", from: "1", to: "0" },
  { kind: "attr", name: "label", from: "1", to: "2" },
  { kind: "attr", name: "src", from: "/a.png", to: "/b.png" },
  { kind: "split", before: "en formatos abiertos." },
  { kind: "join", quote: "Un párrafo dentro de la fracción II." },
  { kind: "move", behind: "Artículo 2. Ámbito" },
  { kind: "move", behind: "" },
];

const otherwise = (folio: string, authorName: string, fit: Fit, put: string): RelatedLine => ({
  folio,
  authorName,
  fit,
  places: suggested.places.map((place) => ({
    ...place,
    pieces: place.pieces.map((piece) => (piece.kind === "inserted" ? { ...piece, text: put } : piece)),
    sentences: [{ kind: "text", quote: "razonable", put }],
  })),
});

export const competing: readonly RelatedLine[] = [
  otherwise("PNDA-2026-00021", "Colectivo Datos para Todas", "clean", "de cinco días hábiles"),
  otherwise("PNDA-2026-00033", "Luis Mora", "conflict", "que fije el reglamento"),
];
export const similar: readonly RelatedLine[] = [
  otherwise("PNDA-2026-00040", "Itzel Cruz", "clean", "de diez días hábiles contados"),
];
export const signers: readonly SignerLine[] = [
  { folio: "PNDA-2026-00015", authorName: "Luis Mora" },
  { folio: "PNDA-2026-00018", authorName: "Red Ciudadana por la Transparencia" },
];

/** The same change, wanted by others too and with others against it. */
export const contested: SuggestionView = { ...suggested, competing: competing.length, signers };

/** Two of its three edits have no place any more. */
export const unfitEdits: readonly { readonly fit: Fit; readonly sentence: EditSentence }[] = [
  { fit: "conflict", sentence: replaced },
  { fit: "clean", sentence: { kind: "text", quote: "", put: " y gratuitos" } },
  {
    fit: "orphaned",
    sentence: { kind: "delete", quote: "Lo dispuesto en el artículo anterior es optativo." },
  },
];
