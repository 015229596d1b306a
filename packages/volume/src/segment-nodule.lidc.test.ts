import { describe, expect, test } from "vitest";
import { segmentNodule } from "./segment-nodule.ts";
import { dice } from "./test/dice.ts";
import { loadNodule, middleVoxel, nodulesFound, noduleRows } from "./test/lidc-nodules.ts";

/** Every 13th of the 542, from each site and size; segment-nodule.slow.test.ts measures them all. */
const STEP = 13;

const title = "real nodules against the merged outlines of up to four readers";

describe.skipIf(!nodulesFound)(nodulesFound ? title : `${title} (skipped: HILUM_DATA not found)`, () => {
  test("half of the nodules agree with a Dice of 0.78 or more, with and without the diameter", () => {
    const rows = noduleRows().filter((_, n) => n % STEP === 0);
    expect(rows.length).toBeGreaterThanOrEqual(40);
    const agreements = rows.map((row) => {
      const { image, reading } = loadNodule(row);
      const seed = { index: middleVoxel(reading) };
      const estimated = segmentNodule(image, seed);
      const given = segmentNodule(image, seed, { diameterMm: Number(row.diameter_mm) });
      return [estimated, given].map((nodule) => dice(nodule.mask.data, reading.data));
    });
    for (const n of [0, 1]) expect(median(agreements.map((pair) => pair[n]))).toBeGreaterThan(0.78);
  });
});

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
