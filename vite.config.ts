// One configuration for the browser bundle, the server-side renderer and the tests.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig(({ isSsrBuild }) => ({
  root: here("./client"),
  publicDir: false,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  resolve: { conditions: ["source", "module", "browser", "development|production"] },
  ssr: {
    // The renderer carries its own libraries, so that the server needs nothing of the client's.
    ...(isSsrBuild === true ? { noExternal: true as const } : {}),
    resolve: { conditions: ["source", "module", "node", "development|production"] },
  },
  build: {
    outDir: "dist/browser",
    emptyOutDir: true,
    manifest: true,
    target: "es2022",
    assetsInlineLimit: 0,
    rollupOptions: { input: here("./client/src/entry-client.tsx") },
  },
  test: {
    projects: [
      {
        extends: true,
        root: here("."),
        test: {
          name: "unit",
          setupFiles: [here("./e2e/support/property-seed.ts")],
          // Tests that measure the style sheets read them as they are.
          css: true,
          include: [
            "shared/src/**/*.test.ts",
            "client/src/**/*.test.{ts,tsx}",
            "server/src/**/*.unit.test.ts",
          ],
        },
      },
      {
        extends: true,
        root: here("."),
        test: {
          name: "integration",
          setupFiles: [here("./e2e/support/property-seed.ts")],
          include: ["server/src/**/!(*.unit).test.ts"],
          // Says at the end where the conformance suite ran.
          globalSetup: [here("./server/src/platform/database/conformance/report.ts")],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          // How long something may take is measured by benchmarks; tests wait for what must come.
          expect: { poll: { timeout: 10_000 } },
        },
      },
      {
        extends: true,
        root: here("."),
        test: {
          name: "journeys",
          include: ["e2e/{journeys,accessibility,live}/**/*.test.ts"],
          testTimeout: 90_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 10_000 } },
          fileParallelism: false,
        },
      },
      {
        extends: true,
        root: here("."),
        test: {
          name: "endurance",
          // The properties of `npm test` again, here on new seeds, and what is too long for every run.
          include: [
            "shared/src/**/*.test.ts",
            "client/src/editor/**/*.test.ts",
            "server/src/platform/database/embedded/*.test.ts",
            "{shared,server,e2e}/**/*.endurance.ts",
          ],
          testTimeout: 3_600_000,
        },
      },
    ],
  },
}));
