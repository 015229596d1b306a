/** A tensor of the oracle: float64, row-major, slowest axis first. Labels, indices and masks are numbers too. */
export interface Plain {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

export type Index = readonly number[];

/** A tensor of given values, which may be any array of numbers. */
export function plain(shape: readonly number[], values: ArrayLike<number>): Plain {
  if (values.length !== count(shape)) throw new Error(`${values.length} values do not fill [${shape.join(", ")}]`);
  return { shape, values: Float64Array.from(values) };
}

export function scalar(value: number): Plain {
  return plain([], [value]);
}

/** The tensor whose element at every index is `of(index)`; the index array is reused, so take from it, do not keep it. */
export function tabulate(shape: readonly number[], of: (index: Index) => number): Plain {
  const values = new Float64Array(count(shape));
  const index = shape.map(() => 0);
  for (let flat = 0; flat < values.length; flat++) {
    values[flat] = of(index);
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis] === shape[axis]; axis--) index[axis] = 0;
  }
  return { shape, values };
}

/** Calls `visit` with every index of a shape, in row-major order. */
export function forEachIndex(shape: readonly number[], visit: (index: Index) => void): void {
  tabulate(shape, (index) => (visit(index), 0));
}

/** Where an index lies in row-major order. */
export function offset(shape: readonly number[], index: Index): number {
  let flat = 0;
  for (let axis = 0; axis < shape.length; axis++) flat = flat * shape[axis] + index[axis];
  return flat;
}

export function at(x: Plain, index: Index): number {
  return x.values[offset(x.shape, index)];
}

/** The element that broadcasting puts at `index`: axes are aligned at the end, an axis of size 1 stretches. */
export function atBroadcast(x: Plain, index: Index): number {
  const skipped = index.length - x.shape.length;
  let flat = 0;
  for (let axis = 0; axis < x.shape.length; axis++) {
    flat = flat * x.shape[axis] + (x.shape[axis] === 1 ? 0 : index[skipped + axis]);
  }
  return x.values[flat];
}

export function broadcastShape(...shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = new Set(shapes.map((shape) => shape[axis - rank + shape.length] ?? 1));
    sizes.delete(1);
    if (sizes.size > 1)
      throw new Error(`${shapes.map((shape) => `[${shape.join(", ")}]`).join(" and ")} do not broadcast`);
    return [...sizes][0] ?? 1;
  });
}

/** The axis counted from the front. */
export function fromFront(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

/** The same list with another value at one place. */
export function replaced(list: readonly number[], place: number, value: number): number[] {
  return list.map((old, n) => (n === place ? value : old));
}

export function count(shape: readonly number[]): number {
  return shape.reduce((all, size) => all * size, 1);
}
