import { defineConfig, mergeConfig } from "vitest/config";
import fast from "./vitest.config.ts";

/** Suites that take most of the machine's memory: one after the other, after all others. */
const hungry = ["test/conformance.slow.test.ts", "test/networks.slow.test.ts"];

/** Suites of minutes: whole studies, packed packages, many damaged files. CI runs them after the fast ones. */
function project(
  name: string,
  include: readonly string[],
  exclude: readonly string[],
  order: number,
  workers?: number,
) {
  return mergeConfig(
    { ...fast, test: { ...fast.test, include: [], exclude: ["**/node_modules/**", ...exclude] } },
    defineConfig({
      test: {
        name,
        include: [...include],
        testTimeout: 900_000,
        sequence: { groupOrder: order },
        ...(workers === undefined ? {} : { maxWorkers: workers }),
      },
    }),
  );
}

export default defineConfig({
  test: {
    projects: [
      project("slow", ["packages/*/src/**/*.slow.test.ts", "test/**/*.slow.test.ts"], hungry, 0),
      project("hungry", hungry, [], 1, 1),
    ],
  },
});
