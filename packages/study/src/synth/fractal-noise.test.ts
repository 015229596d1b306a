import { randomStream } from "@hilum/numeric";
import { expect, test } from "vitest";
import { fractalNoise } from "./fractal-noise.ts";

test("texture has mean 0 and standard deviation 1 at a sample, over many fields", () => {
  let sum = 0;
  let squares = 0;
  const fields = 4000;
  for (let n = 0; n < fields; n++) {
    const field = fractalNoise(randomStream("noise", n), [4, 5, 3], [0.7, 0.7, 1], { coarsestMm: 6, finestMm: 2 }, 0.5);
    // Another sample each time: the variance of a spline depends a little on where it is between its knots.
    const value = field[n % field.length];
    sum += value;
    squares += value * value;
  }
  // Five standard errors, and for the variance the few phases that so small a box holds.
  expect(Math.abs(sum / fields)).toBeLessThan(5 / Math.sqrt(fields));
  expect(Math.abs(squares / fields - 1)).toBeLessThan(0.25);
});

test("neighbours are alike, points farther apart than a lattice constant of the coarsest scale are not", () => {
  const size = [120, 40, 40] as const;
  const field = fractalNoise(randomStream("range"), size, [1, 1, 1], { coarsestMm: 6, finestMm: 2 }, 0.5);
  const correlation = (lag: number): number => {
    let product = 0;
    let count = 0;
    for (let n = 0; n < field.length; n++) {
      if (n % size[0] >= size[0] - lag) continue;
      product += field[n] * field[n + lag];
      count++;
    }
    return product / count;
  };
  expect(correlation(1)).toBeGreaterThan(0.7);
  expect(Math.abs(correlation(30))).toBeLessThan(0.1);
});
