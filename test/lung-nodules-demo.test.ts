import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { requireSameGrid, segmentNodule } from "@hilum/volume";
import type { Volume } from "@hilum/volume";
import { readNifti, writeNifti } from "@hilum/volume/nifti";
import { describe, expect, test } from "vitest";
import { dice } from "../packages/volume/src/test/dice.ts";
import { loadNodule, nodulesFound, noduleRows } from "../packages/volume/src/test/lidc-nodules.ts";

const folder = fileURLToPath(new URL("../examples/lung-nodules", import.meta.url));
const [head, ...lines] = readFileSync(join(folder, "cases.csv"), "utf8")
  .trim()
  .split("\n")
  .map((line) => line.split(","));
const cases = lines.map((cells) => Object.fromEntries(head.map((name, n) => [name, cells[n]])));

const bytesOf = (path: string): Buffer => readFileSync(join(folder, path));
const volumeOf = (path: string): Volume => readNifti(bytesOf(path));

describe("the lung nodules that come with Hilum", () => {
  test("are 200 at most, in 9.5 MB, with a file for every row and a row for every file", () => {
    expect(cases.length).toBeLessThanOrEqual(200);
    const files = ["images", "masks"].flatMap((name) =>
      readdirSync(join(folder, name)).map((file) => `${name}/${file}`),
    );
    expect(new Set(files)).toEqual(new Set(cases.flatMap(({ image, mask }) => [image, mask])));
    expect(files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0)).toBeLessThan(9.5e6);
  });

  test("are as many per centre and label as the README says", () => {
    const count = (centre: string, label: string): number =>
      cases.filter((row) => row.centre === centre && row.label === label).length;
    expect(["A", "B", "C"].map((centre) => [count(centre, "1"), count(centre, "0")])).toEqual([
      [35, 35],
      [35, 35],
      [17, 43],
    ]);
    const centres = new Map(cases.map(({ patient, centre }) => [patient, centre]));
    expect(cases.every(({ patient, centre }) => centres.get(patient) === centre)).toBe(true);
  });

  test("have masks of 0 and 1 on the image's grid", () => {
    for (const { image, mask } of cases) {
      const outline = volumeOf(mask);
      requireSameGrid(outline, volumeOf(image));
      expect(new Set(outline.data)).toEqual(new Set([0, 1]));
    }
  });

  const some = cases.filter((_, n) => n % Math.floor(cases.length / 5) === 0).slice(0, 5);

  test.each(some)("the mask of $case is what hilum segment makes of the image, byte for byte", (row) => {
    const point = [Number(row.seed_x), Number(row.seed_y), Number(row.seed_z)] as const;
    const made = segmentNodule(volumeOf(row.image), { point }, { diameterMm: Number(row.diameter_mm) });
    expect(made.mask.data).toEqual(volumeOf(row.mask).data);
    expect(Buffer.compare(writeNifti(made.mask), bytesOf(row.mask))).toBe(0);
  });
});

const title = "the shipped nodules against their source";

describe.skipIf(!nodulesFound)(nodulesFound ? title : `${title} (skipped: HILUM_DATA not found)`, () => {
  test("images are unchanged, masks agree with the readers' outlines without being them", () => {
    const sources = new Map(noduleRows().map((row) => [row.id, row]));
    for (const row of cases) {
      const { image, reading } = loadNodule(sources.get(row.case)!);
      const shipped = volumeOf(row.image);
      expect(Buffer.compare(Buffer.from(shipped.data.buffer), Buffer.from(image.data.buffer))).toBe(0);
      requireSameGrid(shipped, image);
      const agreement = dice(volumeOf(row.mask).data, reading.data);
      expect(agreement).toBeGreaterThanOrEqual(0.7);
      expect(agreement).toBeLessThan(1);
    }
  });
});
