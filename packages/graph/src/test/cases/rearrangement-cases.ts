import * as fc from "fast-check";
import { concat, cotangents, expand, gather, pad, reshape, roll, slice, split, tile, transpose } from "../../index.ts";
import { type OperationCase, operationCase, shapes, whole } from "../operation-case.ts";
import { expanded } from "../plain/elementwise.ts";
import { type Plain, tabulate } from "../plain/plain.ts";
import * as oracle from "../plain/rearrangement.ts";

const shaped = <T>(
  settings: (shape: number[]) => fc.Arbitrary<T>,
  minRank = 1,
): fc.Arbitrary<T & { shape: number[] }> =>
  shapes({ minRank, maxRank: 4 }).chain((shape) => settings(shape).map((more) => ({ ...more, shape })));

/** One setting for each axis of a shape. */
const perAxis = <T>(shape: readonly number[], of: (size: number) => fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.tuple(...shape.map(of));

const axisOf = (shape: readonly number[]): fc.Arbitrary<number> => whole(-shape.length, shape.length - 1);

/** A range of one axis with at least one element; ends may count from the back, steps may jump. */
const range = (size: number) =>
  whole(0, size - 1).chain((start) =>
    fc.record({
      start: fc.constantFrom(start, start - size),
      end: fc.option(whole(start + 1, size), { nil: undefined }),
      step: whole(1, 3),
    }),
  );

/** Rows of zeros to which slices are added at their places, in float64: what the gradient of a gather has to be. */
function scattered(dy: Plain, places: Plain, rows: number): Plain {
  const [, width] = dy.shape;
  const sums = tabulate([rows, width], () => 0);
  for (const [from, place] of places.values.entries()) {
    const to = place < 0 ? place + rows : place;
    for (let i = 0; i < width; i++) sums.values[to * width + i] += dy.values[from * width + i];
  }
  return sums;
}

export const rearrangementCases: readonly OperationCase[] = [
  operationCase({
    name: "reshape",
    settings: shapes().chain((shape) =>
      fc.record({ shape: fc.constant(shape), cut: whole(0, shape.length), open: fc.boolean() }),
    ),
    inputs: ({ shape }) => ({ x: { shape } }),
    build: ({ x }, { shape, cut, open }) => reshape(x, regrouped(shape, cut, open)),
    plain: ({ x }, { shape, cut, open }) => oracle.reshape(x, regrouped(shape, cut, open)),
  }),
  operationCase({
    name: "transpose",
    settings: shaped((shape) =>
      fc.record({
        order: fc.shuffledSubarray(
          shape.map((_, axis) => axis),
          { minLength: shape.length },
        ),
      }),
    ),
    inputs: ({ shape }) => ({ x: { shape } }),
    build: ({ x }, { order }) => transpose(x, order),
    plain: ({ x }, { order }) => oracle.transpose(x, order),
  }),
  operationCase({
    name: "expand",
    settings: shaped((shape) =>
      fc.record({ ones: perAxis(shape, () => fc.boolean()), skipped: whole(0, shape.length) }),
    ),
    inputs: ({ shape, ones, skipped }) => ({
      x: { shape: shape.map((size, axis) => (ones[axis] ? 1 : size)).slice(skipped) },
    }),
    build: ({ x }, { shape }) => expand(x, shape),
    plain: ({ x }, { shape }) => expanded(x, shape),
  }),
  operationCase({
    name: "tile",
    settings: shaped((shape) => fc.record({ repeats: perAxis(shape, () => whole(1, 3)) })),
    inputs: ({ shape }) => ({ x: { shape } }),
    build: ({ x }, { repeats }) => tile(x, repeats),
    plain: ({ x }, { shape, repeats }) =>
      repeats.reduce<Plain>(
        (y, times, axis) =>
          oracle.concat(
            Array.from({ length: times }, () => y),
            axis,
          ),
        { ...x, shape },
      ),
  }),
  operationCase({
    name: "slice",
    settings: shaped((shape) => fc.record({ ranges: perAxis(shape, range), skipped: whole(0, shape.length - 1) })),
    inputs: ({ shape }) => ({ x: { shape } }),
    build: ({ x }, { ranges, skipped }) => slice(x, ...ranges.map((rule, axis) => ({ axis, ...rule })).slice(skipped)),
    plain: ({ x }, { shape, ranges, skipped }) => {
      const axes = shape.map((_, axis) => axis).slice(skipped);
      return oracle.slice(x, {
        axes,
        starts: axes.map((axis) => ranges[axis].start),
        ends: axes.map((axis) => ranges[axis].end ?? shape[axis]),
        steps: axes.map((axis) => ranges[axis].step),
      });
    },
  }),
  operationCase({
    name: "pad",
    settings: shaped((shape) =>
      fc.record({
        before: perAxis(shape, () => whole(0, 2)),
        after: perAxis(shape, () => whole(0, 2)),
        value: fc.constantFrom(undefined, -1.5),
      }),
    ),
    inputs: ({ shape }) => ({ x: { shape } }),
    build: ({ x }, { before, after, value }) =>
      pad(
        x,
        before.map((count, axis) => ({ axis, before: count, after: after[axis] })),
        value,
      ),
    plain: ({ x }, { before, after, value }) => oracle.pad(x, before, after, { value: value ?? 0 }),
  }),
  operationCase({
    name: "concat",
    settings: shaped((shape) =>
      fc.record({ axis: axisOf(shape), sizes: fc.array(whole(1, 3), { minLength: 1, maxLength: 3 }) }),
    ),
    inputs: ({ shape, axis, sizes }) => parts(shape, axis, sizes),
    build: ({ a, b, c }, { axis, sizes }) => concat([a, b, c].slice(0, sizes.length), axis),
    plain: ({ a, b, c }, { axis, sizes }) => oracle.concat([a, b, c].slice(0, sizes.length), axis),
  }),
  operationCase({
    name: "split, put together the other way round",
    covers: ["split", "concat"],
    settings: shaped((shape) =>
      fc.record({ axis: axisOf(shape), sizes: fc.array(whole(1, 3), { minLength: 1, maxLength: 3 }) }),
    ),
    inputs: ({ shape, axis, sizes }) => ({
      x: {
        shape: shape.with(
          axis,
          sizes.reduce((a, b) => a + b),
        ),
      },
    }),
    build: ({ x }, { axis, sizes }) => concat(split(x, sizes, axis).toReversed(), axis),
    plain: ({ x }, { axis, sizes }) => oracle.concat(oracle.split(x, sizes, axis).toReversed(), axis),
  }),
  operationCase({
    name: "roll",
    settings: shaped((shape) => fc.record({ shifts: perAxis(shape, (size) => whole(-2 * size, 2 * size)) })),
    inputs: ({ shape }) => ({ x: { shape } }),
    build: ({ x }, { shifts }) =>
      roll(
        x,
        shifts.map((by, axis) => ({ axis, by })),
      ),
    plain: ({ x }, { shifts }) =>
      oracle.roll(
        x,
        shifts,
        shifts.map((_, axis) => axis),
      ),
  }),
  operationCase({
    name: "gather",
    settings: shaped((shape) => fc.record({ axis: axisOf(shape), places: shapes({ maxRank: 2 }) })),
    inputs: ({ shape, axis, places }) => ({
      x: { shape },
      i: { shape: places, range: [-shape.at(axis)!, shape.at(axis)!] },
    }),
    build: ({ x, i }, { axis }) => gather(x, i, axis),
    plain: ({ x, i }, { axis }) => oracle.gather(x, i, axis),
  }),
  operationCase({
    name: "the gradient of a gather",
    covers: ["gather"],
    settings: fc.record({ rows: whole(1, 4), width: whole(1, 3), places: whole(1, 6) }),
    inputs: ({ rows, width, places }) => ({
      dy: { shape: [places, width] },
      i: { shape: [places], range: [-rows, rows] },
    }),
    build: ({ dy, i }, { rows, width }) => {
      const table = dy.graph.input("table", "float32", [rows, width]);
      return cotangents(gather(table, i), dy, [table])[0]!;
    },
    plain: ({ dy, i }, { rows }) => scattered(dy, i, rows),
  }),
  operationCase({
    name: "a value used twice, forwards and turned",
    covers: ["transpose", "concat"],
    settings: fc.record({ size: whole(1, 3), width: whole(1, 3) }),
    inputs: ({ size, width }) => ({ x: { shape: [size, size, width] } }),
    build: ({ x }) => concat([x, transpose(x, [1, 0, 2]), x], 2),
    plain: ({ x }) => oracle.concat([x, oracle.transpose(x, [1, 0, 2]), x], 2),
  }),
];

/** The leading axes flattened into one, which may be left open. */
function regrouped(shape: readonly number[], cut: number, open: boolean): number[] {
  return [open ? -1 : shape.slice(0, cut).reduce((a, b) => a * b, 1), ...shape.slice(cut)];
}

function parts(shape: readonly number[], axis: number, sizes: readonly number[]) {
  const part = (n: number) => ({ shape: shape.with(axis, sizes[n] ?? 1) });
  return { a: part(0), b: part(1), c: part(2) };
}
