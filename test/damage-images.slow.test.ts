import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeMetaImage } from "@hilum/volume/metaimage";
import { writeNrrd } from "@hilum/volume/nrrd";
import { beforeAll, describe, expect, test } from "vitest";
import { makeSegmentation } from "../packages/volume/src/dicom/segmentation/test/make-segmentation.ts";
import { damagedSegmentations } from "../packages/volume/src/dicom/segmentation/test/damaged-segmentations.ts";
import { damagedStructureSets } from "../packages/volume/src/dicom/structure-set/test/damaged-structure-sets.ts";
import { damagedDicom } from "../packages/volume/src/dicom/test/damaged-dicom.ts";
import { makeSlice } from "../packages/volume/src/dicom/test/make-slice.ts";
import { damagedMetaImage } from "../packages/volume/src/metaimage/test/damaged-metaimage.ts";
import { damagedNrrd } from "../packages/volume/src/nrrd/test/damaged-nrrd.ts";
import { straightGrid } from "../packages/volume/src/test/arbitraries.ts";
import type { DamagedFile } from "../packages/volume/src/test/damage.ts";
import { damageMeeting } from "./meet-damage.ts";
import { boxMask, boxStructureSet, smallSeries, writeSeries } from "./small-series.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const cwd = temporaryFolder();
const out = "written.nii";
const put = (name: string, bytes: Uint8Array) => writeFileSync(join(cwd, name), bytes);

/** The images that the damaged structure sets and segmentations were drawn on. */
const drawnOn = {
  grid: straightGrid([40, 36, 12], [0.8, 0.8, 2], [-16, -14, 50]),
  names: { series: "2.25.11", frame: "2.25.10" },
};
const segmentedOn = {
  grid: straightGrid([21, 17, 14], [0.8, 0.8, 2], [-16, -14, 50]),
  names: { series: "2.25.101", frame: "2.25.102" },
};

const convert = (file: string) => ["convert", file, out];
const { measureHealthy, meet } = damageMeeting(cwd, {
  nrrd: { call: convert, healthy: "healthy.nrrd" },
  metaimage: { call: convert, healthy: "healthy.mha" },
  dicom: { call: convert, healthy: "healthy.dcm" },
  rtstruct: { call: (file) => [...convert(file), "--image", "drawn-on"], healthy: "rtstruct.dcm" },
  seg: { call: (file) => [...convert(file), "--image", "segmented-on"], healthy: "seg.dcm" },
});

beforeAll(async () => {
  for (const [folder, { grid, names }] of Object.entries({ "drawn-on": drawnOn, "segmented-on": segmentedOn })) {
    const data = new Int16Array(grid.size[0] * grid.size[1] * grid.size[2]).fill(-700);
    writeSeries(join(cwd, folder), smallSeries({ grid, data }, names));
  }
  const box = { from: [4, 4, 2], to: [9, 9, 6] } as const;
  const mask = boxMask(segmentedOn.grid, box);
  put("healthy.nrrd", writeNrrd(mask));
  put("healthy.mha", writeMetaImage(mask));
  put("healthy.dcm", makeSlice());
  put("rtstruct.dcm", boxStructureSet(drawnOn.grid, drawnOn.names, [{ name: "GTV", box }]));
  const pixels = [...mask.data.subarray(3 * 21 * 17, 4 * 21 * 17)];
  const frames = [{ segment: 1, k: 3, pixels }];
  put("seg.dcm", makeSegmentation({ type: "BINARY", grid: segmentedOn.grid, labels: ["Nodule"], frames }));
  await measureHealthy();
}, 120_000);

/** Every third of sixty, so that two thirds of the kinds of damage that a format has come up. */
function twenty(damaged: readonly DamagedFile[]): DamagedFile[] {
  return damaged.filter((_, n) => n % 3 === 1);
}

describe.each([
  ["nrrd", ".nrrd", twenty(damagedNrrd(31, 60))],
  ["metaimage", ".mha", twenty(damagedMetaImage(32, 60))],
  ["dicom", ".dcm", twenty(await damagedDicom(33, 60))],
  ["rtstruct", ".dcm", twenty(damagedStructureSets(34, 60))],
  ["seg", ".dcm", twenty(damagedSegmentations(35, 60))],
] as const)("a damaged %s file", (use, ending, files) => {
  test.each(files)("$name", async ({ name, bytes, mustFail }) => {
    const file = `${use}-${name.split(":")[0]}${ending}`;
    put(file, bytes);
    rmSync(join(cwd, out), { force: true });
    const { code, stdout, stderr } = await meet(use, file);
    expect(existsSync(join(cwd, out))).toBe(code === 0);
    if (code === 0) {
      expect(mustFail, stdout).toBe(false);
      return;
    }
    expect(stdout).toBe("");
    // One message, which names the file, in characters that a terminal shows.
    expect(stderr).toMatch(new RegExp(`^hilum: ${file}: [^\\n]+\\n$`));
    // oxlint-disable-next-line no-control-regex -- these are looked for
    expect(stderr.trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  });
});
