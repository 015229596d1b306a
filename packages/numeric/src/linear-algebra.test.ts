import * as fc from "fast-check";
import { expect, test } from "vitest";
import { HilumError } from "./errors.ts";
import { solvePositiveDefinite, symmetricEigen } from "./linear-algebra.ts";
import { randomStream } from "./random-stream.ts";

const entry = fc.double({ min: -3, max: 3, noNaN: true });
const factor = fc.integer({ min: 1, max: 8 }).chain((n) => fc.array(entry, { minLength: n * n, maxLength: n * n }));

/** F F' + ridge I: symmetric, and positive definite if the ridge is positive. */
function gram(f: readonly number[], ridge: number): number[] {
  const n = Math.sqrt(f.length);
  return f.map((_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let sum = i === j ? ridge : 0;
    for (let k = 0; k < n; k++) sum += f[i * n + k] * f[j * n + k];
    return sum;
  });
}

test("the solution of a system worked by hand: [4 2; 2 3] x = [8; 7]", () => {
  const x = solvePositiveDefinite(Float64Array.of(4, 2, 2, 3), Float64Array.of(8, 7));
  expect([...x]).toEqual([expect.closeTo(1.25, 14), expect.closeTo(1.5, 14)]);
});

test("several right-hand sides are solved at once, each as if alone", () => {
  const a = Float64Array.of(4, 2, 2, 3);
  const both = solvePositiveDefinite(a, Float64Array.of(8, 1, 7, 0));
  const [first, second] = [Float64Array.of(8, 7), Float64Array.of(1, 0)].map((b) => solvePositiveDefinite(a, b));
  expect([...both]).toEqual([first[0], second[0], first[1], second[1]]);
});

test("A times the solution gives the right-hand side", () => {
  fc.assert(
    fc.property(factor, (f) => {
      const a = gram(f, 1);
      const n = Math.sqrt(a.length);
      const b = Float64Array.from({ length: n }, (_, i) => i - 1.5);
      const x = solvePositiveDefinite(Float64Array.from(a), b);
      // Ridge 1 and entries up to 3 keep the condition below 1e3, so 1e-9 leaves three digits of room.
      for (let i = 0; i < n; i++) {
        let sum = 0;
        for (let j = 0; j < n; j++) sum += a[i * n + j] * x[j];
        expect(sum).toBeCloseTo(b[i], 9);
      }
    }),
  );
});

test("singular, indefinite and NaN matrices are refused, and so are wrong sizes", () => {
  const code = (a: number[], b: number[]) => {
    try {
      solvePositiveDefinite(Float64Array.from(a), Float64Array.from(b));
    } catch (error) {
      return error instanceof HilumError ? error.code : error;
    }
    return "solved";
  };
  expect(code([1, 1, 1, 1], [1, 1])).toBe("not-positive-definite");
  expect(code([1, 2, 2, 1], [1, 1])).toBe("not-positive-definite");
  expect(code([NaN, 0, 0, 1], [1, 1])).toBe("not-positive-definite");
  expect(code([1, 0, 0, 1], [NaN, 1])).toBe("not-positive-definite");
  expect(code([1, 0, 0], [1, 1])).toBe("wrong-size");
  expect(code([1, 0, 0, 1], [1, 1])).toBe("solved");
});

test("the eigenvalues of [2 1; 1 2] are 3 and 1, along the diagonals", () => {
  const { values, vectors } = symmetricEigen([2, 1, 1, 2], 2);
  expect(values).toEqual([expect.closeTo(3, 14), expect.closeTo(1, 14)]);
  expect(vectors[0]).toEqual([expect.closeTo(Math.SQRT1_2, 14), expect.closeTo(Math.SQRT1_2, 14)]);
});

test("eigenvectors are orthonormal, descend by eigenvalue and rebuild the matrix", () => {
  fc.assert(
    fc.property(factor, (f) => {
      const a = gram(f, 0);
      const n = Math.sqrt(a.length);
      const { values, vectors } = symmetricEigen(a, n);
      for (let i = 1; i < n; i++) expect(values[i - 1]).toBeGreaterThanOrEqual(values[i]);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          const dot = vectors[i].reduce((sum, v, k) => sum + v * vectors[j][k], 0);
          expect(dot).toBeCloseTo(i === j ? 1 : 0, 10);
          const rebuilt = values.reduce((sum, value, k) => sum + value * vectors[k][i] * vectors[k][j], 0);
          expect(rebuilt).toBeCloseTo(a[i * n + j], 9);
        }
      }
    }),
  );
});

test("the trace is the sum of the eigenvalues of a covariance matrix of lesion size", () => {
  const random = randomStream("covariance");
  const a = gram(
    Array.from({ length: 9 }, () => random.normal()),
    0,
  );
  const { values } = symmetricEigen(a, 3);
  expect(values.reduce((x, y) => x + y)).toBeCloseTo(a[0] + a[4] + a[8], 12);
  expect(() => symmetricEigen([1, NaN, NaN, 1], 2)).toThrow("finite");
  expect(() => symmetricEigen([], 0)).toThrow("at least one row");
});
