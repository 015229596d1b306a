import type { Plain } from "./plain.ts";
import { at, replaced, tabulate } from "./plain.ts";
import type { PerAxis } from "./spatial.ts";

export interface UpsamplingOptions {
  /** Factor of the spatial sizes, or the new sizes themselves. */
  readonly scale?: PerAxis;
  readonly size?: readonly number[];
  /** Linear is bilinear or trilinear with two or three spatial axes. */
  readonly mode: "nearest" | "linear";
  /** Linear only: whether the corner voxels' centres stay at the corners, or the outer edges do. */
  readonly alignCorners?: boolean;
}

/** Another spatial sampling of [n, c, ...spatial], as PyTorch's `interpolate` does it: one axis after the other. */
export function upsampling(x: Plain, { scale = 1, size, mode, alignCorners = false }: UpsamplingOptions): Plain {
  return x.shape.slice(2).reduce<Plain>((image, old, n) => {
    const factor = typeof scale === "number" ? scale : scale[n];
    const now = size?.[n] ?? Math.floor(old * factor);
    const step = size ? old / now : 1 / factor;
    const source = (i: number): number => {
      if (mode === "nearest") return Math.min(old - 1, Math.floor(i * step));
      if (alignCorners) return now > 1 ? (i * (old - 1)) / (now - 1) : 0;
      return Math.max(0, (i + 0.5) * step - 0.5);
    };
    return resampledAxis(image, n + 2, now, source);
  }, x);
}

function resampledAxis(x: Plain, axis: number, size: number, source: (i: number) => number): Plain {
  const last = x.shape[axis] - 1;
  return tabulate(replaced(x.shape, axis, size), (index) => {
    const place = source(index[axis]);
    const left = Math.min(last, Math.floor(place));
    const right = Math.min(last, left + 1);
    const share = place - left;
    return (1 - share) * at(x, replaced(index, axis, left)) + share * at(x, replaced(index, axis, right));
  });
}
