// What *saved* means, against a server that loses, delays and keeps as it likes.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wordsIn } from "../../catalogues.ts";
import { afterwards, isUnsaved, notOpen, type Saving, type SavingEvent, standingOf } from "./saving.ts";
import { standingSentence } from "./standing.ts";

const after = (...events: readonly SavingEvent[]): Saving => events.reduce(afterwards, notOpen);
const opened = { kind: "opened" } as const;
const state = { kind: "sent", carried: "state" } as const;
const change = { kind: "sent", carried: "change" } as const;
const written = { kind: "written" } as const;
const closed = { kind: "closed" } as const;
const stored = (count: number) => ({ kind: "stored", count }) as const;

describe("saved", () => {
  it.each<[string, readonly SavingEvent[], string]>([
    ["before the socket opens", [], "opening"],
    ["while the room comes", [opened], "opening"],
    ["when the first answer is out and not confirmed", [opened, state], "saving"],
    ["when the server has confirmed it", [opened, state, stored(1)], "saved"],
    ["when something is written", [opened, state, stored(1), written], "saving"],
    ["when it is sent", [opened, state, stored(1), written, change], "saving"],
    ["when only the message before it is confirmed", [opened, state, written, change, stored(1)], "saving"],
    ["when it is confirmed", [opened, state, written, change, stored(2)], "saved"],
    ["when the server claims more than was sent", [opened, state, stored(9), written, change], "saving"],
    [
      "when a late count comes after a higher one",
      [opened, state, written, change, stored(2), stored(1)],
      "saved",
    ],
    ["when the socket closes", [opened, state, stored(1), closed], "offline"],
    [
      "when no answer comes for long",
      [opened, state, stored(1), written, change, { kind: "late" }],
      "offline",
    ],
    [
      "when the answer comes after all",
      [opened, state, written, change, { kind: "late" }, stored(2)],
      "saved",
    ],
    ["when nothing is waited for and it is late", [opened, state, stored(1), { kind: "late" }], "saved"],
    ["when the server refuses", [opened, state, { kind: "refused", code: 4401 }, closed], "refused"],
  ])("[L1] %s", (_when, events, standing) => {
    expect(standingOf(after(...events))).toBe(standing);
  });

  it("[L3] what was on its way when the connection ended is unsaved until it went out again and was confirmed", () => {
    const broken = after(opened, state, stored(1), written, change, closed);
    expect(isUnsaved(broken)).toBe(true);
    const back = afterwards(broken, opened);
    expect([standingOf(back), isUnsaved(back)]).toEqual(["saving", true]);
    const sent = afterwards(back, state);
    expect([standingOf(sent), isUnsaved(sent)]).toEqual(["saving", true]);
    expect([standingOf(afterwards(sent, stored(1))), isUnsaved(afterwards(sent, stored(1)))]).toEqual([
      "saved",
      false,
    ]);
  });

  it("[L3] what is written without a connection is unsaved, and a later message alone does not save it", () => {
    const back = after(
      opened,
      state,
      stored(1),
      closed,
      written,
      written,
      opened,
      written,
      change,
      stored(1),
    );
    expect([standingOf(back), isUnsaved(back)]).toEqual(["saving", true]);
  });

  it("[L1] whatever is lost, delayed or cut off: when it says saved, the server has every change", () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.constant("write") },
      { weight: 4, arbitrary: fc.constant("store") },
      { weight: 4, arbitrary: fc.constant("hear") },
      { weight: 3, arbitrary: fc.constant("answer") },
      { weight: 3, arbitrary: fc.constant("settle") },
      { weight: 1, arbitrary: fc.constant("cut") },
      { weight: 1, arbitrary: fc.constant("cut unnoticed") },
      { weight: 2, arbitrary: fc.constant("open") },
      { weight: 1, arbitrary: fc.constant("late") },
    );
    let saved = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: "max" }), (steps) => {
        const world = new World();
        for (const one of steps) {
          world.take(one);
          if (standingOf(world.saving) !== "saved") continue;
          saved += 1;
          expect([...world.written].filter((id) => !world.durable.has(id))).toEqual([]);
          expect(isUnsaved(world.saving)).toBe(false);
        }
        // Left alone with a working line, it always comes to rest as saved.
        for (const one of ["cut", "open", "answer", "settle"]) world.take(one);
        expect(standingOf(world.saving)).toBe("saved");
      }),
      { numRuns: 500, seed: 20261123 },
    );
    expect(saved).toBeGreaterThan(1000);
  });
});

/** A writer, a line and a server: frames go out in order, are stored in order, and are confirmed by their number. */
class World {
  saving = notOpen;
  readonly written = new Set<number>();
  readonly durable = new Set<number>();
  #open = false;
  /** The socket takes no more, but the page has not heard of it yet. */
  #deaf = false;
  /** The whole state has gone out on this connection: before that, single changes are held back. */
  #asked = false;
  #out: (readonly number[])[] = [];
  #kept = 0;

  take(step: string): void {
    switch (step) {
      case "write": {
        const id = this.written.size;
        this.written.add(id);
        this.#tell({ kind: "written" });
        if (this.#open && this.#asked && !this.#deaf) this.#send("change", [id]);
        return;
      }
      case "answer":
        if (!this.#open || this.#deaf) return;
        this.#asked = true;
        this.#send("state", [...this.written]);
        return;
      case "settle":
        for (let left = this.#out.length; left > 0; left -= 1) this.take("store");
        return this.take("hear");
      case "store": {
        const frame = this.#out.shift();
        if (frame === undefined) return;
        for (const id of frame) this.durable.add(id);
        this.#kept += 1;
        return;
      }
      case "hear":
        if (this.#open && this.#kept > 0) this.#tell({ kind: "stored", count: this.#kept });
        return;
      case "cut unnoticed":
        this.#deaf = this.#open;
        return;
      case "cut":
        if (this.#open) this.#tell({ kind: "closed" });
        this.#open = false;
        this.#deaf = false;
        this.#asked = false;
        this.#out = [];
        this.#kept = 0;
        return;
      case "open":
        if (this.#open) return;
        this.#open = true;
        this.#tell({ kind: "opened" });
        return;
      default:
        this.#tell({ kind: "late" });
    }
  }

  #send(carried: "state" | "change", ids: readonly number[]): void {
    this.#out.push(ids);
    this.#tell({ kind: "sent", carried });
  }

  #tell(event: SavingEvent): void {
    this.saving = afterwards(this.saving, event);
  }
}

describe("the sentence", () => {
  it.each([
    [4400, "Copia lo último que escribiste y recarga la página; lo anterior sigue guardado."],
    [4401, "Tu sesión terminó. Copia lo último que escribiste, entra de nuevo y recarga la página."],
    [4403, "Tu cuenta ya no puede escribir aquí. Copia lo último que escribiste antes de salir."],
    [4413, "Lo último que pusiste es demasiado grande. Cópialo, recarga la página y ponlo por partes."],
    [4499, "Copia lo último que escribiste y recarga la página; lo anterior sigue guardado."],
  ])("[L4] after %i it says that nothing was saved, and what to do", (code, sentence) => {
    const refused = after(opened, { kind: "refused", code });
    expect(standingSentence(refused, wordsIn("es-MX"))).toBe(`No se pudo guardar. ${sentence}`);
    expect(standingSentence(refused, wordsIn("en"))).toMatch(/^It could not be saved\. \S/);
  });

  it("[L4] without a connection it says where the words are", () => {
    expect(standingSentence(after(opened, closed), wordsIn("es-MX"))).toBe(
      "Sin conexión: lo que escribes se queda en esta página y se envía al volver.",
    );
  });
});
