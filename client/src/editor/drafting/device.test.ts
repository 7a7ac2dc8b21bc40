// Where the device keeps nothing: the text must open all the same. (That it keeps and gives back is a journey.)
import { describe, expect, it } from "vitest";
import { openDevice } from "./device.ts";

const thrown = (): never => {
  throw new DOMException("blocked", "SecurityError");
};
const failing = () => {
  const request = new EventTarget();
  queueMicrotask(() => request.dispatchEvent(new Event("error")));
  return request;
};

describe("a device that keeps nothing", () => {
  it.each<[string, string, unknown]>([
    ["there is no store", "sala", undefined],
    ["the store may not be opened", "sala", { open: thrown }],
    ["the store cannot be opened", "sala", { open: failing }],
    ["nothing is to be kept", "", { open: thrown }],
  ])("[L54] is done without: %s", async (_what, name, factory) => {
    const told: boolean[] = [];
    const device = await openDevice({
      name,
      own: 1,
      factory: factory as IDBFactory | undefined,
      onHolds: (holds) => void told.push(holds),
    });
    expect(device).toBe(undefined);
    expect(told).not.toContain(true);
  });
});
