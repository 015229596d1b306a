import type { Value } from "../graph.ts";
import { applyOne, defineOperation } from "../operation.ts";
import { normaliseAxis, type Shape } from "../tensor-type.ts";
import { expectShape } from "./expect.ts";
import { pad } from "./pad.ts";
import { reshape } from "./reshape.ts";

interface SliceAttributes extends Record<string, readonly number[]> {
  axes: readonly number[];
  starts: readonly number[];
  ends: readonly number[];
  steps: readonly number[];
}

const sliceOperation = defineOperation<SliceAttributes>({
  name: "slice",
  infer: ([x], { axes, starts, ends, steps }) => {
    const shape = x.shape.slice();
    axes.forEach((axis, i) => {
      const size = x.shape[axis];
      expectShape(
        starts[i] >= 0 && starts[i] <= ends[i] && ends[i] <= size && steps[i] >= 1,
        "slice",
        `[${starts[i]}, ${ends[i]}) step ${steps[i]} of axis ${axis}, which has size ${size}.`,
      );
      shape[axis] = Math.ceil((ends[i] - starts[i]) / steps[i]);
    });
    return [{ dtype: x.dtype, shape }];
  },
  write: (writer, { inputs, outputs, attributes: { axes, starts, ends, steps } }) =>
    writer.node(
      "Slice",
      [inputs[0], writer.integers(starts), writer.integers(ends), writer.integers(axes), writer.integers(steps)],
      outputs,
    ),
  gradient: ({ inputs: [x], cotangents: [dy], attributes: { axes, starts, steps } }) => [
    spread(dy!, x.shape, axes, starts, steps),
  ],
});

/** One axis of a slice: elements from `start` to before `end` (default: the last), every `step`-th. Negative counts from the end. */
export interface SliceRange {
  readonly axis: number;
  readonly start?: number;
  readonly end?: number;
  readonly step?: number;
}

/** The part of a tensor inside some ranges. */
export function slice(x: Value, ...ranges: readonly SliceRange[]): Value {
  const rows = ranges
    .map(({ axis, start = 0, end, step = 1 }) => {
      const positive = normaliseAxis(axis, x.shape.length, "slice");
      const size = x.shape[positive];
      const from = start < 0 ? start + size : start;
      const to = end === undefined ? size : end < 0 ? end + size : end;
      return { axis: positive, from, to, step, whole: from === 0 && to === size && step === 1 };
    })
    .filter((row) => !row.whole);
  if (rows.length === 0) return x;
  return applyOne(sliceOperation, [x], {
    axes: rows.map((r) => r.axis),
    starts: rows.map((r) => r.from),
    ends: rows.map((r) => r.to),
    steps: rows.map((r) => r.step),
  });
}

/** Puts elements `start, start + step, …` of each axis into a tensor of zeros: the gradient of a slice. */
function spread(
  dy: Value,
  shape: Shape,
  axes: readonly number[],
  starts: readonly number[],
  steps: readonly number[],
): Value {
  let value = dy;
  axes.forEach((axis, i) => {
    const [start, step, size] = [starts[i], steps[i], shape[axis]];
    if (step > 1) {
      // [.., n, ..] -> [.., n, 1, ..] -> zeros behind each element -> [.., n·step, ..]
      const count = value.shape[axis];
      const before = value.shape.slice(0, axis);
      const after = value.shape.slice(axis + 1);
      const apart = pad(reshape(value, [...before, count, 1, ...after]), { axis: axis + 1, after: step - 1 });
      value = slice(reshape(apart, [...before, count * step, ...after]), {
        axis,
        end: Math.min(count * step, size - start),
      });
    }
    value = pad(value, { axis, before: start, after: size - start - value.shape[axis] });
  });
  return value;
}
