import { defineConfig, mergeConfig } from "vitest/config";
import fast from "./vitest.config.ts";

/** Takes most of a machine with 24 GB, so it runs alone, after the others. */
const alone = "packages/networks/src/paper-size.slow.test.ts";

/** Suites of minutes: whole studies, packed packages, many damaged files. CI runs them after the fast ones. */
function project(name: string, groupOrder: number, include: string[], exclude: string[]) {
  return mergeConfig(
    { ...fast, test: { ...fast.test, include: [], exclude: ["**/node_modules/**", ...exclude] } },
    defineConfig({ test: { name, include, testTimeout: 900_000, hookTimeout: 900_000, sequence: { groupOrder } } }),
  );
}

export default defineConfig({
  test: {
    projects: [
      project("slow", 0, ["packages/*/src/**/*.slow.test.ts", "test/**/*.slow.test.ts"], [alone]),
      project("alone", 1, [alone], []),
    ],
  },
});
