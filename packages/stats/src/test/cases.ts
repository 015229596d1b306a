import * as fc from "fast-check";

/** Labels with both classes (two cases of each at least) and scores with many ties. */
export const tiedCases = fc
  .array(
    fc.record({
      label: fc.constantFrom(0, 1),
      score: fc.integer({ min: -4, max: 4 }),
      other: fc.integer({ min: -4, max: 4 }),
    }),
    { maxLength: 40 },
  )
  .map((cases) => {
    const both = [...cases, ...[0, 0, 1, 1].map((label, i) => ({ label, score: (i * 7) % 5, other: (i * 3) % 4 }))];
    return {
      labels: both.map(({ label }) => label),
      scores: both.map(({ score }) => score / 4),
      others: both.map(({ other }) => other / 4),
    };
  });

/** The area by comparing every positive with every negative: slow and obvious. */
export function aucOfEveryPair(labels: readonly number[], scores: readonly number[]): number {
  let won = 0;
  let pairs = 0;
  labels.forEach((label, i) => {
    labels.forEach((other, j) => {
      if (label !== 1 || other !== 0) return;
      pairs++;
      won += scores[i] > scores[j] ? 1 : scores[i] === scores[j] ? 0.5 : 0;
    });
  });
  return won / pairs;
}
