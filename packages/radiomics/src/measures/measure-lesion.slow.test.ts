import { expect, test } from "vitest";
import { nodule } from "../test/images.ts";
import { dataFolder, hasData, readCsv, titled } from "../test/reference.ts";
import { byName } from "../test/masks.ts";
import { lungShells } from "../vois/shells.ts";
import { measureLesion } from "./measure-lesion.ts";

/** How often a value of the first list lies below one of the second, a tie counting one half. */
function chanceBelow(first: readonly number[], second: readonly number[]): number {
  let below = 0;
  for (const a of first) for (const b of second) below += a < b ? 1 : a === b ? 0.5 : 0;
  return below / (first.length * second.length);
}

function correlation(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const product = (a: readonly number[], ma: number, b: readonly number[], mb: number) =>
    a.reduce((sum, value, n) => sum + (value - ma) * (b[n] - mb), 0);
  return product(x, mx, y, my) / Math.sqrt(product(x, mx, x, mx) * product(y, my, y, my));
}

test.skipIf(!hasData)(
  titled("the measures of 542 lung nodules are those that docs/measures.md states"),
  () => {
    const rows = readCsv(`${dataFolder}/lidc_nodules/labels.csv`);
    const found = rows.map((row) => {
      const [image, mask] = nodule(row["id"]);
      const { features } = measureLesion(image, mask, 1, { solidThreshold: -160 });
      const shares = [...lungShells(image, mask, 1, [{ from: 0, to: 5 }])].map(({ own }) => own[1].value);
      return { row, measures: byName(features), share: shares[0] };
    });
    const of = (name: string, subsolid: string) =>
      found.filter(({ row }) => row["subsolid"] === subsolid).map(({ measures }) => measures[`measures_${name}`]);
    expect(chanceBelow(of("ConsolidationTumorRatio", "1"), of("ConsolidationTumorRatio", "0"))).toBeCloseTo(0.882, 3);
    expect(chanceBelow(of("SolidVolumeShare", "1"), of("SolidVolumeShare", "0"))).toBeCloseTo(0.909, 3);
    const read = found.map(({ row }) => Number(row["diameter_mm"]));
    const axial = found.map(({ measures }) => measures["measures_AxialDiameter"]);
    const sphere = found.map(({ measures }) => Math.cbrt((6000 * measures["measures_Volume"]) / Math.PI));
    expect(correlation(axial, read)).toBeCloseTo(0.935, 3);
    expect(correlation(sphere, read)).toBeCloseTo(0.987, 3);
    expect(found.every(({ share }) => share > 0.3)).toBe(true);
  },
  300_000,
);
