import * as fc from "fast-check";
import { linear, logSoftmax, matmul, max, mean, min, softmax, sum, sumSquare } from "../../index.ts";
import { rowProducts } from "../../ops/row-products.ts";
import { type InputRule, type OperationCase, operationCase, shapes, whole } from "../operation-case.ts";
import type { Plain } from "../plain/plain.ts";
import * as product from "../plain/product.ts";
import { transpose } from "../plain/rearrangement.ts";
import { reduce } from "../plain/reduction.ts";
import * as oracle from "../plain/softmax.ts";

const reductionRows = [
  ["sum", sum],
  ["mean", mean],
  ["sumSquare", sumSquare],
  ["max", max],
  ["min", min],
] as const;

const reductionCases = reductionRows.map(([name, of]) =>
  operationCase({
    name,
    settings: shapes().chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        axes: fc.option(
          fc
            .shuffledSubarray(shape.map((_, axis) => axis))
            .chain((axes) => fc.tuple(...axes.map((axis) => fc.constantFrom(axis, axis - shape.length)))),
          { nil: undefined },
        ),
        keepDims: fc.boolean(),
      }),
    ),
    inputs: ({ shape }) => ({ x: { shape, draw: "distinct" } satisfies InputRule }),
    build: ({ x }, { axes, keepDims }) => of(x, axes, { keepDims }),
    plain: ({ x }, { axes, keepDims }) => reduce(name, x, { ...(axes && { axes }), keepDims }),
  }),
);

const axisSettings = shapes({ minRank: 1 }).chain((shape) =>
  fc.record({ shape: fc.constant(shape), axis: whole(-shape.length, shape.length - 1) }),
);

/** Matrices in a batch; either batch may lack axes or have size 1 where the other has more. */
const matmulSettings = fc.record({
  batch: shapes({ maxRank: 2, maxSize: 3 }),
  ones: fc.tuple(fc.boolean(), fc.boolean()),
  skipped: fc.tuple(whole(0, 2), whole(0, 2)),
  m: whole(1, 4),
  k: whole(1, 4),
  n: whole(1, 4),
  transposeA: fc.boolean(),
  transposeB: fc.boolean(),
});

const exchanged = (x: Plain, really: boolean): Plain => {
  const last = x.shape.length - 1;
  return really ? transpose(x, [...x.shape.map((_, axis) => axis).slice(0, -2), last, last - 1]) : x;
};

export const reductionAndProductCases: readonly OperationCase[] = [
  ...reductionCases,
  operationCase({
    name: "softmax",
    settings: axisSettings,
    inputs: ({ shape }) => ({ x: { shape } }),
    build: ({ x }, { axis }) => softmax(x, axis),
    plain: ({ x }, { axis }) => oracle.softmax(x, axis),
  }),
  operationCase({
    name: "logSoftmax",
    settings: axisSettings,
    inputs: ({ shape }) => ({ x: { shape } }),
    build: ({ x }, { axis }) => logSoftmax(x, axis),
    plain: ({ x }, { axis }) => oracle.logSoftmax(x, axis),
  }),
  operationCase({
    name: "products of rows that lie apart",
    covers: ["matmul"],
    settings: fc.record({ m: whole(1, 4), n: whole(1, 4), k: whole(1, 3), l: whole(1, 5) }),
    inputs: ({ m, n, k, l }) => ({ a: { shape: [m, k, l] }, b: { shape: [n, k, l] } }),
    build: ({ a, b }) => rowProducts(a, b),
    plain: ({ a, b }) => product.matmul(transpose(a, [1, 0, 2]), transpose(b, [1, 2, 0])),
  }),
  operationCase({
    name: "matmul",
    settings: matmulSettings,
    inputs: ({ batch, ones, skipped, m, k, n, transposeA, transposeB }) => {
      const [outerA, outerB] = [0, 1].map((side) => batch.map((size) => (ones[side] ? 1 : size)).slice(skipped[side]));
      return {
        a: { shape: [...outerA, ...(transposeA ? [k, m] : [m, k])] },
        b: { shape: [...outerB, ...(transposeB ? [n, k] : [k, n])] },
      };
    },
    build: ({ a, b }, { transposeA, transposeB }) => matmul(a, b, { transposeA, transposeB }),
    plain: ({ a, b }, { transposeA, transposeB }) => product.matmul(exchanged(a, transposeA), exchanged(b, transposeB)),
  }),
  operationCase({
    name: "linear",
    settings: fc.record({
      outer: shapes({ minRank: 1, maxRank: 3 }),
      k: whole(1, 5),
      n: whole(1, 4),
      bias: fc.boolean(),
    }),
    inputs: ({ outer, k, n }) => ({ x: { shape: [...outer, k] }, w: { shape: [n, k] }, b: { shape: [n] } }),
    build: ({ x, w, b }, { bias }) => linear(x, w, bias ? b : undefined),
    plain: ({ x, w, b }, { bias }) => product.linear(x, w, bias ? b : undefined),
  }),
];
