import { describe, expect, test } from "vitest";
import { StudyError } from "../errors.ts";
import { centreTable } from "./centres.ts";
import { synthesiseCase } from "./synth-case.ts";
import type { SyntheticCase } from "./synth-case.ts";

const options = { cases: 24, seed: 5, centres: 12, fieldMm: 56 };
const cohort = Array.from({ length: 24 }, (_, index) => synthesiseCase(options, index));

describe("a case is made from its own random stream", () => {
  test("the same options give the same bytes", () => {
    expect(synthesiseCase(options, 3)).toEqual(cohort[3]);
  });

  test("however many cases there are", () => {
    expect(synthesiseCase({ ...options, cases: 500 }, 3)).toEqual(cohort[3]);
  });

  test("another seed gives another image", () => {
    expect(synthesiseCase({ ...options, seed: 6 }, 3).image.data).not.toEqual(cohort[3].image.data);
  });

  test("prevalence and surroundings change label and probabilities, never a voxel", () => {
    const other = synthesiseCase({ ...options, surroundings: 0, prevalence: 0.6 }, 3);
    expect(other.image).toEqual(cohort[3].image);
    expect(other.mask).toEqual(cohort[3].mask);
    expect(other.clinical).toEqual(cohort[3].clinical);
    expect(other.truth.probability).not.toEqual(cohort[3].truth.probability);
    expect(other.truth.probability).toBe(other.truth.probabilityInside);
  });
});

describe("image and mask", () => {
  test.each(cohort.map((made) => [made.case, made] as const))(
    "%s: one connected nodule within the field",
    (_, made) => {
      const { image, mask } = made;
      const [ni, nj, nk] = image.grid.size;
      expect(mask.grid).toEqual(image.grid);
      expect(mask.data).toHaveLength(ni * nj * nk);
      expect(new Set(mask.data)).toEqual(new Set([0, 1]));
      const points = maskIndices(made);
      for (const [i, j, k] of points) {
        expect(Math.min(i, j, k, ni - 1 - i, nj - 1 - j, nk - 1 - k)).toBeGreaterThan(0);
      }
      expect(sizeOfFirstComponent(made)).toBe(points.length);
    },
  );

  test.each(cohort.map((made) => [made.case, made] as const))("%s: is as large as it was drawn", (_, made) => {
    const { anatomy } = made.truth;
    const { spacing } = made.image.grid;
    const longest = longestDiameter(made);
    // Voxels cut off or add half of themselves at both ends; the pleura cuts off at most what it overlaps.
    const diagonal = Math.hypot(...spacing);
    expect(longest).toBeLessThan(anatomy.diameterMm + 2 * 3 * anatomy.spiculeMm + diagonal);
    expect(longest).toBeGreaterThan(anatomy.diameterMm - diagonal - Math.max(0, -anatomy.pleuraMm) - 0.5);
    expect(made.clinical.diameter_mm).toBeLessThan(anatomy.diameterMm + 2 * spacing[0]);
    expect(made.clinical.solid_diameter_mm).toBeLessThanOrEqual(Number(made.clinical.diameter_mm));
  });

  test("solid nodules are soft tissue, the lung is lung, and each nodule is denser than the lung", () => {
    for (const made of cohort) {
      const inside = mean(made, (n) => made.mask.data[n] === 1);
      const lung = median(Array.from(made.image.data).filter((hu) => hu < -600));
      expect(lung).toBeGreaterThan(-910);
      expect(lung).toBeLessThan(-780);
      expect(inside).toBeGreaterThan(lung + 200);
      if (made.clinical.density === "solid") expect(inside).toBeGreaterThan(-400);
    }
  });

  test("spacing, slices and kernel are those of the centre", () => {
    for (const made of cohort) {
      const centre = centreTable[cohort.indexOf(made) % 12];
      expect(made.centre).toBe(centre.centre);
      const [di, dj, dk] = made.image.grid.spacing;
      expect(di).toBe(dj);
      expect(di).toBeGreaterThanOrEqual(centre.inPlaneMm[0]);
      expect(di).toBeLessThanOrEqual(centre.inPlaneMm[1]);
      expect(centre.sliceMm).toContain(dk);
      expect(made.clinical.slice_thickness_mm).toBe(dk);
      made.image.grid.size.forEach((count, axis) => {
        expect(Math.abs(count * made.image.grid.spacing[axis] - 56)).toBeLessThanOrEqual(dk);
      });
    }
  });
});

test("an option out of its range is refused with the range", () => {
  expect(() => synthesiseCase({ cases: 10, seed: 1, centres: 13 }, 0)).toThrow(StudyError);
  expect(() => synthesiseCase({ cases: 10, seed: 1, fieldMm: 40 }, 0)).toThrow(/56 to 160/);
  expect(() => synthesiseCase({ cases: 10, seed: 1, prevalence: Number.NaN }, 0)).toThrow(StudyError);
});

function maskIndices({ mask }: SyntheticCase): [number, number, number][] {
  const [ni, nj] = mask.grid.size;
  const found: [number, number, number][] = [];
  mask.data.forEach((value, n) => {
    if (value === 1) found.push([n % ni, Math.floor(n / ni) % nj, Math.floor(n / (ni * nj))]);
  });
  return found;
}

/** Grows from the first voxel over shared faces, by names of voxels: slow and obvious. */
function sizeOfFirstComponent(made: SyntheticCase): number {
  const left = new Set(maskIndices(made).map((index) => index.join()));
  const open = [maskIndices(made)[0]];
  left.delete(open[0].join());
  let size = 0;
  for (let voxel = open.pop(); voxel !== undefined; voxel = open.pop()) {
    size++;
    for (const axis of [0, 1, 2]) {
      for (const step of [-1, 1]) {
        const next: [number, number, number] = [...voxel];
        next[axis] += step;
        if (left.delete(next.join())) open.push(next);
      }
    }
  }
  return size;
}

function longestDiameter(made: SyntheticCase): number {
  const [di, dj, dk] = made.mask.grid.spacing;
  const [ni, nj] = made.mask.grid.size;
  const at = (i: number, j: number, k: number): number => made.mask.data[i + ni * (j + nj * k)];
  const border = maskIndices(made).filter(([i, j, k]) => !(at(i - 1, j, k) && at(i + 1, j, k)));
  let longest = 0;
  for (const [i, j, k] of border) {
    for (const [u, v, w] of border) longest = Math.max(longest, Math.hypot((i - u) * di, (j - v) * dj, (k - w) * dk));
  }
  return longest;
}

function mean({ image }: SyntheticCase, belongs: (n: number) => boolean): number {
  const values = Array.from(image.data).filter((_, n) => belongs(n));
  return values.reduce((sum, hu) => sum + hu, 0) / values.length;
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1];
