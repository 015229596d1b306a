import type { Interpolation } from "./interpolation.ts";
import type { Range } from "./samples.ts";

/** Which voxels along one axis take part in each new voxel, and with which weights. */
export interface AxisPlan {
  /** 1 where the new voxel lies in the image. */
  readonly inside: Uint8Array;
  /** `taps` indices for each new voxel, beyond the image already folded back. */
  readonly index: Int32Array;
  /** `taps` weights for each new voxel. */
  readonly weight: Float64Array;
  /** The indices that take part; empty if no new voxel lies in the image. */
  readonly touched: Range;
}

/**
 * Plans one axis.
 *
 * @param coordinates - Where the new voxels lie, in indices of the image.
 * @param n - Voxels of the image along the axis.
 * @param repeatEdge - The edge voxel goes on for ever; otherwise the image ends at its outer faces.
 */
export function planAxis(coordinates: Float64Array, n: number, method: Interpolation, repeatEdge: boolean): AxisPlan {
  const { taps } = method;
  const count = coordinates.length;
  const inside = new Uint8Array(count);
  const index = new Int32Array(count * taps);
  const weight = new Float64Array(count * taps);
  let [from, to] = [n, 0];
  for (let m = 0; m < count; m++) {
    const x = repeatEdge ? Math.min(Math.max(coordinates[m], 0), n - 1) : coordinates[m];
    if (!isInside(x, n)) continue;
    inside[m] = 1;
    const first = method.first(x);
    method.weights(x - first, weight.subarray(m * taps, (m + 1) * taps));
    for (let t = 0; t < taps; t++) {
      const folded = method.fold(first + t, n);
      index[m * taps + t] = folded;
      from = Math.min(from, folded);
      to = Math.max(to, folded + 1);
    }
  }
  return { inside, index, weight, touched: [from, to] };
}

/** Whether a coordinate lies between the outer faces of an image's n voxels, the last one excluded as in ITK. */
export function isInside(x: number, n: number): boolean {
  return x >= -0.5 && x < n - 0.5;
}
