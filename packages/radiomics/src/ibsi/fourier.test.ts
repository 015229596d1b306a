import * as fc from "fast-check";
import { expect, test } from "vitest";
import { transform } from "./fourier.ts";
import { smoothLength } from "./line-transform.ts";

/** The transform by its definition, of a block. */
function slow(size: readonly number[], re: Float64Array, im: Float64Array) {
  const index = (n: number) => [n % size[0], Math.floor(n / size[0]) % size[1], Math.floor(n / (size[0] * size[1]))];
  return Array.from(re.keys(), (f) => {
    let [x, y] = [0, 0];
    for (const n of re.keys()) {
      const turn = index(f).reduce((sum, at, axis) => sum + (at * index(n)[axis]) / size[axis], 0);
      const [c, s] = [Math.cos(2 * Math.PI * turn), -Math.sin(2 * Math.PI * turn)];
      x += re[n] * c - im[n] * s;
      y += re[n] * s + im[n] * c;
    }
    return [x, y];
  });
}

const block = fc
  .tuple(fc.constantFrom(1, 2, 3, 4, 6, 17), fc.constantFrom(1, 3, 5, 8), fc.constantFrom(1, 2, 7, 9))
  .chain((size) => {
    const count = size[0] * size[1] * size[2];
    const numbers = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: count, maxLength: count });
    return fc.record({ size: fc.constant(size), re: numbers, im: numbers });
  });

test("a block's transform is the sum that defines it", () => {
  fc.assert(
    fc.property(block, ({ size, re, im }) => {
      const ours = { size, re: Float64Array.from(re), im: Float64Array.from(im) };
      const expected = slow(size, ours.re, ours.im);
      transform(ours, "forward");
      for (const [n, [x, y]] of expected.entries()) {
        expect(ours.re[n]).toBeCloseTo(x, 11);
        expect(ours.im[n]).toBeCloseTo(y, 11);
      }
    }),
    { numRuns: 20 },
  );
});

test("backward undoes forward, times the number of elements, also when only a part is filled and wanted", () => {
  const size = [15, 8, 6] as const;
  const filled = [4, 3, 2] as const;
  const ours = { size, re: new Float64Array(720), im: new Float64Array(720) };
  const places = Array.from({ length: 24 }, (_, n) => (n % 4) + 15 * ((n >> 2) % 3) + 120 * Math.floor(n / 12));
  for (const [n, at] of places.entries()) ours.re[at] = n + 1;
  transform(ours, "forward", filled);
  transform(ours, "backward", filled);
  for (const [n, at] of places.entries()) expect(ours.re[at] / 720).toBeCloseTo(n + 1, 11);
});

test("smooth lengths are products of 2, 3 and 5", () => {
  expect([1, 7, 13, 151, 199].map(smoothLength)).toEqual([1, 8, 15, 160, 200]);
});

test("lengths with a large prime factor, and more lines than are taken together", () => {
  for (const size of [
    [197, 1, 1],
    [1, 34, 1],
    [38, 33, 1],
  ] as const) {
    const count = size[0] * size[1];
    const ours = {
      size,
      re: Float64Array.from({ length: count }, (_, n) => Math.sin(n * n)),
      im: new Float64Array(count),
    };
    const expected = slow(size, ours.re, ours.im);
    transform(ours, "forward");
    const furthest = expected.map(([x, y], n) => Math.hypot(ours.re[n] - x, ours.im[n] - y));
    expect(Math.max(...furthest)).toBeLessThan(1e-10);
  }
});
