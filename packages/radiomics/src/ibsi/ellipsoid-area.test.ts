import { expect, test } from "vitest";
import { ellipsoidArea } from "./ellipsoid-area.ts";

test("a sphere has 4 π r²", () => {
  expect(ellipsoidArea([3, 3, 3])).toBeCloseTo(36 * Math.PI, 12);
});

/** A Legendre polynomial by its sum of powers. */
function legendre(n: number, x: number): number {
  const choose = (m: number, k: number) =>
    Array.from({ length: k }, (_, i) => (m - i) / (i + 1)).reduce((a, b) => a * b, 1);
  const terms = Array.from({ length: n + 1 }, (_, k) => choose(n, k) ** 2 * (x - 1) ** (n - k) * (x + 1) ** k);
  return terms.reduce((a, b) => a + b, 0) / 2 ** n;
}

test("it is the manual's series of Legendre polynomials", () => {
  for (const [a, b, c] of [
    [1, 0.9, 0.7],
    [12, 5, 4],
    [3, 2.9, 1],
  ]) {
    const [alpha, beta] = [Math.sqrt(1 - (b * b) / (a * a)), Math.sqrt(1 - (c * c) / (a * a))];
    const x = (alpha ** 2 + beta ** 2) / (2 * alpha * beta);
    const terms = Array.from({ length: 21 }, (_, n) => ((alpha * beta) ** n / (1 - 4 * n * n)) * legendre(n, x));
    const series = 4 * Math.PI * a * b * terms.reduce((sum, term) => sum + term, 0);
    expect(ellipsoidArea([a, b, c]) / series).toBeCloseTo(1, 10);
  }
});
