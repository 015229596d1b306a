import { GraphError } from "../graph-error.ts";
import type { Value } from "../graph.ts";
import { type PerAxis } from "./conv.ts";
import { expectDtype, expectRank } from "./expect.ts";
import { type AxisWeights, resampleAxes } from "./resample-axes.ts";

/** Settings of a resampling: either `scale` or `size`. */
export interface UpsampleOptions {
  /** Factor of all spatial axes, or of each; sizes are rounded down. */
  readonly scale?: PerAxis;
  /** The new spatial sizes. */
  readonly size?: readonly number[];
  /** Linear is bilinear or trilinear with two or three spatial axes. */
  readonly mode: "nearest" | "linear";
  /** Linear only. Whether the centres of the outermost voxels stay where they are (true) or their outer edges (default). */
  readonly alignCorners?: boolean;
}

/**
 * Another spatial sampling of an image, as torch.nn.functional.interpolate computes it.
 *
 * @param x - [n, c, …spatial], one to three spatial axes.
 * @throws GraphError `geometry` unless one of scale and size is given, and fits.
 */
export function upsample(x: Value, { scale, size, mode, alignCorners = false }: UpsampleOptions): Value {
  expectDtype("upsample", x, "float32");
  expectRank("upsample", x, 3, 5);
  const spatial = x.shape.slice(2);
  const given = scale ?? size;
  if (given === undefined || (scale !== undefined && size !== undefined)) {
    throw new GraphError("geometry", "upsample needs either a scale or a size; give one of them.");
  }
  const list = typeof given === "number" ? spatial.map(() => given) : given;
  const sizes = list.map((entry, axis) => (size ? entry : Math.floor(spatial[axis] * entry)));
  if (list.length !== spatial.length || !sizes.every((to) => Number.isInteger(to) && to >= 1)) {
    throw new GraphError(
      "geometry",
      `upsample: ${size ? "size" : "scale"} ${JSON.stringify(given)} does not fit [${x.shape.join(", ")}]; it needs one positive number for each of ${spatial.length} spatial axes.`,
    );
  }
  const matrices = sizes.map((to, axis) => {
    const from = spatial[axis];
    const step = size ? from / to : 1 / list[axis];
    const aligned = to > 1 ? (from - 1) / (to - 1) : 0;
    if (mode === "nearest") return axisWeights(from, to, (place) => Math.floor(place * step));
    return axisWeights(from, to, (place) => (alignCorners ? place * aligned : (place + 0.5) * step - 0.5));
  });
  return resampleAxes(x, matrices);
}

/** Weights of linear interpolation at `source(place)`, in voxels of the old axis; outside, the outermost voxel counts. */
function axisWeights(from: number, to: number, source: (place: number) => number): AxisWeights | undefined {
  const weights = new Float32Array(to * from);
  let same = from === to;
  for (let place = 0; place < to; place++) {
    const at = Math.min(from - 1, Math.max(0, source(place)));
    const left = Math.floor(at);
    const share = at - left;
    weights[place * from + left] = 1 - share;
    if (share > 0) weights[place * from + left + 1] = share;
    same &&= at === place;
  }
  return same ? undefined : { to, weights };
}
