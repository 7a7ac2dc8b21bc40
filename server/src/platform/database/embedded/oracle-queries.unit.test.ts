import { test, vi } from "vitest";
import { checkFound, checkMatch, checkOrder, checkProjection, checkSort } from "./reference/properties.ts";

// A busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

test("[E4] any two values compare as the reference of the BSON order says", () => checkOrder(3000));

test("[E4] any two documents sort as the reference says, under any pattern", () => checkSort(2000));

test("[E3] a filter selects what the reference selects, or is refused like there", () => checkMatch(4000));

test("[E3] a projection leaves what the reference leaves, or is refused like there", () =>
  checkProjection(1500));

test("[E3, E4] what these properties once found stays in order", () => checkFound());
