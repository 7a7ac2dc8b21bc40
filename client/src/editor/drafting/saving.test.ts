// What *saved* means, against a server that loses, delays and keeps as it likes.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  after,
  change,
  closed,
  late,
  opened,
  question,
  state,
  stored,
  whole,
  written,
} from "../testing/saving-events.ts";
import { afterwards, isUnsaved, notOpen, type Saving, type SavingEvent, standingOf } from "./saving.ts";

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
    ["when no answer comes for long", [opened, state, stored(1), written, change, late], "offline"],
    [
      "when the answer comes after all",
      [opened, state, written, change, { kind: "late" }, stored(2)],
      "saved",
    ],
    ["when nothing is waited for and it is late", [opened, state, stored(1), { kind: "late" }], "saved"],
    ["while a question is unanswered", [opened, state, stored(1), question], "saved"],
    ["when a question stays unanswered", [opened, state, stored(1), question, late], "offline"],
    ["when a question is answered after all", [opened, state, stored(1), question, late, stored(2)], "saved"],
    [
      "when words follow a question",
      [opened, state, stored(1), question, written, change, stored(2)],
      "saving",
    ],
    ["when they are confirmed too", [opened, state, question, written, change, stored(3)], "saved"],
    ["when nobody answers the door", [late], "offline"],
    ["when the room does not come", [opened, late], "offline"],
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

  it("[L50] while what the device kept has not gone out, nothing is said to be saved", () => {
    const before = [opened, state, stored(1)].reduce<Saving>(afterwards, notOpen);
    expect(standingOf(before)).toBe("opening");
    const found = [written, change, whole].reduce<Saving>(afterwards, before);
    expect([standingOf(found), isUnsaved(found)]).toEqual(["saving", true]);
    expect(standingOf(afterwards(found, stored(2)))).toBe("saved");
    expect(standingOf(afterwards(before, whole))).toBe("saved");
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
      { weight: 2, arbitrary: fc.constant("ask") },
      { weight: 5, arbitrary: fc.constant("show") },
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
        for (const one of ["cut", "open", "answer", "show", "settle"]) world.take(one);
        expect(standingOf(world.saving)).toBe("saved");
      }),
      { numRuns: 1000, seed: 20261123 },
    );
    expect(saved).toBeGreaterThan(1000);
  });
});

/** A writer with words of an earlier visit on her device, a line and a server: frames go out in order, are stored in order, and are confirmed by their number. */
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
  /** Written on an earlier visit; it goes in once the room is here. */
  #found: readonly number[] = [0, 1];

  constructor() {
    for (const id of this.#found) this.written.add(id);
  }

  take(step: string): void {
    switch (step) {
      case "write": {
        // Nothing is shown to write on before the room is here.
        if (!this.saving.whole) return;
        const id = this.written.size;
        this.written.add(id);
        return this.#change([id]);
      }
      case "show":
        if (this.saving.whole || !this.#asked) return;
        this.#change(this.#found);
        this.#found = [];
        return this.#tell({ kind: "whole" });
      case "ask":
        if (this.#open && this.#asked && !this.#deaf) this.#send("question", []);
        return;
      case "answer":
        if (!this.#open || this.#deaf) return;
        this.#asked = true;
        this.#send(
          "state",
          [...this.written].filter((id) => !this.#found.includes(id)),
        );
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

  #change(ids: readonly number[]): void {
    this.#tell({ kind: "written" });
    if (this.#open && this.#asked && !this.#deaf) this.#send("change", ids);
  }

  #send(carried: "state" | "change" | "question", ids: readonly number[]): void {
    this.#out.push(ids);
    this.#tell({ kind: "sent", carried });
  }

  #tell(event: SavingEvent): void {
    this.saving = afterwards(this.saving, event);
  }
}
