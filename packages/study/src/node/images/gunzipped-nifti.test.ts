import type { Volume } from "@hilum/volume";
import { readNifti, writeNifti } from "@hilum/volume/nifti";
import { expect, test } from "vitest";
import { damagedNifti } from "../../../../volume/src/nifti/test/damaged-nifti.ts";
import { gunzippedNifti } from "./gunzipped-nifti.ts";

const volume: Volume = {
  grid: { size: [30, 20, 10], spacing: [0.7, 0.7, 1], origin: [1, 2, 3], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
  data: Int16Array.from({ length: 6000 }, (_, i) => ((i * 7919) % 2000) - 1000),
};

test("a compressed file is unfolded to what the portable reader sees, a plain one is left alone", () => {
  const compressed = writeNifti(volume);
  expect(readNifti(gunzippedNifti(compressed)!)).toEqual(readNifti(compressed));
  expect(gunzippedNifti(writeNifti(volume, { gzip: false }))).toBeUndefined();
});

test("a damaged file gets the portable reader's verdict", () => {
  const verdict = (read: () => unknown) => {
    try {
      read();
      return "readable";
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
  for (const { name, bytes } of damagedNifti(11, 100)) {
    const direct = verdict(() => readNifti(bytes));
    expect([name, verdict(() => readNifti(gunzippedNifti(bytes) ?? bytes))]).toEqual([name, direct]);
  }
});
