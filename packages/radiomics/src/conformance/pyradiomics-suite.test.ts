import type { ReferenceFolder } from "@hilum/numeric/conformance";
import { writeNifti } from "@hilum/volume/nifti";
import { describe, expect, test } from "vitest";
import { extract } from "../extract.ts";
import { preset } from "../presets.ts";
import { folderAt } from "../test/folder-at.ts";
import { ellipsoid, volumeOf } from "../test/masks.ts";
import { dataFolder, hasData, referenceFolder, titled } from "../test/reference.ts";
import { pyradiomicsSuite } from "./pyradiomics-suite.ts";

/** How many values each file has, with the sizes, boxes and voxel counts of its stages; the large ones are in the slow suite. */
const counts = {
  baseline_values: 1995,
  matrices: 15,
  brain1_2mm_all: 1781 + 6,
  brain1_native_all: 1781 + 3,
  brain1_native_bincount32: 851 + 3,
  brain1_native_force2D: 479 + 3,
  brain2_native_all: 1781 + 3,
  breast1_native_all: 1781 + 3,
  ct_phantom_1mm_linear_original: 107 + 6,
  ct_phantom_native_original: 107 + 3,
  prostate_phantom_native_all: 1781 + 3,
};

describe.skipIf(!hasData)(titled("PyRadiomics' values"), () => {
  test.each(Object.entries(counts))("%s: %i, all within their tolerance", { timeout: 120_000 }, async (part, total) => {
    const [folder, images] = [folderAt(referenceFolder), folderAt(dataFolder)];
    const record = await pyradiomicsSuite({ folder, images, only: (file) => file === part });
    const nothing = { failed: [], deviations: [], skipped: [] };
    expect(record.report()).toEqual({ suite: "pyradiomics", total, passed: total, ...nothing });
  });
});

const mask = volumeOf([12, 12, 10], ellipsoid([6, 6, 5], [3, 3, 2]));
const waves = volumeOf(mask.grid.size, ([i, j, k]) => 40 * Math.sin(i + 2 * j) + 13 * k + 0.25);
/** One voxel of the lesion as good as on the edge between two bins of 25. */
const onEdge = (side: 1 | -1) => {
  const data = waves.data.slice();
  data[6 + 12 * (6 + 12 * 5)] = 75 + side * 2e-6;
  return { ...waves, data };
};

/** Files in memory: an image of the name `bumpy`, and tables. */
function folderOf(tables: Readonly<Record<string, string>>, image = onEdge(1)): ReferenceFolder {
  const files = new Map<string, Uint8Array>([
    ["pyradiomics/bumpy_image.nii", writeNifti(image, { gzip: false })],
    ["pyradiomics/bumpy_label.nii", writeNifti(mask, { gzip: false })],
    ...Object.entries(tables).map(([name, text]): [string, Uint8Array] => [
      `pyradiomics/${name}`,
      new TextEncoder().encode(text),
    ]),
  ]);
  const bytes = async (path: string) => {
    const found = files.get(path);
    if (!found) throw new Error(`${path} is not there`);
    return found;
  };
  return {
    names: async (folder) =>
      [...files.keys()].filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1)),
    text: async (path) => new TextDecoder().decode(await bytes(path)),
    bytes,
  };
}
const header = "image_type,class,feature,value";
const rowsOf = (image: typeof waves, changes = {}) =>
  extract(image, mask, preset("pyradiomics", changes)).features.map((f) =>
    [f.image, f.family, f.feature, f.value].join(),
  );
const check = async (tables: Readonly<Record<string, string>>) => {
  const folder = folderOf(tables);
  return (await pyradiomicsSuite({ folder, images: folder })).report();
};

describe("what the suite must notice", () => {
  const good = rowsOf(onEdge(1));

  test("settings that a file's name and rows say", async () => {
    const changes = {
      binCount: 16,
      imageTypes: ["original", "log", "wavelet"],
      log: { sigmas: [1.5], smallImages: "skip" },
    };
    const rows = rowsOf(onEdge(1), { ...changes, spacing: [0.8, 0.8, 0.8], interpolation: "linear", force2D: "ik" });
    const { failed, total } = await check({
      "bumpy_0.8mm_linear_bincount16_force2D1.csv": [header, ...rows].join("\n"),
    });
    expect(failed).toEqual([]);
    expect(total).toBe(14 + 93 * (1 + 1 + 4));
  });

  test("a value off by more than its tolerance, and a feature that it does not know", async () => {
    const rows = good.map((row) => (row.includes(",glcm,Contrast,") ? "original,glcm,Contrast,3.5" : row));
    const report = await check({ "bumpy_native_all.csv": [header, ...rows, "original,glcm,Roughness,1"].join("\n") });
    expect(report).toMatchObject({ total: 107, passed: 106 });
    expect(report.failed).toMatchObject([
      { id: "bumpy_native_all/original/glcm/Contrast", expected: 3.5, tolerance: 1e-6 },
    ]);
    expect(report.skipped.map(({ id }) => id)).toEqual(["bumpy_native_all/original/glcm/Roughness"]);
  });

  test("a voxel on the edge of a bin: the value explains the deviation, for few of many only", async () => {
    const other = rowsOf(onEdge(-1)).filter((row) => row.includes(",glcm,Contrast,"));
    const rows = [header, ...other, ...Array.from({ length: 5 }, () => good).flat()];
    const { failed, deviations, passed } = await check({ "bumpy_native_all.csv": rows.join("\n") });
    expect({ failed, passed }).toEqual({ failed: [], passed: 5 * 107 });
    expect(deviations).toMatchObject([{ id: "bumpy_native_all/original/glcm/Contrast" }]);
    expect(deviations[0].why).toMatch(/a voxel of original has 75\.00000\d+, on the edge of a bin at 75/);
    const alone = await check({ "bumpy_native_all.csv": [header, ...other].join("\n") });
    expect(alone).toMatchObject({ total: 1, passed: 0, deviations: [], failed: [{}] });
  });

  test("an image that is not there, and a table of something else", async () => {
    const report = await check({ "absent_native_all.csv": [header, ...good].join("\n"), "notes.csv": "a,b\n1,2\n" });
    expect(report.failed).toMatchObject([
      { id: "absent_native_all", got: expect.stringMatching(/absent_image\.nrrd/) },
    ]);
    expect(report.skipped).toMatchObject([{ id: "notes" }]);
  });

  test("that there is nothing to compare with", async () => {
    const folder: ReferenceFolder = {
      names: async () => [],
      text: async () => "",
      bytes: async () => new Uint8Array(),
    };
    await expect(pyradiomicsSuite({ folder, images: folder })).rejects.toThrow(/pyradiomics\/\*\.csv/);
  });
});
