import type { Plain } from "./plain.ts";
import { at, count, fromFront, replaced, tabulate } from "./plain.ts";

/** The same values in another shape; one size may be −1: what is left. */
export function reshape(x: Plain, shape: readonly number[]): Plain {
  const left = x.values.length / Math.abs(count(shape));
  const sizes = shape.map((size) => (size === -1 ? left : size));
  if (count(sizes) !== x.values.length) throw new Error(`${x.values.length} values do not fill [${shape.join(", ")}]`);
  return { shape: sizes, values: x.values };
}

/** Axis `n` of the output is axis `order[n]` of the input; without an order the axes are reversed. */
export function transpose(x: Plain, order: readonly number[] = x.shape.map((_, axis) => axis).reverse()): Plain {
  const shape = order.map((axis) => x.shape[axis]);
  return tabulate(shape, (index) =>
    at(
      x,
      x.shape.map((_, axis) => index[order.indexOf(axis)]),
    ),
  );
}

/** Tensors one after another along an axis. */
export function concat(parts: readonly Plain[], axis: number): Plain {
  const along = fromFront(axis, parts[0].shape.length);
  const total = parts.reduce((sum, part) => sum + part.shape[along], 0);
  return tabulate(replaced(parts[0].shape, along, total), (index) => {
    let place = index[along];
    for (const part of parts) {
      if (place < part.shape[along]) return at(part, replaced(index, along, place));
      place -= part.shape[along];
    }
    throw new Error("outside of all parts");
  });
}

/** Pieces of the given sizes along an axis. */
export function split(x: Plain, sizes: readonly number[], axis: number): Plain[] {
  let start = 0;
  return sizes.map((size) => {
    const piece = slice(x, { starts: [start], ends: [start + size], axes: [axis] });
    start += size;
    return piece;
  });
}

export interface SliceOptions {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** By default the first axes, as many as there are starts. */
  readonly axes?: readonly number[];
  /** 1 by default; negative steps walk backwards. */
  readonly steps?: readonly number[];
}

/** From start to just before end in steps, as in NumPy and ONNX: negative places count from the end, others are clamped. */
export function slice(x: Plain, options: SliceOptions): Plain {
  const rank = x.shape.length;
  const start = x.shape.map(() => 0);
  const step = x.shape.map(() => 1);
  const shape = [...x.shape];
  const axes = options.axes ?? options.starts.map((_, n) => n);
  for (const [n, some] of axes.entries()) {
    const axis = fromFront(some, rank);
    const size = x.shape[axis];
    step[axis] = options.steps?.[n] ?? 1;
    const [low, high] = step[axis] > 0 ? [0, size] : [-1, size - 1];
    const clamped = (place: number): number => Math.min(high, Math.max(low, place < 0 ? place + size : place));
    start[axis] = clamped(options.starts[n]);
    shape[axis] = Math.max(0, Math.ceil((clamped(options.ends[n]) - start[axis]) / step[axis]));
  }
  return tabulate(shape, (index) =>
    at(
      x,
      index.map((i, axis) => start[axis] + i * step[axis]),
    ),
  );
}

/** How places outside the tensor are filled: with a constant, the nearest element, or the mirror image without its edge. */
export type PadMode = "constant" | "edge" | "reflect";

/** More places before and after each axis; negative numbers take places away. */
export function pad(
  x: Plain,
  before: readonly number[],
  after: readonly number[],
  { mode = "constant", value = 0 }: { readonly mode?: PadMode; readonly value?: number } = {},
): Plain {
  const shape = x.shape.map((size, axis) => before[axis] + size + after[axis]);
  return tabulate(shape, (index) => {
    const place = index.map((i, axis) => i - before[axis]);
    if (mode === "constant" && place.some((p, axis) => p < 0 || p >= x.shape[axis])) return value;
    return at(
      x,
      place.map((p, axis) => {
        const last = x.shape[axis] - 1;
        if (mode === "edge") return Math.min(last, Math.max(0, p));
        return p < 0 ? -p : p > last ? 2 * last - p : p;
      }),
    );
  });
}

/** Elements shifted along axes; what leaves at the end comes back at the front. */
export function roll(x: Plain, shifts: readonly number[], axes: readonly number[]): Plain {
  const shift = x.shape.map(() => 0);
  for (const [n, axis] of axes.entries()) shift[fromFront(axis, x.shape.length)] += shifts[n];
  return tabulate(x.shape, (index) =>
    at(
      x,
      index.map((i, axis) => modulo(i - shift[axis], x.shape[axis])),
    ),
  );
}

export function flip(x: Plain, axes: readonly number[]): Plain {
  const flipped = new Set(axes.map((axis) => fromFront(axis, x.shape.length)));
  return tabulate(x.shape, (index) =>
    at(
      x,
      index.map((i, axis) => (flipped.has(axis) ? x.shape[axis] - 1 - i : i)),
    ),
  );
}

/** `times` quarter turns from axis `a` towards axis `b` (NumPy's rot90). */
export function rotate90(x: Plain, [a, b]: readonly [number, number], times: number): Plain {
  const order = x.shape.map((_, axis) => (axis === a ? b : axis === b ? a : axis));
  let turned = x;
  for (let n = 0; n < modulo(times, 4); n++) turned = transpose(flip(turned, [b]), order);
  return turned;
}

/** Slices of `x` along an axis, chosen by a tensor of places whose axes take that axis' place (ONNX Gather). */
export function gather(x: Plain, places: Plain, axis = 0): Plain {
  const along = fromFront(axis, x.shape.length);
  const shape = [...x.shape.slice(0, along), ...places.shape, ...x.shape.slice(along + 1)];
  return tabulate(shape, (index) => {
    const chosen = at(places, index.slice(along, along + places.shape.length));
    const rest = index.slice(along + places.shape.length);
    return at(x, [...index.slice(0, along), fromFront(chosen, x.shape[along]), ...rest]);
  });
}

function modulo(value: number, size: number): number {
  return ((value % size) + size) % size;
}
