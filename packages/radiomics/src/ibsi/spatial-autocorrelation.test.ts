import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { IbsiLesion } from "./ibsi-lesion.ts";
import { pairSums } from "./spatial-autocorrelation.ts";
import { lesionOf, levelsFrom } from "./test/lesions.ts";

/** Every pair visited. */
function slow({ voi: { box, inside, spacing }, intensities }: IbsiLesion) {
  const [ni, nj] = box.size;
  const places = Array.from(inside.keys())
    .filter((at) => inside[at] === 1)
    .map((at) => [at % ni, Math.floor(at / ni) % nj, Math.floor(at / (ni * nj))].map((x, a) => x * spacing[a]));
  const mean = intensities.reduce((sum, x) => sum + x, 0) / intensities.length;
  let [weights, products, squaredDifferences] = [0, 0, 0];
  for (const [n, a] of places.entries())
    for (const [m, b] of places.entries()) {
      if (n === m) continue;
      const weight = 1 / Math.hypot(...a.map((x, axis) => x - b[axis]));
      weights += weight;
      products += weight * (intensities[n] - mean) * (intensities[m] - mean);
      squaredDifferences += weight * (intensities[n] - intensities[m]) ** 2;
    }
  return { weights, products, squaredDifferences };
}

test("the sums are those over every pair of voxels", () => {
  const list = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 5, maxLength: 80 });
  fc.assert(
    fc.property(list, (levels) => {
      const lesion = lesionOf([4, 5, 3], levelsFrom([1, ...levels], [4, 5, 3]), [0.7, 1.1, 2.5]);
      const [found, expected] = [pairSums(lesion), slow(lesion)];
      for (const key of ["weights", "products", "squaredDifferences"] as const)
        expect(found[key]).toBeCloseTo(expected[key], 8);
    }),
    { numRuns: 30 },
  );
});
