import { mergeConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import fast from "./vitest.config.ts";

/** Every network at full width, on two cores over twenty minutes beside other suites. */
const longest = "test/conformance.slow.test.ts";

/** The usual order, large files first, but what takes longest never left to the end, where nothing runs beside it. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLongest = ({ moduleId }: TestSpecification): boolean => moduleId.endsWith(longest);
    return [...sorted.filter(isLongest), ...sorted.filter((file) => !isLongest(file))];
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
