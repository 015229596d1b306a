import { mergeConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import fast from "./vitest.config.ts";

/** A quarter of an hour, so that others run beside it: the usual order, large files first, would leave it to the end. */
const longest = "test/conformance.slow.test.ts";

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files.filter(({ moduleId }) => !moduleId.endsWith(longest)));
    return [...files.filter((file) => !others.includes(file)), ...others];
  }
}

/** Suites of minutes: whole studies, packed packages, many damaged files. CI runs them after the fast ones. */
export default mergeConfig(
  { ...fast, test: { ...fast.test, include: [], exclude: ["**/node_modules/**"] } },
  {
    test: {
      include: ["packages/*/src/**/*.slow.test.ts", "test/**/*.slow.test.ts"],
      testTimeout: 900_000,
      hookTimeout: 900_000,
      sequence: { sequencer: LongestFirst },
    },
  },
);
