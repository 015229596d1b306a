import { crop, type Volume } from "@hilum/volume";
import { expect, test } from "vitest";
import { preset } from "../presets.ts";
import type { RadiomicsSettings } from "../settings.ts";
import { volumeOf } from "../test/masks.ts";
import { waveletImages } from "./wavelet-images.ts";

const bumpy = volumeOf([21, 18, 15], ([i, j, k]) => ((i * i + 7 * j * k + 3 * k * i) % 41) * 10);

function images(
  image: Volume,
  box: { lower: readonly [number, number, number]; size: readonly [number, number, number] },
  changes: Partial<RadiomicsSettings>,
) {
  const settings = preset("pyradiomics", changes);
  const made = [...waveletImages.images(image, settings, box)];
  expect(made.map(({ name }) => name)).toEqual(waveletImages.names(settings));
  return made.map((one) => ("image" in one ? [...one.image.data] : []));
}

test.each<[string, Partial<RadiomicsSettings>, number]>([
  ["one level", {}, 8],
  ["two levels", { wavelet: { name: "coif1", levels: 2, startLevel: 0 } }, 15],
  ["the second level only", { wavelet: { name: "coif1", levels: 1, startLevel: 1 } }, 8],
  ["within slices", { force2D: "ij" }, 4],
  ["Haar", { wavelet: { name: "haar", levels: 1, startLevel: 0 } }, 8],
])("a box in the middle has the voxels of the whole transform: %s", (_, changes, count) => {
  const box = { lower: [8, 7, 6], size: [3, 2, 1] } as const;
  const part = images(bumpy, box, changes);
  const whole = images(bumpy, { lower: [0, 0, 0], size: bumpy.grid.size }, changes);
  expect(part).toHaveLength(count);
  part.forEach((values, n) =>
    expect(values).toEqual([...crop({ grid: bumpy.grid, data: Float64Array.from(whole[n]) }, { box }).data]),
  );
});

test("levels above the first carry their number, and only the last low-pass image is given", () => {
  const { wavelet, force2D } = preset("pyradiomics", { wavelet: { name: "coif1", levels: 2, startLevel: 0 } });
  const names = waveletImages.names(preset("pyradiomics", { wavelet, force2D }));
  expect(names.slice(0, 2)).toEqual(["wavelet-LLH", "wavelet-LHL"]);
  expect(names.slice(6, 9)).toEqual(["wavelet-HHH", "wavelet2-LLH", "wavelet2-LHL"]);
  expect(names.at(-1)).toBe("wavelet2-LLL");
  expect(waveletImages.names(preset("pyradiomics", { force2D: "jk" }))).toEqual(
    ["LH", "HL", "HH", "LL"].map((band) => `wavelet-${band}`),
  );
});

test("the first letter belongs to x", () => {
  const stripes = volumeOf([8, 8, 8], ([i]) => (i % 2) * 100);
  const made = images(stripes, { lower: [0, 0, 0], size: [8, 8, 8] }, {});
  const names = waveletImages.names(preset("pyradiomics"));
  const energy = made.map((values) => values.reduce((sum, x) => sum + x * x, 0));
  const strong = names.filter((_, n) => energy[n] > 1);
  expect(strong).toEqual(["wavelet-HLL", "wavelet-LLL"]);
});
