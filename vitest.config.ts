import { defineConfig } from "vitest/config";

/** Packages are tested from source, through an export condition; the command line from the files that `npm test` builds. */
export default defineConfig({
  resolve: { conditions: ["hilum-source"] },
  ssr: { resolve: { conditions: ["hilum-source"] } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "test/**/*.test.ts"],
    exclude: ["**/*.slow.test.ts", "**/node_modules/**"],
    setupFiles: ["test/setup/property-tests.ts"],
    pool: "forks",
    // Files share processes: starting one for each of them took longer than most of the tests in it.
    isolate: false,
    maxWorkers: "100%",
    execArgv: ["--conditions=hilum-source", "--import", "tsx"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
