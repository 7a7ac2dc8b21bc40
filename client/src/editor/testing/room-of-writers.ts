// Several writers around one room, without a server: each hears of the others when the test says so.
import { makeBlock } from "@pliego/shared/text/blocks.ts";
import type { DocJSON } from "@pliego/shared/text/types.ts";
import { roomWith, Writer } from "./writer.ts";

/** People around one room. What each made arrives at each of the others in order, at its own time. */
export class Room {
  readonly writers: readonly Writer[];
  readonly #heard: number[][];
  #ids = 0;

  constructor(doc: DocJSON, people: number, stock = false) {
    const state = roomWith(doc);
    this.writers = Array.from(
      { length: people },
      (_none, at) => new Writer(state, { client: at + 1, newId: () => `n${at}x${(this.#ids += 1)}`, stock }),
    );
    this.#heard = this.writers.map(() => this.writers.map(() => 0));
  }
  /** Brings `most` of what `from` made and `to` has not heard. */
  deliver(from: number, to: number, most: number): void {
    const [source, target] = [this.writers[from], this.writers[to]];
    const heard = this.#heard[to];
    if (source === undefined || target === undefined || heard === undefined || from === to) return;
    const news = source.made.slice(heard[from], (heard[from] ?? 0) + most);
    heard[from] = (heard[from] ?? 0) + news.length;
    for (const update of news) target.hear(update);
  }
  meet(): void {
    // Hearing can make something too: two runs of words side by side become one.
    for (let round = 0; round < 4; round += 1)
      for (let from = 0; from < this.writers.length; from += 1)
        for (let to = 0; to < this.writers.length; to += 1) this.deliver(from, to, Infinity);
  }
  leave(): void {
    for (const writer of this.writers) writer.leave();
  }
}

export const five: DocJSON = {
  type: "doc",
  content: ["uno", "dos", "tres", "cuatro", "cinco"].map((id) =>
    makeBlock({ id }, [{ type: "text", text: `El párrafo ${id} dice aaa y algo.` }]),
  ),
};
