import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { featurePreset } from "@hilum/radiomics";
import { readNifti, writeNifti } from "@hilum/volume/nifti";
import { afterAll, expect, test } from "vitest";
import { writeFeatureMaps } from "./feature-map-files.ts";

const folder = mkdtempSync(join(tmpdir(), "hilum-maps-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const paths = { image: join(folder, "image.nii"), mask: join(folder, "mask.nii") };
const grid = {
  size: [9, 8, 7],
  spacing: [0.8, 0.8, 2],
  origin: [-60, 20, -300],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
} as const;
const image = { grid, data: Int16Array.from({ length: 504 }, (_, at) => ((at * 37) % 211) - 100) };
const mask = {
  grid,
  data: Uint8Array.from({ length: 504 }, (_, at) => (at % 9 > 1 && at % 9 < 7 && at % 72 > 8 && at % 72 < 63 ? 1 : 0)),
};
writeFileSync(paths.image, writeNifti(image, { gzip: false }));
writeFileSync(paths.mask, writeNifti(mask, { gzip: false }));
const settings = featurePreset("pyradiomics");

test("several maps go to a folder, each under its name, with progress", async () => {
  const names = ["wavelet-LLL_firstorder_Entropy", "original_glcm_Contrast"];
  const out = join(folder, "maps");
  let [steps, advanced] = [0, 0];
  const progress = { start: (_: string, total: number) => (steps = total), advance: () => advanced++, warn: () => {} };
  const written = await writeFeatureMaps(paths, settings, names, { out, progress });
  expect(readdirSync(out).toSorted()).toEqual(names.map((name) => `${name}.nii.gz`).toSorted());
  expect(advanced).toBe(steps);
  for (const { file, voxels } of written) {
    const map = readNifti(readFileSync(file));
    expect(map.grid.size).toEqual(grid.size);
    map.grid.origin.forEach((mm, axis) => {
      expect(mm).toBeCloseTo(grid.origin[axis], 4);
    });
    expect(voxels).toBe(mask.data.reduce((sum, is) => sum + is, 0));
    mask.data.forEach((is, at) => {
      if (is === 0) expect(map.data[at]).toBe(0);
    });
  }
});

test.each([
  [["original_glcm_Contrst"], "pyradiomics", "x.nii.gz", /Did you mean "original_glcm_Contrast"\?/],
  [["original_shape_Sphericity"], "pyradiomics", "x.nii.gz", /no map "original_shape_Sphericity".*shape has none/],
  [["original_glcm_Contrast"], "pyradiomics", "x.csv", /the ending says the format/],
  [["original_glcm_Contrast", "original_glcm_Idm"], "pyradiomics", "x.nii.gz", /Give a folder/],
  [["original_glcm_Contrast"], "ibsi", "x.nii.gz", /the preset ibsi has IBSI's/],
])("%j of %s to %s is refused before anything is read or written", async (names, preset, out, message) => {
  const gone = { image: join(folder, "gone.nii"), mask: join(folder, "gone.nii") };
  await expect(writeFeatureMaps(gone, featurePreset(preset), names, { out: join(folder, out) })).rejects.toThrow(
    message,
  );
  expect(existsSync(join(folder, out))).toBe(false);
});
