import { describe, expect, test } from "vitest";
import type { SegmentedNodule, SegmentNoduleOptions } from "./segment-nodule.ts";
import { segmentNodule } from "./segment-nodule.ts";
import { dice } from "./test/dice.ts";
import type { Density } from "./test/nodule-phantom.ts";
import { ball, fieldOfView, inside, LUNG, MIDDLE, scan, vessel } from "./test/nodule-phantom.ts";
import type { Grid, Vec3, Volume } from "./volume.ts";
import { VolumeError } from "./volume.ts";

const thin = fieldOfView([0.7, 0.7, 0.7]);
const thick = fieldOfView([0.7, 0.7, 2]);
const NOISE_HU = 40;

/** Soft tissue where any region holds, lung elsewhere. */
const tissue =
  (...regions: ((point: Vec3) => boolean)[]): Density =>
  (p) =>
    regions.some((region) => region(p)) ? 40 : LUNG;

/** Dice between the segmentation and the true ball. */
function agreement(
  image: Volume,
  truth: (point: Vec3) => boolean,
  seed: Vec3 = MIDDLE,
  options?: SegmentNoduleOptions,
): number {
  return dice(segmentNodule(image, { point: seed }, options).mask.data, inside(image.grid, truth));
}

/** The segmentation's error, as text. */
function failure(run: () => SegmentedNodule): string {
  try {
    run();
  } catch (error) {
    if (error instanceof VolumeError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "no error";
}

describe("phantoms", () => {
  const grids: [string, Grid][] = [
    ["thin", thin],
    ["thick", thick],
  ];
  const cases = grids.flatMap(([name, grid]) => [8, 12, 20].map((mm) => ({ name, grid, mm })));

  test.each(cases)("a solid ball of $mm mm in noise, $name slices", ({ grid, mm }) => {
    const image = scan(grid, tissue(ball(mm / 2)), NOISE_HU);
    const nodule = segmentNodule(image, { point: MIDDLE });
    expect(dice(nodule.mask.data, inside(grid, ball(mm / 2)))).toBeGreaterThan(0.85);
    expect(Math.abs(nodule.diameterMm / mm - 1)).toBeLessThan(0.12);
    expect(nodule.warnings).toEqual([]);
    expect(agreement(image, ball(mm / 2), MIDDLE, { diameterMm: mm })).toBeGreaterThan(0.85);
  });

  test("volume and diameter are those of the mask", () => {
    const nodule = segmentNodule(scan(thick, tissue(ball(7)), NOISE_HU), { point: MIDDLE });
    const voxels = nodule.mask.data.reduce((sum, x) => sum + x, 0);
    expect(nodule.volumeMl).toBeCloseTo((voxels * 0.7 * 0.7 * 2) / 1000, 12);
    expect((Math.PI * nodule.diameterMm ** 3) / 6000).toBeCloseTo(nodule.volumeMl, 12);
  });

  test.each(cases.filter(({ mm }) => mm < 20))(
    "a vessel through a ball of $mm mm is cut off, $name slices",
    ({ grid, mm }) => {
      const image = scan(grid, tissue(ball(mm / 2), vessel(1.2, mm / 4)), NOISE_HU);
      expect(agreement(image, ball(mm / 2))).toBeGreaterThan(0.85);
      expect(agreement(image, ball(mm / 2), MIDDLE, { diameterMm: mm })).toBeGreaterThan(0.85);
    },
  );

  test.each(cases.filter(({ mm }) => mm < 20))(
    "a ball of $mm mm on the chest wall stays a ball, $name slices",
    ({ grid, mm }) => {
      const wall = (p: Vec3): boolean => p[1] > MIDDLE[1] + mm / 2 - 0.5;
      const image = scan(grid, tissue(ball(mm / 2), wall), NOISE_HU);
      // A ball of 8 mm on slices of 2 mm has four of them; one more at an end costs a tenth.
      expect(agreement(image, ball(mm / 2))).toBeGreaterThan(mm === 8 && grid === thick ? 0.8 : 0.85);
    },
  );

  test("a ground-glass ball gets a lower threshold and a warning", () => {
    const image = scan(thin, (p) => (ball(6)(p) ? -620 : LUNG), NOISE_HU);
    const nodule = segmentNodule(image, { point: MIDDLE });
    expect(dice(nodule.mask.data, inside(thin, ball(6)))).toBeGreaterThan(0.85);
    expect(nodule.threshold).toBeLessThan(-770);
    expect(nodule.warnings.join()).toContain("ground glass");
  });

  test("a seed 4 mm off the centre finds the same nodule", () => {
    const image = scan(thin, tissue(ball(6)), NOISE_HU);
    for (const [x, y, z] of [
      [4, 0, 0],
      [0, -4, 0],
      [2, 2, -2.5],
    ])
      expect(agreement(image, ball(6), [MIDDLE[0] + x, MIDDLE[1] + y, MIDDLE[2] + z])).toBeGreaterThan(0.85);
  });

  test("a seed in the lung beside a small nodule finds it and says so", () => {
    const image = scan(thin, tissue(ball(3)), NOISE_HU);
    const nodule = segmentNodule(image, { point: [MIDDLE[0], MIDDLE[1], MIDDLE[2] - 4.2] });
    expect(dice(nodule.mask.data, inside(thin, ball(3)))).toBeGreaterThan(0.7);
    expect(nodule.warnings.join()).toContain("beside something denser");
  });

  test("a cavity is filled", () => {
    const image = scan(thin, (p) => (ball(8)(p) && !ball(2)(p) ? 40 : LUNG), 0);
    const nodule = segmentNodule(image, { point: [22, 18, 18] }, { diameterMm: 20 });
    expect(dice(nodule.mask.data, inside(thin, ball(8)))).toBeGreaterThan(0.85);
  });
});

describe("laws", () => {
  const image = scan(thin, tissue(ball(5), vessel(1.2, 2)), NOISE_HU);

  test("an index and its point are the same seed", () => {
    const byIndex = segmentNodule(image, { index: [25, 24, 26] });
    const byPoint = segmentNodule(image, { point: [25 * 0.7, 24 * 0.7, 26 * 0.7] });
    expect(byPoint).toEqual(byIndex);
  });

  test("turning and moving the patient changes nothing", () => {
    const c = Math.cos(0.3);
    const s = Math.sin(0.3);
    const grid: Grid = { ...thin, origin: [-80, 33, 900], direction: [c, -s, 0, s, c, 0, 0, 0, 1] };
    const point: Vec3 = [-80 + 18 * (c - s), 33 + 18 * (s + c), 900 + 18];
    const moved = segmentNodule({ grid, data: image.data }, { point });
    const still = segmentNodule(image, { point: MIDDLE });
    expect(moved.mask.data).toEqual(still.mask.data);
    expect(moved.mask.grid).toBe(grid);
  });

  test("metal, padding and NaN far from the nodule change nothing", () => {
    const data = Float32Array.from(image.data);
    const [ni, nj, nk] = thin.size;
    for (let i = 0; i < ni; i++) {
      data[i] = Number.NaN;
      data[i + ni * (nj - 1)] = -2048;
      data[i + ni * nj * (nk - 1)] = 3071;
    }
    const spoilt = segmentNodule({ grid: thin, data }, { point: MIDDLE });
    expect(spoilt.mask.data).toEqual(segmentNodule(image, { point: MIDDLE }).mask.data);
  });
});

describe("what cannot be done is said", () => {
  const image = scan(thin, tissue(ball(5)), NOISE_HU);

  test("a seed outside the image names the image's extent", () => {
    const message = failure(() => segmentNodule(image, { point: [18, 18, 90] }));
    expect(message).toMatch(/^seed-outside: .*\(18, 18, 90\) mm.*from 0\.0 to 35\.0 mm in z.*Read the point off again/);
  });

  test("a seed in RAS is recognised", () => {
    expect(failure(() => segmentNodule(image, { point: [-18, -18, 18] }))).toContain("it seems to be RAS");
  });

  test("an index outside, or not a number, names the size", () => {
    expect(failure(() => segmentNodule(image, { index: [51, 3, 3] }))).toContain("51×51×51");
    expect(failure(() => segmentNodule(image, { index: [Number.NaN, 3, 3] }))).toContain("seed-outside");
  });

  test("a seed in lung far from anything dense names both densities", () => {
    const message = failure(() => segmentNodule(image, { point: [18, 18, 4] }));
    expect(message).toMatch(/^no-nodule: .*-8\d\d HU, lung around it -8\d\d HU/);
  });

  test.each([0, -3, 101, Number.NaN])("a diameter of %d mm is refused", (diameterMm) => {
    expect(failure(() => segmentNodule(image, { point: MIDDLE }, { diameterMm }))).toContain(
      `diameter: The diameter is ${diameterMm} mm`,
    );
  });

  test("a nodule cut by the border, a wrong diameter, and missing lung are warnings", () => {
    const low = segmentNodule(scan(thin, tissue(ball(6, [18, 18, 3])), NOISE_HU), { point: [18, 18, 3] });
    expect(low.warnings.join()).toContain("border of the image (first k)");
    const wrong = segmentNodule(image, { point: MIDDLE }, { diameterMm: 30 });
    expect(wrong.warnings.join()).toContain("30 mm was given");
    const solid = segmentNodule(
      scan(thin, () => 40, NOISE_HU),
      { point: MIDDLE },
    );
    expect(solid.warnings.join()).toContain("hardly any aerated lung");
  });
});
