import { reorient, type Vec3, type Volume } from "@hilum/volume";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { extract } from "../extract.ts";
import { preset } from "../presets.ts";
import { byName, volumeOf } from "../test/masks.ts";
import { measureLesion } from "./measure-lesion.ts";

const lungHu = -850;

/** A ball of ground glass with a solid ball inside, both around one centre, in lung. */
function partSolid(wholeMm: number, solidMm: number, spacing: Vec3, shift: Vec3 = [0, 0, 0]): [Volume, Volume] {
  const extent = (axis: 0 | 1 | 2) => Math.ceil((wholeMm + 6) / spacing[axis]);
  const size: Vec3 = [extent(0), extent(1), extent(2)];
  const radius = ([i, j, k]: Vec3) =>
    Math.hypot(...[i, j, k].map((n, a) => (n - (size[a] - 1) / 2 - shift[a]) * spacing[a]));
  const hu = (index: Vec3) => (radius(index) <= solidMm / 2 ? 40 : radius(index) <= wholeMm / 2 ? -600 : lungHu);
  return [volumeOf(size, hu, spacing), volumeOf(size, (index) => (radius(index) <= wholeMm / 2 ? 1 : 0), spacing)];
}

const measured = ([image, mask]: readonly [Volume, Volume], solidThreshold = -160) =>
  byName(measureLesion(image, mask, 1, { solidThreshold }).features);

describe("balls of known size", () => {
  test.each([
    [20, 10],
    [14, 9],
    [8, 4],
  ])("a lesion of %d mm with a core of %d mm", (whole, core) => {
    const spacing = 0.5;
    const values = measured(partSolid(whole, core, [spacing, spacing, spacing]));
    // A digitised circle is up to a voxel longer than the true one (docs/measures.md).
    const near = (name: string, mm: number) => {
      expect(values[name]).toBeGreaterThan(mm - spacing);
      expect(values[name]).toBeLessThan(mm + spacing);
    };
    near("measures_AxialDiameter", whole);
    near("measures_AxialShortAxis", whole);
    near("measures_AxialMeanDiameter", whole);
    near("measures_Diameter3D", whole);
    near("measures_SolidDiameter", core);
    expect(Math.abs(values["measures_ConsolidationTumorRatio"] - core / whole)).toBeLessThan(spacing / whole);
    const ball = (mm: number) => (Math.PI * mm ** 3) / 6000;
    expect(values["measures_Volume"] / ball(whole)).toBeCloseTo(1, 1);
    expect(values["measures_SolidVolume"] / ball(core)).toBeCloseTo(1, 1);
    expect(values["measures_SolidVolumeShare"] / (core / whole) ** 3).toBeCloseTo(1, 1);
    expect(values["measures_SolidMeanIntensity"]).toBe(40);
    // By hand: 400 mg/mL of ground glass and 1,040 of tissue.
    const mass =
      400 * (values["measures_Volume"] - values["measures_SolidVolume"]) + 1040 * values["measures_SolidVolume"];
    expect(values["measures_Mass"]).toBeCloseTo(mass, 6);
  });
});

test("diameters by hand: 5 x 3 voxels of 2 x 1 mm", () => {
  const inside = ([i, j]: Vec3) => (i >= 2 && i < 7 && j >= 3 && j < 6 ? 1 : 0);
  const mask = volumeOf([10, 10, 1], inside, [2, 1, 5]);
  const image = volumeOf([10, 10, 1], () => 0, [2, 1, 5]);
  const values = measured([image, mask]);
  // From the left edge of the first row to the right edge of the last one: 10 mm along, 2 mm across.
  expect(values["measures_AxialDiameter"]).toBeCloseTo(Math.hypot(10, 2), 12);
  // From the upper to the lower side, 3 mm apart, along a line tilted as much as the long axis.
  expect(values["measures_AxialShortAxis"]).toBeCloseTo((3 * Math.hypot(10, 2)) / 10, 12);
  expect(values["measures_Volume"]).toBe(0.15);
});

test("the longest of a diamond's diagonals, and the other one as short axis", () => {
  const inside = ([i, j]: Vec3) => (Math.abs(i - 10) / 9 + Math.abs(j - 10) / 5 <= 1 ? 1 : 0);
  const values = measured([volumeOf([21, 21, 1], () => 0), volumeOf([21, 21, 1], inside)]);
  expect(values["measures_AxialDiameter"]).toBe(19);
  expect(values["measures_AxialShortAxis"]).toBe(11);
});

test("on the image's own grid the axial diameter is PyRadiomics' Maximum2DDiameterSlice", () => {
  const settings = preset("pyradiomics", { measures: { solidThreshold: -160 } });
  const [image, mask] = partSolid(9, 5, [0.7, 0.8, 1.5], [0.3, 0.1, 0.4]);
  const values = byName(extract(image, mask, settings).features);
  expect(values["measures_AxialDiameter"]).toBeCloseTo(values["shape_Maximum2DDiameterSlice"], 12);
  expect(values["measures_Diameter3D"]).toBe(values["shape_Maximum3DDiameter"]);
});

test("the solid diameter is that of one area, not across two", () => {
  const mask = volumeOf([30, 30, 3], ([i, j]) => (i > 2 && i < 27 && j > 5 && j < 20 ? 1 : 0));
  // Cores of 5 and of 4 voxels, far apart; and two in neighbouring slices.
  const solid = ([i, j, k]: Vec3) =>
    j === 10 && ((k === 1 && i >= 5 && i < 10) || (k === 1 && i >= 20 && i < 24) || (k === 2 && i >= 10 && i < 14));
  const image = volumeOf([30, 30, 3], (index) => (solid(index) ? 0 : -600));
  expect(measured([image, mask])["measures_SolidDiameter"]).toBe(5);
});

test("a pure ground glass lesion has a ratio of 0 and no mean intensity of its solid part", () => {
  const { features } = measureLesion(...partSolid(10, -1, [1, 1, 1]), 1, { solidThreshold: -160 });
  const values = byName(features);
  expect(values["measures_SolidDiameter"]).toBe(0);
  expect(values["measures_ConsolidationTumorRatio"]).toBe(0);
  expect(features.find(({ feature }) => feature === "SolidMeanIntensity")).toMatchObject({
    value: Number.NaN,
    note: "no voxel of the lesion has -160 HU or more",
  });
  expect(values["measures_SolidVolume"]).toBe(0);
});

test("the threshold decides, inclusively, and a single voxel has a size", () => {
  const [image, mask] = partSolid(12, 6, [1, 1, 1]);
  expect(measured([image, mask], -600)["measures_ConsolidationTumorRatio"]).toBe(1);
  expect(measured([image, mask], 41)["measures_ConsolidationTumorRatio"]).toBe(0);
  const one = volumeOf([5, 5, 5], (index) => (index.every((n) => n === 2) ? 1 : 0), [0.5, 0.5, 2]);
  const air = volumeOf([5, 5, 5], () => -1200, [0.5, 0.5, 2]);
  expect(measured([air, one])).toMatchObject({ measures_AxialDiameter: 0.5, measures_AxialShortAxis: 0.5 });
  expect(
    measureLesion(air, one, 1, { solidThreshold: 0 }).features.find(({ feature }) => feature === "Mass")?.note,
  ).toMatch(/below that of air/);
});

test("measures do not depend on how the voxels are stored", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 6 * 5 * 4, maxLength: 6 * 5 * 4 }),
      fc.constantFrom("RAI", "LPS", "LAS", "PSR", "SLA", "IRP"),
      (levels, orientation) => {
        fc.pre(levels.some((level) => level > 1));
        const spacing: Vec3 = [0.7, 0.9, 2];
        const at = ([i, j, k]: Vec3) => levels[i + 6 * (j + 5 * k)];
        const image = volumeOf([6, 5, 4], (index) => at(index) * 200 - 700, spacing);
        const mask = volumeOf([6, 5, 4], (index) => (at(index) > 1 ? 1 : 0), spacing);
        const straight = measured([image, mask]);
        const turned = measured([reorient(image, orientation), reorient(mask, orientation)]);
        for (const [name, value] of Object.entries(straight)) expect(turned[name]).toBeCloseTo(value, 9);
      },
    ),
    { numRuns: 60 },
  );
});
