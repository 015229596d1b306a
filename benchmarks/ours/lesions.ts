import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { boundingBox, centroid, crop, type Grid, itkGrid, resample, type Volume } from "@hilum/volume";
import { readNifti } from "@hilum/volume/nifti";
import { repository } from "../child-process.ts";

/** An image and the mask of its lesion. */
export interface BenchmarkLesion {
  readonly image: Volume;
  readonly mask: Volume;
}

/** Voxels of the balls. */
const balls: Readonly<Record<string, number>> = { sphere20: 4140, "16446": 16_446, "78290": 78_290 };

/**
 * The lesion of a benchmark by its name.
 *
 * @throws Error if it needs the IBSI CT phantom, which has to be fetched (its licence is non-commercial), and that is not there.
 */
export async function benchmarkLesion(name: string): Promise<BenchmarkLesion> {
  if (name === "whole-ct") return wholeCt();
  const phantom = await ctPhantom();
  return name === "phantom" ? phantom : ballIn(phantom, balls[name]);
}

async function ctPhantom(): Promise<BenchmarkLesion> {
  const data = process.env["HILUM_DATA"] ?? join(dirname(join(repository, ".")), "shared", "data");
  const folder = join(data, "ibsi1", "ct_nifti");
  if (!existsSync(folder))
    throw new Error(
      `The IBSI CT phantom is not in ${folder}. Set HILUM_DATA to the folder that holds ibsi1/, or take --voi whole-ct.`,
    );
  const read = async (file: string) => readNifti(await readFile(join(folder, file)));
  return { image: await read("phantom.nii.gz"), mask: await read("mask.nii.gz") };
}

/** A ball of the voxels nearest to the middle of the phantom's lesion, at 1 mm by B-spline, cut out with a margin of 20 mm. */
function ballIn({ image, mask }: BenchmarkLesion, voxelCount: number): BenchmarkLesion {
  const grid = itkGrid(image.grid, mask, [1, 1, 1], { padDistance: 40 });
  const fine = resample(image, grid, { interpolation: "bspline", outside: 0, as: "same" });
  const middle = centroid(resample(mask, grid, { interpolation: "nearest", outside: 0, as: "same" })).index;
  const squares = new Float64Array(fine.data.length);
  eachVoxel(grid, (index, at) => {
    squares[at] = index.reduce((sum, i, axis) => sum + (i - middle[axis]) ** 2, 0);
  });
  const limit = squares.toSorted()[voxelCount - 1];
  let left = voxelCount;
  const ball = { grid, data: Uint8Array.from(squares, (square) => Number(square <= limit && left-- > 0)) };
  const box = boundingBox(ball, 1);
  return { image: crop(fine, { box, margin: 20 }), mask: crop(ball, { box, margin: 20 }) };
}

/** A CT as large as they come: lung of -850 HU with noise, and a solid nodule of 20 mm. */
function wholeCt(): BenchmarkLesion {
  const grid: Grid = {
    size: [512, 512, 400],
    spacing: [0.7, 0.7, 0.8],
    origin: [0, 0, 0],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  };
  const [image, mask] = [new Int16Array(512 * 512 * 400), new Uint8Array(512 * 512 * 400)];
  const middle = [150, 260, 210];
  let state = 1;
  const noise = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >> 24) + (state >> 25);
  };
  for (let at = 0; at < image.length; at++) image[at] = -850 + (noise() >> 1);
  eachVoxel({ size: [40, 40, 40] }, (index) => {
    const place = index.map((i, axis) => i - 20 + middle[axis]);
    const distance = Math.hypot(...index.map((i, axis) => (i - 20) * grid.spacing[axis]));
    if (distance > 10) return;
    const at = place[0] + 512 * (place[1] + 512 * place[2]);
    image[at] += 880;
    mask[at] = 1;
  });
  return { image: { grid, data: image }, mask: { grid, data: mask } };
}

function eachVoxel({ size: [ni, nj, nk] }: Pick<Grid, "size">, visit: (index: number[], at: number) => void): void {
  for (let k = 0, at = 0; k < nk; k++) for (let j = 0; j < nj; j++) for (let i = 0; i < ni; i++) visit([i, j, k], at++);
}
