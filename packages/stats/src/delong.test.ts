import { randomStream } from "@hilum/numeric";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { auc } from "./auc.ts";
import { aucInterval, delongTest } from "./delong.ts";
import { placementValues } from "./placement-values.ts";
import { tiedCases } from "./test/cases.ts";

/** DeLong's formula as printed: every pair compared, two covariance matrices, a contrast. */
function delongOfEveryPair(labels: readonly number[], a: readonly number[], b: readonly number[]) {
  const at = (label: number) => labels.flatMap((own, i) => (own === label ? [i] : []));
  const positives = at(1);
  const negatives = at(0);
  const mean = (values: readonly number[]) => values.reduce((total, value) => total + value, 0) / values.length;
  const components = (scores: readonly number[]) => {
    const psi = (x: number, y: number) => (x > y ? 1 : x === y ? 0.5 : 0);
    return {
      v10: positives.map((i) => mean(negatives.map((j) => psi(scores[i], scores[j])))),
      v01: negatives.map((j) => mean(positives.map((i) => psi(scores[i], scores[j])))),
    };
  };
  const covariance = (x: readonly number[], y: readonly number[]) =>
    x.reduce((total, value, i) => total + (value - mean(x)) * (y[i] - mean(y)), 0) / (x.length - 1);
  const [ca, cb] = [components(a), components(b)];
  const s = (x: typeof ca, y: typeof ca) =>
    covariance(x.v10, y.v10) / positives.length + covariance(x.v01, y.v01) / negatives.length;
  return {
    se: Math.sqrt(s(ca, ca)),
    difference: mean(ca.v10) - mean(cb.v10),
    variance: s(ca, ca) + s(cb, cb) - 2 * s(ca, cb),
  };
}

test("four cases by hand: area 3/4, variance 1/16 + 1/16", () => {
  // Positives 0.8 and 0.4 beat 2 and 1 negatives, negatives 0.5 and 0.3 are beaten by 1 and 2.
  const { value, se, lower, upper, method } = aucInterval([1, 1, 0, 0], [0.8, 0.4, 0.5, 0.3]);
  expect(value).toBe(0.75);
  expect(se).toBeCloseTo(Math.sqrt(0.125), 15);
  expect(lower).toBeCloseTo(0.75 - 1.959963984540054 * Math.sqrt(0.125), 14);
  expect([upper, method]).toEqual([1, "DeLong"]);
});

test("placement values count the other class, ties one half, in the order of the cases", () => {
  const { positives, negatives } = placementValues([0, 1, 0, 1, 0], [2, 1, 1, 3, 0]);
  expect([...positives]).toEqual([1.5, 3]);
  expect([...negatives]).toEqual([1, 1.5, 2]);
});

test("agrees with DeLong's printed formula over all pairs", () => {
  fc.assert(
    fc.property(tiedCases, ({ labels, scores, others }) => {
      const slow = delongOfEveryPair(labels, scores, others);
      const test = delongTest(labels, scores, others);
      expect(aucInterval(labels, scores).se).toBeCloseTo(slow.se, 12);
      expect(test.difference).toBeCloseTo(slow.difference, 12);
      // Where the variance vanishes, the printed formula leaves rounding noise and no z to compare with.
      if (slow.variance > 1e-9) expect(test.z).toBeCloseTo(slow.difference / Math.sqrt(slow.variance), 8);
    }),
  );
});

test("exchanging the scores turns the sign of z and keeps p", () => {
  fc.assert(
    fc.property(tiedCases, ({ labels, scores, others }) => {
      const forth = delongTest(labels, scores, others);
      const back = delongTest(labels, others, scores);
      expect(back.z).toBe(forth.z === 0 ? 0 : -forth.z);
      expect(back.p).toBe(forth.p);
      expect(forth.aucA).toBe(auc(labels, scores));
    }),
  );
});

test("two scores that rank alike have z = 0 and p = 1, never NaN", () => {
  fc.assert(
    fc.property(tiedCases, ({ labels, scores }) => {
      const { z, p } = delongTest(
        labels,
        scores,
        scores.map((score) => Math.exp(score)),
      );
      expect([z, p]).toEqual([0, 1]);
    }),
  );
});

test("always right against always wrong differs by 1 without any spread", () => {
  expect(delongTest([0, 0, 1, 1], [1, 2, 3, 4], [4, 3, 2, 1])).toEqual({
    aucA: 1,
    aucB: 0,
    difference: 1,
    z: Infinity,
    p: 0,
  });
});

test("p keeps its digits far in the tail", () => {
  const stream = randomStream("delong tail");
  const labels = Array.from({ length: 1000 }, (_, i) => i % 2);
  const strong = labels.map((label) => 2 * label + stream.normal());
  const noise = labels.map(() => stream.normal());
  const { z, p } = delongTest(labels, strong, noise);
  expect(z).toBeGreaterThan(12);
  expect(p).toBeGreaterThan(0);
  expect(p).toBeLessThan(1e-30);
});

test("a single case of a class has no spread, and a level must lie between 0 and 1", () => {
  expect(() => aucInterval([1, 0, 0], [3, 1, 2])).toThrow(expect.objectContaining({ code: "too-few" }));
  expect(() => delongTest([1, 0, 0], [3, 1, 2], [3, 1, 2])).toThrow(expect.objectContaining({ code: "too-few" }));
  expect(() => aucInterval([1, 1, 0, 0], [1, 2, 3, 4], { level: 95 })).toThrow(
    expect.objectContaining({ code: "out-of-range" }),
  );
  expect(() => delongTest([1, 1, 0, 0], [1, 2, 3, 4], [1, 2])).toThrow(
    expect.objectContaining({ code: "length-mismatch" }),
  );
});

test("the 95 % interval covers the true area about 95 times in 100", () => {
  // Binormal, separation 1: area = Phi(1 / sqrt(2)).
  const truth = 0.7602499389;
  const stream = randomStream("coverage");
  const labels = Array.from({ length: 200 }, (_, i) => i % 2);
  let covered = 0;
  const repetitions = 1000;
  for (let i = 0; i < repetitions; i++) {
    const { lower, upper } = aucInterval(
      labels,
      labels.map((label) => label + stream.normal()),
    );
    if (lower <= truth && truth <= upper) covered++;
  }
  // Four binomial standard errors around 95 %.
  expect(Math.abs(covered / repetitions - 0.95)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / repetitions));
});

test("200,000 cases take about half a second, not the minute of comparing every pair", () => {
  const stream = randomStream("speed");
  const labels = Array.from({ length: 200_000 }, () => stream.integer(2));
  const scores = Float64Array.from(labels, (label) => label + stream.normal());
  const start = process.cpuUsage().user / 1000;
  aucInterval(labels, scores);
  expect(process.cpuUsage().user / 1000 - start).toBeLessThan(5000);
});
