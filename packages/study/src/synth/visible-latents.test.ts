import type { Grid, Vec3 } from "@hilum/volume";
import { beforeAll, describe, expect, test } from "vitest";
import { latentNames } from "./latents.ts";
import type { LatentName } from "./latents.ts";
import { synthesiseCase } from "./synth-case.ts";
import type { SyntheticCase } from "./synth-case.ts";

/** Simple numbers that anybody can measure with the image and the mask, one for each latent. */
type Measured = Record<LatentName, number>;

describe("the latents show in image and mask", () => {
  const cohort: { readonly latents: SyntheticCase["truth"]["latents"]; readonly measured: Measured }[] = [];

  beforeAll(() => {
    for (let index = 0; index < 40; index++) {
      const made = synthesiseCase({ cases: 40, seed: 21, fieldMm: 64 }, index);
      cohort.push({ latents: made.truth.latents, measured: measure(made) });
    }
  }, 60_000);

  const column = (pick: (entry: (typeof cohort)[number]) => number): number[] => cohort.map(pick);

  // Spearman's correlation of 40 independent pairs exceeds 0.49 once in a thousand times.
  test.each(latentNames)("%s: a measured number rises with it", (name) => {
    const correlation = rankCorrelation(
      column(({ latents }) => latents[name]),
      column(({ measured }) => measured[name]),
    );
    expect(correlation).toBeGreaterThan(0.5);
  });
});

function measure({ image, mask }: SyntheticCase): Measured {
  const { spacing } = image.grid;
  const [ni, nj] = image.grid.size;
  const voxelMm3 = spacing[0] * spacing[1] * spacing[2];
  const hu = smoothed(image.data, ni, nj);
  const { volume, surface, middle, soft } = silhouette(image.grid, hu, mask.data);
  const radius = Math.cbrt((3 * volume) / (4 * Math.PI));
  const towardsWall = minus(soft.middle, middle);
  const wallMm = Math.hypot(...towardsWall);

  const whole: number[] = [];
  const inner: number[] = [];
  const near: number[] = [];
  let vessels = 0;
  let threads = 0;
  eachVoxel(image.grid, (n, x, y, z) => {
    const [u, v, w] = [x - middle[0], y - middle[1], z - middle[2]];
    const r = Math.sqrt(u * u + v * v + w * w);
    const gap = r - radius;
    if (mask.data[n] === 1) {
      whole.push(hu[n]);
      if (r < radius / 2 && hu[n] > -250) inner.push(hu[n]);
    } else if (gap < 13) {
      if (gap > 1 && gap < 6 && hu[n] < -350) near.push(hu[n]);
      // Away from the chest wall, which is dense too.
      if (u * towardsWall[0] + v * towardsWall[1] + w * towardsWall[2] > -0.2 * r * wallMm) return;
      if (gap > 5 && hu[n] > -350) vessels += voxelMm3;
      const ridge = hu[n] - (hu[n - 3] + hu[n + 3] + hu[n - 3 * ni] + hu[n + 3 * ni]) / 4;
      if (gap > 2 && gap < 8 && hu[n] < -300 && ridge > 60) threads += voxelMm3;
    }
  });
  return {
    spiculation: surface / volume ** (2 / 3),
    heterogeneity: inner.length > 1 ? spread(inner) : 0,
    attenuation: mean(whole),
    size: radius,
    halo: median(near),
    convergence: vessels,
    strands: threads,
    pleura: soft.volume,
  };
}

/** Volume, surface (faces of voxels) and centroid of the mask; volume and centroid of all soft tissue; mm. */
function silhouette(grid: Grid, hu: Float32Array, mask: Uint8Array) {
  const [ni, nj] = grid.size;
  const [di, dj, dk] = grid.spacing;
  const faces = [
    [1, dj * dk],
    [ni, di * dk],
    [ni * nj, di * dj],
  ];
  let surface = 0;
  const nodule = [0, 0, 0, 0];
  const soft = [0, 0, 0, 0];
  const add = (sums: number[], x: number, y: number, z: number): void => {
    sums[0] += x;
    sums[1] += y;
    sums[2] += z;
    sums[3]++;
  };
  eachVoxel(grid, (n, x, y, z) => {
    if (hu[n] > -300) add(soft, x, y, z);
    if (mask[n] === 0) return;
    add(nodule, x, y, z);
    for (const [step, area] of faces) surface += (2 - mask[n - step] - mask[n + step]) * area;
  });
  const middle = ([x, y, z, count]: number[]): Vec3 => [x / count, y / count, z / count];
  return {
    volume: nodule[3] * di * dj * dk,
    surface,
    middle: middle(nodule),
    soft: { volume: soft[3] * di * dj * dk, middle: middle(soft) },
  };
}

function eachVoxel(grid: Grid, visit: (n: number, x: number, y: number, z: number) => void): void {
  const [ni, nj, nk] = grid.size;
  const [di, dj, dk] = grid.spacing;
  for (let n = 0, k = 0; k < nk; k++) {
    for (let j = 0; j < nj; j++) {
      for (let i = 0; i < ni; i++, n++) visit(n, i * di, j * dj, k * dk);
    }
  }
}

const minus = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];

/** Mean of 3 x 3 voxels in the slice: enough to quieten the sharp kernel's noise. */
function smoothed(voxels: Int16Array, ni: number, nj: number): Float32Array {
  const result = Float32Array.from(voxels);
  for (let n = 0; n < voxels.length; n++) {
    const i = n % ni;
    const j = Math.floor(n / ni) % nj;
    if (i === 0 || j === 0 || i === ni - 1 || j === nj - 1) continue;
    let sum = 0;
    for (const row of [n - ni, n, n + ni]) sum += voxels[row - 1] + voxels[row] + voxels[row + 1];
    result[n] = sum / 9;
  }
  return result;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1];
const spread = (values: readonly number[]): number => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
};

function rankCorrelation(a: readonly number[], b: readonly number[]): number {
  const ranks = (values: readonly number[]): number[] => {
    const order = values.map((_, n) => n).sort((m, n) => values[m] - values[n]);
    const result: number[] = [];
    for (const [rank, n] of order.entries()) result[n] = rank - (values.length - 1) / 2;
    return result;
  };
  const [x, y] = [ranks(a), ranks(b)];
  const product = (p: readonly number[], q: readonly number[]): number => mean(p.map((value, n) => value * q[n]));
  return product(x, y) / Math.sqrt(product(x, x) * product(y, y));
}
