import { isInside } from "./axis-plan.ts";
import type { IndexMap } from "./index-map.ts";
import { mapRow } from "./index-map.ts";
import type { Interpolation } from "./interpolation.ts";
import { interpolations } from "./interpolation.ts";
import type { Resampling } from "./resampling.ts";
import type { Range, Samples } from "./samples.ts";
import { samplesFor } from "./samples.ts";
import type { Grid, Vec3 } from "./volume.ts";

/** Resamples between grids that are turned against each other: every new voxel by itself. */
export function resampleAffine(job: Resampling): void {
  const { source, target, map, store } = job;
  const method = interpolations[job.interpolation];
  const { size } = source.grid;
  const samples = samplesFor(source, job.interpolation === "bspline", touchedRanges(size, target, map));
  const valueAt = reader(method, samples, size);
  const [mi, mj, mk] = target.size;
  const coordinates = new Float64Array(3 * mi);
  const row = new Float64Array(mi);
  const repeatEdge = job.outside === "edge";
  const outside = job.outside === "edge" ? 0 : job.outside;
  const at = (i: number, axis: 0 | 1 | 2): number => {
    const x = coordinates[3 * i + axis];
    return repeatEdge ? Math.min(Math.max(x, 0), size[axis] - 1) : x;
  };
  for (let k = 0; k < mk; k++)
    for (let j = 0; j < mj; j++) {
      mapRow(map, mi, j, k, coordinates);
      for (let i = 0; i < mi; i++) {
        const x = at(i, 0);
        const y = at(i, 1);
        const z = at(i, 2);
        const found = isInside(x, size[0]) && isInside(y, size[1]) && isInside(z, size[2]);
        row[i] = found ? valueAt(x, y, z) : outside;
      }
      store(row, mi * (j + mj * k));
    }
}

/** The value between voxels: along i, then j, then k. */
function reader(method: Interpolation, { data, size, lower }: Samples, whole: Vec3) {
  const { taps } = method;
  const weights = [new Float64Array(taps), new Float64Array(taps), new Float64Array(taps)] as const;
  const index = [new Int32Array(taps), new Int32Array(taps), new Int32Array(taps)] as const;
  const [inLine, inPlane, inBlock] = [new Float64Array(taps), new Float64Array(taps), new Float64Array(taps)];
  const prepare = (x: number, axis: 0 | 1 | 2): void => {
    const first = method.first(x);
    method.weights(x - first, weights[axis]);
    for (let t = 0; t < taps; t++) index[axis][t] = method.fold(first + t, whole[axis]) - lower[axis];
  };
  return (x: number, y: number, z: number): number => {
    prepare(x, 0);
    prepare(y, 1);
    prepare(z, 2);
    for (let c = 0; c < taps; c++) {
      for (let b = 0; b < taps; b++) {
        const start = size[0] * (index[1][b] + size[1] * index[2][c]);
        for (let a = 0; a < taps; a++) inLine[a] = data[start + index[0][a]];
        inPlane[b] = blend(inLine, weights[0]);
      }
      inBlock[c] = blend(inPlane, weights[1]);
    }
    return blend(inBlock, weights[2]);
  };
}

function blend(values: Float64Array, weight: Float64Array): number {
  if (values.length === 1) return values[0];
  // In this form a constant image stays constant to the last digit.
  if (values.length === 2) return values[0] + (values[1] - values[0]) * weight[1];
  return weight[0] * values[0] + weight[1] * values[1] + weight[2] * values[2] + weight[3] * values[3];
}

/** The voxels of the image between the corners of the target, one voxel for the interpolation's sake added. */
function touchedRanges(size: Vec3, target: Grid, map: IndexMap): [Range, Range, Range] {
  const ends = target.size.map((n) => [0, n]);
  const corners = ends[0].flatMap((i) => ends[1].flatMap((j) => ends[2].map((k) => map.at([i, j, k]))));
  const range = (axis: 0 | 1 | 2): Range => {
    const along = corners.map((corner) => corner[axis]);
    const inside = (x: number): number => Math.min(Math.max(x, 0), size[axis]);
    const from = inside(Math.floor(Math.min(...along)) - 2);
    return [Math.min(from, size[axis] - 1), Math.max(inside(Math.ceil(Math.max(...along)) + 3), from + 1)];
  };
  return [range(0), range(1), range(2)];
}
