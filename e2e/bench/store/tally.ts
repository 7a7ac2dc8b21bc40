// What was measured, round after round, and what it comes to: medians, how they grow from the smallest store to the largest,
// and the bars.
//
// The floor of "the same document" is a durable put of the same BSON bytes under its _id, given to lmdb in its own process:
// no socket, no command to read, no session to remember, no index. The insert that the bar takes is into a collection with
// _id alone; the one with three indexes is told beside it.
import { median, type Bar } from "../report.ts";
import type { Cost } from "./measuring.ts";
import { finds, insertPlain, type Operation } from "./operations.ts";
import type { Place } from "./places.ts";

const findGrowthLimit = 1.5;
const insertLimit = 4;
const ours = "embedded";
const floor = "lmdb alone";
const plainPut = "put of the same bytes";

interface Measured {
  readonly name: string;
  readonly size: number;
  readonly operation: string;
  readonly costs: Cost[];
}

export class Tally {
  readonly #measured: Measured[] = [];
  readonly #loaded: Record<string, number> = {};

  loaded({ name, size, loadedPerSecond }: Place): void {
    this.#loaded[`${name} at ${size}: documents loaded a second (insertMany, 3 indexes)`] = loadedPerSecond;
  }

  add({ name, size }: Place, operation: Operation, cost: Cost): void {
    this.#row(name, size, operation.name).push(cost);
  }

  addFloor(size: number, cost: Cost): void {
    this.#row(floor, size, plainPut).push(cost);
  }

  #row(name: string, size: number, operation: string): Cost[] {
    const known = this.#measured.find(
      (row) => row.name === name && row.size === size && row.operation === operation,
    );
    if (known !== undefined) return known.costs;
    const row = { name, size, operation, costs: [] };
    this.#measured.push(row);
    return row.costs;
  }

  figures(): Record<string, number> {
    const figures = { ...this.#loaded };
    for (const { name, size, operation, costs } of this.#measured) {
      const about = `${operation}, ${name} at ${size}`;
      figures[`${about}: a second`] = median(costs.map(({ perSecond }) => perSecond));
      const storeUs = median(costs.map((cost) => cost.storeUs));
      if (!Number.isNaN(storeUs)) figures[`${about}: store's CPU (µs)`] = storeUs;
      if (name !== floor)
        figures[`${about}: driver's CPU (µs)`] = median(costs.map(({ driverUs }) => driverUs));
    }
    return figures;
  }

  /** The middle of the rounds' ratios, each of two measurements that were made one shortly after the other. */
  #ratio(one: readonly Cost[], other: readonly Cost[]): number {
    return median(one.map(({ storeUs }, round) => storeUs / (other[round]?.storeUs ?? Number.NaN)));
  }

  bars(sizes: readonly number[]): readonly Bar[] {
    const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
    const growth = finds.map((operation) => ({
      name: `CPU to ${operation.name}, at ${most} documents to at ${least}`,
      value: this.#ratio(this.#row(ours, most, operation.name), this.#row(ours, least, operation.name)),
      limit: findGrowthLimit,
    }));
    const inserts = sizes.map((size) => ({
      name: `CPU of a durable insert (32 at once, _id alone) to lmdb's put of the same bytes, at ${size}`,
      value: this.#ratio(this.#row(ours, size, insertPlain.name), this.#row(floor, size, plainPut)),
      limit: insertLimit,
    }));
    return [...growth, ...inserts];
  }
}
