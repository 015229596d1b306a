import * as fc from "fast-check";
import { expect, test } from "vitest";
import { greyLevelsOf, requireGreyLevels, volumeHistogramOf } from "./discretise.ts";
import { ibsiSettings } from "./ibsi-presets.ts";
import { intensityVolumeHistogramFamily } from "./intensity-volume-histogram.ts";
import { lesionOf } from "./test/lesions.ts";

const digital = ibsiSettings("ibsi-digital");

test("bins of a width begin at the range's lower bound; its upper bound belongs to the last bin", () => {
  const settings = { ...digital, binWidth: 25, range: [-500, 400] } as const;
  expect(greyLevelsOf(Float64Array.of(-500, -476, -475, 0, 399, 400), settings)).toEqual({
    levels: Float64Array.of(1, 1, 2, 21, 36, 36),
    count: 36,
  });
});

test("without a range they begin at the smallest intensity", () => {
  const { levels } = greyLevelsOf(Float64Array.of(7, 31, 32), { ...digital, binWidth: 25 });
  expect(levels).toEqual(Float64Array.of(1, 1, 2));
});

test("a number of bins spans smallest to largest intensity", () => {
  const { levels, count } = greyLevelsOf(Float64Array.of(10, 12, 14.9, 20), { ...digital, binCount: 4 });
  expect([levels, count]).toEqual([Float64Array.of(1, 1, 2, 4), 4]);
  expect(greyLevelsOf(Float64Array.of(5, 5), { ...digital, binCount: 4 }).levels).toEqual(Float64Array.of(1, 1));
});

test("intensities that are no grey levels, and far too many levels, are errors that say what to do", () => {
  expect(() => requireGreyLevels(greyLevelsOf(Float64Array.of(-3, 2), digital))).toThrow(/has -3.*set binWidth/);
  const narrow = greyLevelsOf(Float64Array.of(0, 1000), { ...digital, binWidth: 1e-3 });
  expect(() => requireGreyLevels(narrow)).toThrow(/up to 1000001; .*larger binWidth/);
});

/** By the manual's definition: every level of the histogram written down. */
function slow(intensities: Float64Array, settings: typeof digital) {
  const { values, first, step, count } = volumeHistogramOf(intensities, settings);
  const curve = Array.from({ length: count + 1 }, (_, n) => {
    const level = first + n * step;
    return { level, share: n / (count - 1), volume: values.filter((x) => x >= level).length / values.length };
  });
  const volume = (share: number) => curve.find((point) => point.share >= share - 1e-12)!.volume;
  const intensity = (part: number) => curve.find((point) => point.volume <= part + 1e-12)!.level;
  return [volume(0.1), volume(0.9), intensity(0.1), intensity(0.9)];
}

test("the intensity-volume histogram is read as from its written-down curve, in all three modes", () => {
  const modes = [
    digital,
    { ...digital, volumeHistogram: { binWidth: 2, binCount: null } },
    { ...digital, volumeHistogram: { binWidth: 2, binCount: null }, range: [1, 9] as const },
    { ...digital, volumeHistogram: { binWidth: null, binCount: 5 } },
  ];
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 40 }), (list) => {
      const levels = [1, 9, ...list];
      const lesion = lesionOf([levels.length, 1, 1], ([i]) => levels[i]);
      for (const settings of modes) {
        const volumeHistogram = volumeHistogramOf(lesion.intensities, settings);
        const found = intensityVolumeHistogramFamily.measure({ ...lesion, volumeHistogram }, []);
        const expected = slow(lesion.intensities, settings);
        for (const [n, value] of expected.entries()) expect(found[n].value).toBeCloseTo(value, 12);
      }
    }),
  );
});
