import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Vec3 } from "@hilum/volume";
import { aggregationNames } from "./aggregations.ts";
import { ibsiFamilies } from "./ibsi-families.ts";
import { lesionOf, levelsFrom } from "./test/lesions.ts";

const textures = [...ibsiFamilies.values()].filter(({ aggregations }) => aggregations.length > 0);

const measured = (size: Vec3, level: (index: Vec3) => number) => {
  const lesion = lesionOf(size, level);
  const values = textures.flatMap((family) =>
    family.measure(lesion, aggregationNames).map(({ feature, aggregation, value }) => ({
      id: `${family.name} ${feature.key}`,
      aggregation,
      value,
    })),
  );
  return (aggregation: string) =>
    new Map(values.filter((value) => value.aggregation === aggregation).map(({ id, value }) => [id, value]));
};

const levels = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 3, maxLength: 60 });

function expectSame(found: Map<string, number>, expected: Map<string, number>): void {
  expect([...found.keys()]).toEqual([...expected.keys()]);
  for (const [id, value] of expected) {
    if (Number.isNaN(value)) expect(found.get(id), id).toBeNaN();
    else expect(found.get(id), id).toBeCloseTo(value, 9);
  }
}

test("one slice has one value, however slices are put together", () => {
  fc.assert(
    fc.property(levels, (list) => {
      const values = measured([4, 5, 1], levelsFrom([2, ...list], [4, 5, 1]));
      expectSame(values("2D"), values("2.5D"));
      // In space a slice has borders above and below: distances differ.
      const inSpace = (way: string) => new Map([...values(way)].filter(([id]) => !id.startsWith("GLDZM")));
      expectSame(inSpace("2D"), inSpace("3D"));
      expectSame(values("2D_smrg"), values("2.5D_vmrg"));
      expectSame(values("2D_avg"), values("2.5D_dmrg"));
    }),
    { numRuns: 20 },
  );
});

test("a slice repeated, with empty ones between, changes no value of slices that are averaged", () => {
  fc.assert(
    fc.property(levels, (list) => {
      const level = levelsFrom([2, ...list], [4, 5, 1]);
      const [once, thrice] = [
        measured([4, 5, 1], level),
        measured([4, 5, 5], ([i, j, k]) => (k % 2 === 0 ? level([i, j, 0]) : 0)),
      ];
      for (const aggregation of ["2D", "2D_avg", "2D_smrg"]) expectSame(thrice(aggregation), once(aggregation));
    }),
    { numRuns: 20 },
  );
});

test("flips and a quarter turn within the slices change nothing", () => {
  fc.assert(
    fc.property(levels, (list) => {
      const level = levelsFrom([1, ...list], [4, 5, 3]);
      const [as, flipped, turned] = [
        measured([4, 5, 3], level),
        measured([4, 5, 3], ([i, j, k]) => level([3 - i, j, 2 - k])),
        measured([5, 4, 3], ([i, j, k]) => level([j, 4 - i, k])),
      ];
      for (const aggregation of aggregationNames) {
        expectSame(flipped(aggregation), as(aggregation));
        expectSame(turned(aggregation), as(aggregation));
      }
    }),
    { numRuns: 20 },
  );
});

test("coarseness 1 lets neighbouring grey levels depend on each other", () => {
  const lesion = lesionOf([3, 1, 1], ([i]) => [1, 2, 4][i]);
  const energy = (coarseness: number) =>
    ibsiFamilies
      .get("NGLDM")!
      .measure({ ...lesion, coarseness }, ["3D"])
      .find(({ feature }) => feature.key === "highDependenceEmphasis")!.value;
  expect(energy(0)).toBe(1);
  expect(energy(1)).toBe((4 + 4 + 1) / 3);
});
