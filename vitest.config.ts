import { defineConfig } from "vitest/config";

/** Packages are tested from source, through the same export condition that the command line uses. */
export default defineConfig({
  resolve: { conditions: ["hilum-source"] },
  ssr: { resolve: { conditions: ["hilum-source"] } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "test/**/*.test.ts"],
    exclude: ["**/*.slow.test.ts", "**/node_modules/**"],
    setupFiles: ["test/setup/property-tests.ts"],
    pool: "forks",
    execArgv: ["--conditions=hilum-source", "--import", "tsx"],
    testTimeout: 60_000,
  },
});
