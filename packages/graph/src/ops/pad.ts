import type { Value } from "../graph.ts";
import { applyOne, defineOperation } from "../operation.ts";
import { normaliseAxis } from "../tensor-type.ts";
import { expectDtype, expectShape } from "./expect.ts";
import { slice } from "./slice.ts";

interface PadAttributes extends Record<string, number | readonly number[]> {
  /** Elements added in front of and behind each axis. */
  before: readonly number[];
  after: readonly number[];
  value: number;
}

const padOperation = defineOperation<PadAttributes>({
  name: "pad",
  infer: ([x], { before, after }) => {
    expectDtype("pad", x, "float32");
    expectShape(
      [...before, ...after].every((count) => Number.isInteger(count) && count >= 0),
      "pad",
      `counts must be whole and not negative; given were [${before.join(", ")}] and [${after.join(", ")}].`,
    );
    return [{ dtype: x.dtype, shape: x.shape.map((size, axis) => size + before[axis] + after[axis]) }];
  },
  write: (writer, { inputs, outputs, attributes: { before, after, value } }) =>
    writer.node(
      "Pad",
      [inputs[0], writer.integers([...before, ...after]), writer.constant("float32", [], [value])],
      outputs,
      { mode: "constant" },
    ),
  gradient: ({ inputs: [x], cotangents: [dy], attributes: { before } }) => [
    slice(dy!, ...x.shape.map((size, axis) => ({ axis, start: before[axis], end: before[axis] + size }))),
  ],
});

/** How many elements to add at the two ends of one axis. */
export interface PadRange {
  readonly axis: number;
  readonly before?: number;
  readonly after?: number;
}

/** A larger tensor with zeros (or another value) around. */
export function pad(x: Value, ranges: PadRange | readonly PadRange[], value = 0): Value {
  const before = x.shape.map(() => 0);
  const after = x.shape.map(() => 0);
  for (const range of "axis" in ranges ? [ranges] : ranges) {
    const axis = normaliseAxis(range.axis, x.shape.length, "pad");
    before[axis] += range.before ?? 0;
    after[axis] += range.after ?? 0;
  }
  return before.some(Boolean) || after.some(Boolean) ? applyOne(padOperation, [x], { before, after, value }) : x;
}
