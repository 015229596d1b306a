import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { convolution, transposedConvolution } from "./convolution.ts";
import { binary, binaryFunctions, clipped, expanded, unary, unaryFunctions, where } from "./elementwise.ts";
import type { Binary, Unary } from "./elementwise.ts";
import { filled } from "./filled.ts";
import { diceLoss, oneHot } from "./losses.ts";
import { numericGradient } from "./numeric-gradient.ts";
import type { Plain } from "./plain.ts";
import { plain, scalar } from "./plain.ts";
import { concat, flip, gather, pad, reshape, slice, split, transpose } from "./rearrangement.ts";
import { reduce } from "./reduction.ts";

const matrix = plain([2, 3], [1, 2, 3, 4, 5, 6]);
const list = (x: Plain): readonly [readonly number[], readonly number[]] => [x.shape, [...x.values]];
const row = (...values: number[]): Plain => plain([values.length], values);
const dot = (a: Plain, b: Plain): number => a.values.reduce((sum, value, i) => sum + value * b.values[i], 0);

describe("element by element", () => {
  const unaryCases: readonly (readonly [Unary, number, number])[] = [
    ["abs", -2, 2],
    ["ceil", 1.2, 2],
    ["cos", 0, 1],
    ["erf", 0, 0],
    ["exp", 1, Math.E],
    ["floor", -1.2, -2],
    ["gelu", 0, 0],
    ["log", Math.E, 1],
    ["neg", 3, -3],
    ["not", 1, 0],
    ["reciprocal", 4, 0.25],
    ["relu", -1, 0],
    ["sigmoid", 0, 0.5],
    ["sign", -7, -1],
    ["sin", 0, 0],
    ["softplus", 0, Math.LN2],
    ["sqrt", 9, 3],
    ["square", -3, 9],
    ["tanh", 0, 0],
  ];
  test("functions of one number at a place known by heart", () => {
    expect(unaryCases.map(([name]) => name).sort()).toEqual(Object.keys(unaryFunctions).sort());
    for (const [name, x, expected] of unaryCases) {
      expect(unary(name, row(x, x)).values[1], name).toBeCloseTo(expected, 15);
    }
  });

  const binaryCases: readonly (readonly [Binary, number, number, number])[] = [
    // Of 2 and −1, of 2 and 2, of 2 and 3.
    ["add", 1, 4, 5],
    ["sub", 3, 0, -1],
    ["mul", -2, 4, 6],
    ["div", -2, 1, 2 / 3],
    ["pow", 0.5, 4, 8],
    ["max", 2, 2, 3],
    ["min", -1, 2, 2],
    ["equal", 0, 1, 0],
    ["less", 0, 0, 1],
    ["lessOrEqual", 0, 1, 1],
    ["greater", 1, 0, 0],
    ["greaterOrEqual", 1, 1, 0],
    ["and", 1, 1, 1],
    ["or", 1, 1, 1],
  ];
  test("functions of two numbers", () => {
    expect(binaryCases.map(([name]) => name).sort()).toEqual(Object.keys(binaryFunctions).sort());
    for (const [name, ...expected] of binaryCases) {
      expect([...binary(name, scalar(2), row(-1, 2, 3)).values], name).toEqual(expected);
    }
    expect([...binary("and", row(0, 0, 1), row(0, 1, 0)).values]).toEqual([0, 0, 0]);
    expect([...binary("or", row(0, 0, 1), row(0, 1, 0)).values]).toEqual([0, 1, 1]);
  });

  test("axes are aligned at the end and 1 stretches", () => {
    const column = plain([2, 1], [10, 20]);
    expect(list(binary("add", column, row(1, 2, 3)))).toEqual([
      [2, 3],
      [11, 12, 13, 21, 22, 23],
    ]);
    expect(list(expanded(column, [2, 2]))).toEqual([
      [2, 2],
      [10, 10, 20, 20],
    ]);
    expect(() => binary("add", matrix, row(1, 2))).toThrow("do not broadcast");
  });

  test("where takes from either side, and clipping keeps the middle", () => {
    expect(list(where(row(1, 0, 1), matrix, scalar(-1)))).toEqual([
      [2, 3],
      [1, -1, 3, 4, -1, 6],
    ]);
    expect([...clipped(matrix, 2, 4).values]).toEqual([2, 2, 3, 4, 4, 4]);
  });
});

describe("rearranging", () => {
  test("slices as NumPy does, backwards too", () => {
    const cut = (starts: number, ends: number, steps: number): number[] => [
      ...slice(row(0, 1, 2, 3, 4), { starts: [starts], ends: [ends], steps: [steps] }).values,
    ];
    expect(cut(1, 4, 1)).toEqual([1, 2, 3]);
    expect(cut(0, 5, 2)).toEqual([0, 2, 4]);
    expect(cut(-2, 99, 1)).toEqual([3, 4]);
    expect(cut(4, -99, -1)).toEqual([4, 3, 2, 1, 0]);
    expect(cut(-1, 0, -2)).toEqual([4, 2]);
    expect(cut(3, 3, 1)).toEqual([]);
    expect(list(slice(matrix, { starts: [1], ends: [3], axes: [-1] }))).toEqual([
      [2, 2],
      [2, 3, 5, 6],
    ]);
  });

  test("concat puts parts one after another, and split takes them apart", () => {
    const joined = concat([matrix, plain([2, 1], [7, 8])], -1);
    expect(list(joined)).toEqual([
      [2, 4],
      [1, 2, 3, 7, 4, 5, 6, 8],
    ]);
    expect(split(joined, [3, 1], 1).map(list)).toEqual([
      list(matrix),
      [
        [2, 1],
        [7, 8],
      ],
    ]);
  });

  test("padding with a constant, and negative padding", () => {
    expect(list(pad(matrix, [0, 1], [1, -1], { value: 9 }))).toEqual([
      [3, 3],
      [9, 1, 2, 9, 4, 5, 9, 9, 9],
    ]);
  });

  test("transpose, flip, reshape and gather along a later axis", () => {
    expect(list(transpose(matrix))).toEqual([
      [3, 2],
      [1, 4, 2, 5, 3, 6],
    ]);
    expect([...flip(matrix, [-1]).values]).toEqual([3, 2, 1, 6, 5, 4]);
    expect(list(reshape(matrix, [3, -1]))).toEqual([
      [3, 2],
      [1, 2, 3, 4, 5, 6],
    ]);
    expect(list(gather(matrix, row(2, -3), 1))).toEqual([
      [2, 2],
      [3, 1, 6, 4],
    ]);
  });
});

describe("summaries", () => {
  test("reductions over some axes and all", () => {
    expect(list(reduce("sum", matrix, { axes: [0] }))).toEqual([[3], [5, 7, 9]]);
    expect(list(reduce("max", matrix, { axes: [-1], keepDims: true }))).toEqual([
      [2, 1],
      [3, 6],
    ]);
    expect(list(reduce("min", matrix))).toEqual([[], [1]]);
    expect(list(reduce("mean", matrix, { axes: [1] }))).toEqual([[2], [2, 5]]);
    expect(list(reduce("sumSquare", matrix, { keepDims: true }))).toEqual([[1, 1], [91]]);
  });

  test("Dice loss is 0 for a perfect mask, and one half of it shared costs one half", () => {
    const half = plain([1, 1, 4], [1, 1, 0, 0]);
    expect(diceLoss(half, half).values[0]).toBeCloseTo(0, 12);
    expect(diceLoss(plain([1, 1, 4], [0, 1, 1, 0]), half, 0).values[0]).toBe(0.5);
    expect(list(oneHot(row(2, 0), 3))).toEqual([
      [2, 3],
      [0, 0, 1, 1, 0, 0],
    ]);
    expect(list(oneHot(row(1, 0), 2, 0))).toEqual([
      [2, 2],
      [0, 1, 1, 0],
    ]);
  });
});

describe("laws", () => {
  const sizes = fc.record({
    rank: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 3 }),
    padding: fc.integer({ min: 0, max: 2 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    kernel: fc.integer({ min: 1, max: 3 }),
    edge: fc.integer({ min: 5, max: 7 }),
  });

  test("transposed convolution is the adjoint of convolution: ⟨conv x, y⟩ = ⟨x, convᵀ y⟩", () => {
    fc.assert(
      fc.property(sizes, ({ rank, edge, kernel, ...options }) => {
        const cube = (size: number): number[] => Array.from({ length: rank }, () => size);
        const x = filled("x", [2, 2, ...cube(edge)]);
        const w = filled("w", [3, 2, ...cube(kernel)]);
        const forward = convolution(x, w, undefined, options);
        const y = filled("y", forward.shape);
        const reach = options.dilation * (kernel - 1) + 1;
        const outputPadding = (edge + 2 * options.padding - reach) % options.stride;
        const back = transposedConvolution(y, w, undefined, { ...options, outputPadding });
        expect(back.shape).toEqual(x.shape);
        expect(Math.abs(dot(forward, y) - dot(x, back))).toBeLessThan(1e-10);
      }),
      { numRuns: 30 },
    );
  });

  test("the numeric gradient of Σ x³·c is 3x²·c", () => {
    const x = row(-2, -0.5, 0, 1, 30);
    const c = row(1, 2, 3, -1, 0.5);
    const cube = ([a, b]: readonly Plain[]): Plain => binary("mul", binary("pow", a, scalar(3)), b);
    const gradient = numericGradient(cube, [x, c], 0, row(1, 1, 1, 1, 1));
    for (const [i, value] of x.values.entries()) {
      expect(Math.abs(gradient.values[i] - 3 * value ** 2 * c.values[i])).toBeLessThan(
        1e-9 * Math.max(1, 3 * value ** 2),
      );
    }
    expect(numericGradient(cube, [x, c], 1, row(1, 1, 1, 1, 1)).values[0]).toBeCloseTo(-8, 8);
  });
});
