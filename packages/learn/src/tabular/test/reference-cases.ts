import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";

const root = fileURLToPath(new URL("../../../../..", import.meta.url));

/** Reference values stand beside the data folder: HILUM_DATA, or ../shared/data seen from the repository. */
const folder = `${process.env["HILUM_DATA"] ?? `${root}../shared/data`}/../reference/stats`;

/** False where the reference is not installed; the tests that need it are then skipped. */
export const referenceFound = existsSync(folder);

export interface ReferenceCase<Input, Expected> {
  readonly id: string;
  readonly function: string;
  readonly input: Input;
  readonly expected: Expected;
  readonly tolerance: number;
}

/** The cases of one function in one file of the statistical reference; none where it is not installed. */
export function referenceCases<Input, Expected>(file: string, name: string): ReferenceCase<Input, Expected>[] {
  if (!referenceFound) return [];
  const suite: { cases: ReferenceCase<Input, Expected>[] } = JSON.parse(readFileSync(`${folder}/${file}.json`, "utf8"));
  return suite.cases.filter((one) => one.function === name);
}

/** The rule of the reference: |got - expected| <= tolerance * max(1, |expected|), element by element. */
export function expectClose(got: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  expect(got.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) {
    expect(Math.abs(got[i] - value), `element ${i}: ${got[i]} instead of ${value}`).toBeLessThanOrEqual(
      tolerance * Math.max(1, Math.abs(value)),
    );
  }
}
