import { defineConfig, mergeConfig } from "vitest/config";
import fast from "./vitest.config.ts";

/** Suites of minutes: whole studies, packed packages, many damaged files. CI runs them after the fast ones. */
export default mergeConfig(
  { ...fast, test: { ...fast.test, include: [], exclude: ["**/node_modules/**"] } },
  defineConfig({
    test: { include: ["packages/*/src/**/*.slow.test.ts", "test/**/*.slow.test.ts"], testTimeout: 900_000 },
  }),
);
