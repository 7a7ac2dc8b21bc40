import { expect, it } from "vitest";
import { countAddresses } from "./address-count.ts";

it("[L36] an address has so many connections and no more; one that ends makes room for one, once", () => {
  const { enter } = countAddresses(2);
  const [one, two] = [enter("a"), enter("a")];
  expect([one, two, enter("b")]).not.toContain(null);
  expect(enter("a")).toBeNull();
  one?.();
  one?.();
  expect([enter("a") === null, enter("a") === null]).toEqual([false, true]);
  two?.();
  expect(enter("a")).not.toBeNull();
});
