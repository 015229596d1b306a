import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseCsvTable } from "@hilum/study";
import { readNifti } from "@hilum/volume/nifti";
import { beforeAll, describe, expect, test } from "vitest";
import { expectPlainMessage } from "./plain-message.ts";
import { runHilum } from "./run-hilum.ts";
import { writeSmallCohort } from "./small-cohort.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const cwd = temporaryFolder();
const one = ["images/n01.nii.gz", "masks/n01.nii.gz"];
const read = (path: string) => readNifti(readFileSync(join(cwd, path)));

beforeAll(() => {
  writeSmallCohort(cwd, 2);
  writeFileSync(
    join(cwd, "settings.yaml"),
    "preset: pyradiomics\nfamilies: [shape, firstorder]\nmeasures: { solidThreshold: -160 }\n" +
      "shells: [{ from: 0, to: 3 }]\nhabitats: { count: 2, on: [intensity], seed: 5 }\n",
  );
});

describe("hilum features --maps", () => {
  test("writes the map of a feature on the image's grid", async () => {
    const { code, stdout } = await runHilum(
      ["features", ...one, "--maps", "original_firstorder_Mean", "--out", "mean.nii.gz"],
      { cwd },
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^map: mean\.nii\.gz \(\d+ voxels\)\n$/);
    const [map, image, mask] = [read("mean.nii.gz"), read(one[0]), read(one[1])];
    expect(map.grid.size).toEqual(image.grid.size);
    map.grid.origin.forEach((mm, axis) => {
      expect(mm).toBeCloseTo(image.grid.origin[axis], 4);
    });
    mask.data.forEach((inside: number, at: number) => {
      if (inside === 0) expect(map.data[at]).toBe(0);
    });
    expect(map.data.some((value: number) => value !== 0)).toBe(true);
  });

  test("says what it needs", async () => {
    const { code, stderr } = await runHilum(["features", ...one, "--maps", "original_glcm_Contrast"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/--maps needs IMAGE, MASK of one lesion, and --out/);
    expectPlainMessage(stderr);
  });
});

test("measures, shells and habitats of a settings file are columns beside those of the preset", async () => {
  const { code } = await runHilum(["features", ...one, "--settings", "settings.yaml", "--wide", "--out", "wide.csv"], {
    cwd,
  });
  expect(code).toBe(0);
  const { columns, rows } = parseCsvTable(readFileSync(join(cwd, "wide.csv"), "utf8"), "wide.csv");
  expect(columns).toHaveLength(1 + 14 + 18 + 11 + (2 + 18) + 2 * (2 + 18));
  expect(rows).toHaveLength(1);
  for (const name of [
    "original_measures_ConsolidationTumorRatio",
    "shell-0-3mm_original_firstorder_Mean",
    "habitat-2_habitat_VolumeShare",
  ])
    expect(columns).toContain(name);
});
