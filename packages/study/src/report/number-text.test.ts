import { expect, test } from "vitest";
import { auc, counted, fixed, integer, interval, percent, pValue, score } from "./number-text.ts";

test("areas have three decimals and percentages one", () => {
  expect(auc(0.8)).toBe("0.800");
  expect(percent(0.81249)).toBe("81.2");
  expect(interval([0.5, 1], auc)).toBe("0.500 to 1.000");
});

test("p-values are never zero and never one", () => {
  expect([0, 0.00099, 0.001, 0.0456, 0.9994, 1].map(pValue)).toEqual([
    "<0.001",
    "<0.001",
    "0.001",
    "0.046",
    ">0.999",
    ">0.999",
  ]);
});

test("thresholds on small and large scales keep their digits", () => {
  expect([0, 0.5, -1.23456, 0.001234, -0.0022, 123456].map(score)).toEqual([
    "0.000",
    "0.500",
    "−1.235",
    "0.00123",
    "−0.00220",
    "1.23e+5",
  ]);
});

test("a difference that rounds to zero has no sign", () => {
  expect([-0.0004, -0.0006].map((value) => fixed(value, 3))).toEqual(["0.000", "−0.001"]);
});

test("counts agree with their noun and group thousands", () => {
  expect(counted(1, "case")).toBe("1 case");
  expect(counted(0, "case")).toBe("0 cases");
  expect(integer(1234567)).toBe("1\u2009234\u2009567");
});
