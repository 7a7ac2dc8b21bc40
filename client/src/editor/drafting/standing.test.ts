// What the writer is told of how her words stand.
import { describe, expect, it } from "vitest";
import { leavingReasons } from "@pliego/shared/live/rooms.ts";
import { wordsIn } from "../../catalogues.ts";
import { after, closed, opened, state, stored, written } from "../testing/saving-events.ts";
import { afterwards, notOpen, type Saving, type SavingEvent } from "./saving.ts";
import { standingSentence } from "./standing.ts";

describe("the sentence", () => {
  const es = wordsIn("es-MX");

  it.each([
    [4400, "El servicio no aceptó lo último que se escribió aquí."],
    [4401, "Tu sesión terminó."],
    [4403, "Ya no puedes escribir aquí."],
    [4413, "Lo último que pusiste es demasiado grande."],
    [4499, "El servicio no aceptó lo último que se escribió aquí."],
  ])("[L4] after %i it says that it could not be saved, and why", (code, sentence) => {
    const refused = after(opened, state, written, { kind: "refused", code });
    expect(standingSentence(refused, es)).toBe(`No se pudo guardar. ${sentence}`);
    expect(standingSentence(refused, wordsIn("en"))).toMatch(/^It could not be saved\. \S/);
  });

  it.each([
    [4401, "Tu sesión terminó. Todo lo escrito está guardado."],
    [4403, "Ya no puedes escribir aquí. Todo lo escrito está guardado."],
  ])("[L4] after %i with everything saved it frightens nobody", (code, sentence) => {
    const refused = [state, stored(1), { kind: "refused", code }] as const;
    expect(standingSentence(after(opened, ...refused), es)).toBe(sentence);
    // Before the text is there nobody knows what the device has kept.
    expect(standingSentence({ ...notOpen, connection: "refused", code }, es)).toMatch(
      /^No se pudo guardar\./,
    );
  });

  it("[L4] where a room was made anew and everything is saved, it says what to do", () => {
    expect(standingSentence(after(opened, state, stored(1), { kind: "refused", code: 4409 }), es)).toMatch(
      /recarga la página/,
    );
  });

  it("[L4] where a room was closed and everything is saved, it says so", () => {
    const closedRoom = { kind: "refused", code: 4410 } as const;
    expect(standingSentence(after(opened, state, stored(1), closedRoom), es)).toMatch(/está guardado\.$/);
    expect(standingSentence(after(opened, state, written, closedRoom), es)).toMatch(/^No se pudo guardar\./);
  });

  it.each<[string, readonly SavingEvent[], string]>([
    [
      "on the device",
      [written],
      "Sin conexión: lo que escribes se guarda en este dispositivo y se envía al volver.",
    ],
    [
      "only on this page, and not sent",
      [{ kind: "kept", holds: false }, written],
      "Sin conexión: lo último que escribiste no se guarda en este dispositivo. No cierres esta página; se envía al volver.",
    ],
    [
      "all on the server",
      [{ kind: "kept", holds: false }],
      "Sin conexión: lo que escribes se queda en esta página y se envía al volver.",
    ],
  ])("[L4] without a connection it says where the words are: %s", (_where, events, sentence) => {
    expect(standingSentence(after(opened, state, stored(1), ...events, closed), es)).toBe(sentence);
  });

  it("[L4] before the text is here it promises nothing about words", () => {
    expect(standingSentence({ ...notOpen, connection: "closed" }, es)).toBe(
      "Sin conexión: el texto se abre en cuanto vuelva.",
    );
  });

  it.each(leavingReasons)(
    "[L51] why the server left for now is one more sentence, until it answers (%s)",
    (reason) => {
      const left = after(opened, state, stored(1), { kind: "leaving", reason }, closed);
      const plain = standingSentence(after(opened, state, stored(1), closed), es);
      expect(standingSentence(left, es)).toMatch(new RegExp(`^${plain} \\S.*\\.$`));
      const back = [opened, state, stored(1), closed].reduce<Saving>(afterwards, left);
      expect(standingSentence(back, es)).toBe(plain);
    },
  );
});
