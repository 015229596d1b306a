import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readNifti } from "../nifti/index.ts";
import { nodeWasm } from "../node/index.ts";
import { reorient } from "../reorient.ts";
import { dataFolder, dataFound, withData } from "../test/data-folder.ts";
import { readDicomSeries } from "./index.ts";
import { converted, hasProgram, withProgram } from "./test/programs.ts";
import { rewriters } from "./test/transfer-syntaxes.ts";

const folder = join(dataFolder, "ibsi1/ct_dicom/image");

describe.each(rewriters)("the IBSI phantom in $name", ({ program, rewrite }) => {
  const skipped = !dataFound || (program !== undefined && !hasProgram(program));
  test.skipIf(skipped)(
    withProgram(program, withData("has exactly the voxels of the NIfTI file")),
    async () => {
      const files: Uint8Array[] = [];
      for (const name of await readdir(folder)) {
        const native = await converted(await readFile(join(folder, name)), "dcmconv", ["+te"]);
        files.push(await rewrite(native));
      }
      const volume = await readDicomSeries(files, { wasm: nodeWasm });
      const nifti = reorient(readNifti(await readFile(join(dataFolder, "ibsi1/ct_nifti/phantom.nii.gz"))), "LPS");
      expect(volume.grid.size).toEqual(nifti.grid.size);
      expect(volume.data.findIndex((hu, n) => hu !== nifti.data[n])).toBe(-1);
    },
    120_000,
  );
});
