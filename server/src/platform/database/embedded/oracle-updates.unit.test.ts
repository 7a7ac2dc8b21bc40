import { test, vi } from "vitest";
import { checkPositional, checkUpdate, checkUpsert } from "./reference/properties.ts";

// A busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

test("[E3] an update makes what the reference makes, or is refused like there", () => checkUpdate(3000));

test("[E3] an update through $, $[] and $[x] makes what the reference makes, or is refused like there", () =>
  checkPositional(2500));

test("[E3] an upsert starts from what the reference reads in its filter", () => checkUpsert(1500));
