// What a person is offered when the server takes nothing more.
import { renderToString } from "preact-render-to-string";
import { describe, expect, it } from "vitest";
import { closeCodes } from "@pliego/shared/live/rooms.ts";
import { wordsIn } from "../../catalogues.ts";
import { type HelpState, StandingHelp } from "./standing-help.tsx";

const state: HelpState = { code: 0, kept: true, unsaved: true, copied: "not yet", asked: false };
const shown = (change: Partial<HelpState>, locale: "es-MX" | "en" = "es-MX") =>
  renderToString(
    <StandingHelp
      {...state}
      {...change}
      signIn="/entrar?next=%2Fx"
      onCopy={() => {}}
      onAsk={() => {}}
      onStartOver={() => {}}
      onReload={() => {}}
      words={wordsIn(locale)}
    />,
  );
const { malformed, noSession, notAllowed, closed, stale, tooBig } = closeCodes;

describe("after a refusal", () => {
  it.each<[string, Partial<HelpState>, readonly string[]]>([
    ["a session that ended", { code: noSession }, ["Entra de nuevo", "Copiar mi texto"]],
    ["a right that was lost", { code: notAllowed }, ["Copiar mi texto"]],
    ["something malformed", { code: malformed }, ["Copiar mi texto", "Empezar de nuevo desde lo guardado"]],
    ["something too big", { code: tooBig }, ["Copiar mi texto", "Empezar de nuevo desde lo guardado"]],
    ["a reason nobody knows", { code: 4499 }, ["Copiar mi texto", "Empezar de nuevo desde lo guardado"]],
    ["a room that was closed, all saved", { code: closed, unsaved: false }, ["Recargar la página"]],
    ["a room that was made anew, all saved", { code: stale, unsaved: false }, ["Recargar la página"]],
    [
      "a room that was made anew before",
      { code: stale },
      ["Copiar mi texto", "Empezar de nuevo desde lo guardado"],
    ],
    ["a room that was closed before", { code: closed }, ["Recargar la página", "Copiar mi texto"]],
    [
      "starting over, which wants a second yes",
      { code: malformed, asked: true },
      ["Copiar mi texto", "Sí, empezar de nuevo", "Todavía no"],
    ],
  ])("[L53] %s: what can be done", (_what, change, acts) => {
    const html = shown(change);
    const found = [...html.matchAll(/<(?:a|button)[^>]*>([^<]+)</g)].map(([, label]) => label);
    expect(found).toEqual(acts);
    expect(html).toMatch(/<section[^>]*aria-labelledby="standing-words"><p>[^<]{20,}<\/p>/);
    expect(shown(change, "en")).not.toContain("opiar");
  });

  it("[L53] it says whether the words are on the device", () => {
    expect(shown({ code: noSession })).toContain("está en este dispositivo");
    expect(shown({ code: noSession, kept: false })).toContain("no se guarda en este dispositivo");
  });

  it.each([
    [noSession, "Entra de nuevo para seguir escribiendo."],
    [notAllowed, "pregunta a quien administra"],
  ])(
    "[L53] after %i with everything saved it says what to do, and nothing of words that would be lost",
    (code, said) => {
      expect(shown({ code, unsaved: false })).toContain(said);
    },
  );

  it("[L53] it says whether the text was copied", () => {
    expect(shown({ code: tooBig, copied: "yes" })).toContain("Texto copiado.");
    expect(shown({ code: tooBig, copied: "could not" })).toContain("ya está seleccionado");
  });
});
