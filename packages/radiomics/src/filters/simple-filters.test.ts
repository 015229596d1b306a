import { describe, expect, test } from "vitest";
import { imageTypes } from "../image-types.ts";
import { preset } from "../presets.ts";
import type { RadiomicsSettings } from "../settings.ts";
import { volumeOf } from "../test/masks.ts";
import { gradientMagnitude } from "./gradient-magnitude.ts";

const line = volumeOf([5, 1, 1], ([i]) => [-8, -1, 0, 3, 4][i]);

function filtered(name: string, image = line, changes: Partial<RadiomicsSettings> = {}): number[] {
  const box = { lower: [0, 0, 0], size: image.grid.size } as const;
  const made = imageTypes.get(name)?.images(image, preset("pyradiomics", changes), box) ?? [];
  return [...made].flatMap((one) => ("image" in one ? [...one.image.data] : []));
}

describe("filters of single voxels, worked by hand for a largest absolute value of 8", () => {
  test.each([
    ["square", [8, 1 / 8, 0, 9 / 8, 2]],
    ["squareroot", [-8, -Math.sqrt(8), 0, Math.sqrt(24), Math.sqrt(32)]],
    ["logarithm", [-9, -2, 1, 4, 5].map((x) => (Math.sign(x) * 8 * Math.log(Math.abs(x))) / Math.log(9))],
    ["exponential", [1 / 8, 8 ** (-1 / 8), 1, 8 ** (3 / 8), 8 ** 0.5]],
  ])("%s", (name, expected) => {
    filtered(name).forEach((x, n) => expect(x).toBeCloseTo(expected[n], 12));
  });

  test("an image of zeros stays one", () => {
    const zeros = volumeOf([2, 1, 1], () => 0);
    for (const name of ["square", "squareroot", "logarithm"]) expect(filtered(name, zeros)).toEqual([0, 0]);
    expect(filtered("exponential", zeros)).toEqual([1, 1]);
  });

  test("the largest value counts wherever it is in the image", () => {
    const box = { lower: [3, 0, 0], size: [2, 1, 1] } as const;
    const [one] = [...(imageTypes.get("square")?.images(line, preset("pyradiomics"), box) ?? [])];
    expect("image" in one ? [...one.image.data].map((x) => x.toFixed(9)) : []).toEqual(["1.125000000", "2.000000000"]);
  });
});

describe("the gradient", () => {
  const ramp = volumeOf([5, 6, 7], ([i, j, k]) => 3 * i + 4 * j + 24 * k, [1, 2, 2]);
  const at = 2 + 5 * (3 + 6 * 3);

  test("of a ramp is its slope per mm, or per voxel", () => {
    expect(gradientMagnitude(ramp, "mm").data[at]).toBeCloseTo(Math.hypot(3, 2, 12), 5);
    expect(gradientMagnitude(ramp, "voxel").data[at]).toBeCloseTo(Math.hypot(3, 4, 24), 5);
  });

  test("at an edge takes half the step to the one neighbour that there is", () => {
    expect(gradientMagnitude(line, "mm").data[0]).toBeCloseTo(3.5, 6);
    expect(
      gradientMagnitude(
        volumeOf([1, 1, 1], () => 9),
        "mm",
      ).data[0],
    ).toBe(0);
  });

  test("in a box is that part of the whole image's", () => {
    const box = { lower: [2, 3, 3], size: [1, 2, 1] } as const;
    const bumpy = volumeOf([5, 6, 7], ([i, j, k]) => (7 * i * i + 3 * j * k * i) % 31);
    const [one] = [...(imageTypes.get("gradient")?.images(bumpy, preset("pyradiomics"), box) ?? [])];
    const { data } = gradientMagnitude(bumpy, "mm");
    expect("image" in one ? [...one.image.data] : []).toEqual([data[at], data[at + 5]]);
  });
});
