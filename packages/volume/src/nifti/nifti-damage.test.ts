import { expect, test } from "vitest";
import type { Volume } from "../volume.ts";
import { VolumeError } from "../volume.ts";
import { readNifti } from "./read-nifti.ts";
import { damagedNifti } from "./test/damaged-nifti.ts";

const files = damagedNifti(20_260, 216);

test.each(files)("$name: a clear error or a valid image, within two seconds", ({ bytes, mustFail }) => {
  const start = performance.now();
  const outcome = readOrError(bytes);
  expect(performance.now() - start).toBeLessThan(2000);
  if (outcome instanceof Error) {
    expect(outcome).toBeInstanceOf(VolumeError);
    expect(outcome.message).toMatch(/\d|magic|gzip/);
    return;
  }
  expect(mustFail, "this damage must be noticed").toBe(false);
  const { grid, data } = outcome;
  expect(data.length).toBe(grid.size[0] * grid.size[1] * grid.size[2]);
  for (const length of grid.spacing) expect(length).toBeGreaterThan(0);
  for (const x of [...grid.origin, ...grid.direction]) expect(x).toSatisfy(Number.isFinite);
});

function readOrError(bytes: Uint8Array): Volume | Error {
  try {
    return readNifti(bytes);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

test("a small file that promises a billion voxels costs no memory", () => {
  const before = process.memoryUsage().arrayBuffers;
  for (const { bytes } of files.filter(({ name }) => name.includes("absurd") || name.includes("thousand")))
    expect(() => readNifti(bytes)).toThrow(VolumeError);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(200e6);
});

test("the same seed gives the same damage", () => {
  const again = damagedNifti(20_260, 30);
  expect(again.map(({ bytes }) => bytes)).toEqual(files.slice(0, 30).map(({ bytes }) => bytes));
});
