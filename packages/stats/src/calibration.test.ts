import { randomStream } from "@hilum/numeric";
import { expect, test } from "vitest";
import { calibrationCurve } from "./calibration-curve.ts";
import { calibrationSlope } from "./calibration-slope.ts";
import { brier, logLoss, scaledBrier } from "./proper-scores.ts";

/** Outcomes drawn with the true probabilities, whose logits are normal. */
function drawn(n: number) {
  const stream = randomStream("calibration");
  const logits = Array.from({ length: n }, () => 1.5 * stream.normal() - 0.5);
  const probabilities = logits.map((logit) => 1 / (1 + Math.exp(-logit)));
  return { logits, probabilities, labels: probabilities.map((p) => (stream.uniform() < p ? 1 : 0)) };
}

test("Brier score and logarithmic loss of three predictions by hand", () => {
  expect(brier([1, 0, 1], [0.5, 0.5, 1])).toBeCloseTo(0.5 / 3, 15);
  expect(logLoss([1, 0, 1], [0.5, 0.5, 1])).toBeCloseTo((2 * Math.LN2) / 3, 15);
  expect(scaledBrier([1, 0], [0.5, 0.5])).toBe(0);
  expect(scaledBrier([1, 0], [1, 0])).toBe(1);
});

test("a certain prediction that fails costs 1 of Brier and an infinite logarithm", () => {
  expect(brier([0], [1])).toBe(1);
  expect(logLoss([0, 1], [1, 1])).toBe(Infinity);
});

test("a score outside [0, 1] is no probability", () => {
  for (const measure of [brier, scaledBrier, logLoss, calibrationCurve, calibrationSlope]) {
    expect(() => measure([1, 0, 1], [0.5, 0.5, 1.01])).toThrow(expect.objectContaining({ code: "out-of-range" }));
  }
  expect(() => scaledBrier([1, 1], [0.5, 0.5])).toThrow(expect.objectContaining({ code: "one-class" }));
});

test("true probabilities have slope 1 and intercept 0 within their intervals", () => {
  const { labels, probabilities } = drawn(5000);
  const { slope, interceptInTheLarge } = calibrationSlope(labels, probabilities, { level: 0.999 });
  expect(slope.lower).toBeLessThan(1);
  expect(slope.upper).toBeGreaterThan(1);
  expect(interceptInTheLarge.lower).toBeLessThan(0);
  expect(interceptInTheLarge.upper).toBeGreaterThan(0);
});

test("doubling the logits halves the slope; shifting them shifts the intercept back", () => {
  const { labels, logits, probabilities } = drawn(500);
  const sigmoid = (logit: number) => 1 / (1 + Math.exp(-logit));
  const plain = calibrationSlope(labels, probabilities);
  const extreme = calibrationSlope(
    labels,
    logits.map((logit) => sigmoid(2 * logit)),
  );
  expect(extreme.slope.value).toBeCloseTo(plain.slope.value / 2, 9);
  const shifted = calibrationSlope(
    labels,
    logits.map((logit) => sigmoid(logit + 0.7)),
  );
  expect(shifted.slope.value).toBeCloseTo(plain.slope.value, 9);
  expect(shifted.interceptInTheLarge.value).toBeCloseTo(plain.interceptInTheLarge.value - 0.7, 9);
});

test("extreme probabilities do not throw the fit off", () => {
  const { labels, logits, probabilities } = drawn(500);
  const plain = calibrationSlope(labels, probabilities);
  // Logits up to 80 in places: undamped Newton steps overflow from slope 1.
  const extreme = calibrationSlope(
    labels,
    logits.map((logit) => 1 / (1 + Math.exp(-6 * logit))),
  );
  expect(extreme.slope.value).toBeCloseTo(plain.slope.value / 6, 8);
});

test("classes that do not overlap have no slope, certain predictions no logit", () => {
  expect(() => calibrationSlope([0, 0, 1], [0.1, 0.2, 0.2])).toThrow(expect.objectContaining({ code: "separated" }));
  expect(() => calibrationSlope([1, 0, 1], [0.1, 0.2, 0])).toThrow(/has no logit/);
});

test("bins: an edge belongs below, empty bins are left out", () => {
  expect(calibrationCurve([0, 1, 1], [0.5, 0.25, 1], { bins: 2 })).toEqual([
    { n: 2, nPositive: 1, predicted: 0.375, observed: 0.5 },
    { n: 1, nPositive: 1, predicted: 1, observed: 1 },
  ]);
  expect(calibrationCurve([0, 1], [0.01, 0.99], { bins: 10 }).map(({ n }) => n)).toEqual([1, 1]);
  expect(
    calibrationCurve([0, 1, 1, 0], [0.1, 0.2, 0.3, 0.4], { bins: 2, strategy: "quantile" }).map(({ n }) => n),
  ).toEqual([2, 2]);
});

test("a number of bins is whole and positive", () => {
  for (const bins of [0, 1.5, NaN]) {
    expect(() => calibrationCurve([0, 1], [0.1, 0.9], { bins })).toThrow(
      expect.objectContaining({ code: "out-of-range" }),
    );
  }
});
