// What the documents of the bench hold: a policy text of so many words, and what many hands did to it.
import * as Y from "yjs";
import { roomText } from "@pliego/shared/live/rooms.ts";
import { draws, someWords, type Draw } from "../engine/made-text.ts";

const paragraphWords = 25;
const articleParagraphs = 20;
const mostCharacters = 8;
const deletingShare = 3;

/** A policy text as Markdown, the same for the same seed. */
export function madePolicy(wordCount: number, seed: number): string {
  const draw = draws(seed);
  const paragraphs = Array.from({ length: Math.round(wordCount / paragraphWords) }, (_, at) =>
    at % articleParagraphs === 0
      ? `## Sección ${at / articleParagraphs + 1}\n\nQue ${someWords(draw, paragraphWords - 3)}.`
      : `Que ${someWords(draw, paragraphWords - 1)}.`,
  );
  return `# Política de prueba\n\n${paragraphs.join("\n\n")}\n`;
}

/**
 * Edits a document as `hands` people in turn, each under an own client id: some characters typed or deleted somewhere.
 * Answers what was done as a few updates, in order.
 */
export function longHistory(doc: Y.Doc, edits: number, hands: number, seed: number): readonly Uint8Array[] {
  const draw = draws(seed);
  const ids = Array.from({ length: hands }, () => 1 + draw(2_000_000_000));
  const texts = textsOf(doc);
  const own = doc.clientID;
  const updates: Uint8Array[] = [];
  for (let edit = 0; edit < edits; edit += editsPerUpdate) {
    const before = Y.encodeStateVector(doc);
    for (let turn = 0; turn < Math.min(editsPerUpdate, edits - edit); turn += 1) {
      doc.clientID = ids[draw(hands)] ?? own;
      const text = texts[draw(texts.length)];
      if (text !== undefined) doc.transact(() => editOnce(text, draw));
    }
    updates.push(Y.encodeStateAsUpdate(doc, before));
  }
  doc.clientID = own;
  return updates;
}

const editsPerUpdate = 250;

function editOnce(text: Y.XmlText, draw: Draw): void {
  const at = draw(text.length);
  const count = 1 + draw(mostCharacters);
  const deletes = draw(deletingShare) === 0 && text.length > mostCharacters * 2;
  if (deletes) text.delete(at, Math.min(count, text.length - at));
  else text.insert(at, someWords(draw, 2).slice(0, count));
}

/** Every run of text in a room's document, in order. */
export function textsOf(doc: Y.Doc): readonly Y.XmlText[] {
  const found: Y.XmlText[] = [];
  const visit = (inside: Y.XmlFragment) => {
    for (const child of inside.toArray())
      if (child instanceof Y.XmlText) found.push(child);
      else if (child instanceof Y.XmlElement) visit(child);
  };
  visit(doc.getXmlFragment(roomText));
  return found;
}
