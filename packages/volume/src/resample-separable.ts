import type { AxisPlan } from "./axis-plan.ts";
import { planAxis } from "./axis-plan.ts";
import { voxelCount } from "./grid.ts";
import { mapRow } from "./index-map.ts";
import { interpolations } from "./interpolation.ts";
import type { Resampling } from "./resampling.ts";
import type { Samples } from "./samples.ts";
import { samplesFor } from "./samples.ts";

/**
 * Resamples between grids with parallel axes: planes are blended into one plane, its rows into one row, the row's voxels into new
 * ones. Only the voxels that take part are read.
 */
export function resampleSeparable(job: Resampling): void {
  const { source, target, store } = job;
  const { taps } = interpolations[job.interpolation];
  const [pi, pj, pk] = axisPlans(job);
  if ([pi, pj, pk].some(({ touched: [from, to] }) => to <= from)) {
    // The grids do not meet.
    const nothing = new Float64Array(target.size[0]).fill(job.outside === "edge" ? 0 : job.outside);
    for (let at = 0; at < voxelCount(target); at += nothing.length) store(nothing, at);
    return;
  }
  const samples = samplesFor(source, job.interpolation === "bspline", [pi.touched, pj.touched, pk.touched]);
  const [mi, mj, mk] = target.size;
  const outside = job.outside === "edge" ? 0 : job.outside;
  const width = pi.touched[1] - pi.touched[0];
  const height = pj.touched[1] - pj.touched[0];
  const planeAt = planeReader(samples, pi, pj, taps);
  const plane = new Float64Array(width * height);
  const line = new Float64Array(width);
  const row = new Float64Array(mi);
  const inputs: Float64Array[] = [];
  for (let k = 0; k < mk; k++) {
    if (pk.inside[k]) {
      for (let t = 0; t < taps; t++) inputs[t] = planeAt(pk.index[k * taps + t]);
      blend(inputs, pk.weight, k * taps, taps, plane);
    }
    for (let j = 0; j < mj; j++) {
      if (pk.inside[k] && pj.inside[j]) {
        for (let t = 0; t < taps; t++) {
          const start = (pj.index[j * taps + t] - pj.touched[0]) * width;
          inputs[t] = plane.subarray(start, start + width);
        }
        blend(inputs, pj.weight, j * taps, taps, line);
        blendVoxels(line, pi, taps, outside, row);
      } else row.fill(outside);
      store(row, mi * (j + mj * k));
    }
  }
}

function axisPlans({
  source,
  target,
  map,
  interpolation,
  outside,
}: Resampling): readonly [AxisPlan, AxisPlan, AxisPlan] {
  const method = interpolations[interpolation];
  const [mi, mj, mk] = target.size;
  const along = new Float64Array(3 * mi);
  mapRow(map, mi, 0, 0, along);
  const plan = (coordinates: Float64Array, axis: 0 | 1 | 2): AxisPlan =>
    planAxis(coordinates, source.grid.size[axis], method, outside === "edge");
  return [
    plan(
      Float64Array.from({ length: mi }, (_, i) => along[3 * i]),
      0,
    ),
    plan(
      Float64Array.from({ length: mj }, (_, j) => map.at([0, j, 0])[1]),
      1,
    ),
    plan(
      Float64Array.from({ length: mk }, (_, k) => map.at([0, 0, k])[2]),
      2,
    ),
  ];
}

/** Reads the part of a plane that takes part, as doubles; the planes of the last few calls are kept. */
function planeReader({ data, size, lower }: Samples, pi: AxisPlan, pj: AxisPlan, taps: number) {
  const [left, right] = pi.touched;
  const [top, bottom] = pj.touched;
  const width = right - left;
  const kept: { k: number; plane: Float64Array }[] = [];
  return (k: number): Float64Array => {
    const known = kept.findIndex((entry) => entry.k === k);
    if (known >= 0) {
      kept.push(...kept.splice(known, 1));
      return kept[kept.length - 1].plane;
    }
    // The one unused for longest is not among the `taps` planes of this blend.
    const plane = kept.length > taps ? kept.splice(0, 1)[0].plane : new Float64Array(width * (bottom - top));
    for (let j = top; j < bottom; j++) {
      const from = left - lower[0] + size[0] * (j - lower[1] + size[1] * (k - lower[2]));
      plane.set(data.subarray(from, from + width), (j - top) * width);
    }
    kept.push({ k, plane });
    return plane;
  };
}

/** The weighted sum of whole arrays. */
function blend(
  inputs: readonly Float64Array[],
  weight: Float64Array,
  at: number,
  taps: number,
  into: Float64Array,
): void {
  const [a, b, c, d] = inputs;
  if (taps === 1) into.set(a);
  else if (taps === 2) {
    const t = weight[at + 1];
    // In this form a constant image stays constant to the last digit.
    if (t === 0) into.set(a);
    else for (let n = 0; n < into.length; n++) into[n] = a[n] + (b[n] - a[n]) * t;
  } else {
    const [wa, wb, wc, wd] = weight.subarray(at, at + 4);
    for (let n = 0; n < into.length; n++) into[n] = wa * a[n] + wb * b[n] + wc * c[n] + wd * d[n];
  }
}

/** The weighted sum of voxels of one line, for each new voxel of a row. */
function blendVoxels(line: Float64Array, plan: AxisPlan, taps: number, outside: number, row: Float64Array): void {
  const { inside, index, weight, touched } = plan;
  const from = touched[0];
  for (let i = 0, at = 0; i < row.length; i++, at += taps) {
    if (!inside[i]) row[i] = outside;
    else if (taps === 1) row[i] = line[index[at] - from];
    else if (taps === 2) {
      const a = line[index[at] - from];
      row[i] = a + (line[index[at + 1] - from] - a) * weight[at + 1];
    } else
      row[i] =
        weight[at] * line[index[at] - from] +
        weight[at + 1] * line[index[at + 1] - from] +
        weight[at + 2] * line[index[at + 2] - from] +
        weight[at + 3] * line[index[at + 3] - from];
  }
}
