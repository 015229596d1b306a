import { fingerprint } from "@hilum/graph/conformance";
import { ConformanceRecord } from "@hilum/numeric/conformance";
import { expect, test } from "vitest";
import { compareTensor, compareVector } from "./compare-tensor.ts";

const shape = [2, 3];
const values = Float32Array.of(3, -1, 4, 1, -5, 9);
const expected = fingerprint(values, shape, "t");

function passes(got: ArrayLike<number>, gotShape: readonly number[] = shape, tolerance = 1e-6): boolean {
  const record = new ConformanceRecord("example");
  compareTensor(record, { id: "t", tag: "t", got: { values: got, shape: gotShape }, expected, tolerance });
  return record.report().failed.length === 0;
}

test("a tensor agrees with its own fingerprint, and with one of the same shape up to axes of length 1", () => {
  expect(passes(values)).toBe(true);
  expect(passes(values, [2, 3, 1])).toBe(true);
  expect(passes(values, [3, 2])).toBe(false);
});

test("values that swap places, change sign or are no numbers are noticed", () => {
  expect(passes(Float32Array.of(3, -1, 4, 1, 9, -5))).toBe(false);
  expect(passes(values.map((value) => -value))).toBe(false);
  expect(passes(values.map((value, i) => (i === 5 ? Number.NaN : value)))).toBe(false);
});

test("the tolerance is relative to the whole tensor, for one element to its typical size", () => {
  // l2 is √133 = 11.5, the typical element 4.7: the second one, −1, may be off by 1 % of 4.7.
  expect(passes(Float32Array.of(3, -1.04, 4, 1, -5, 9), shape, 1e-2)).toBe(true);
  expect(passes(Float32Array.of(3, -1.06, 4, 1, -5, 9), shape, 1e-2)).toBe(false);
});

test("a tensor that is missing, or of another length, fails", () => {
  const record = new ConformanceRecord("example");
  compareTensor(record, { id: "a", tag: "t", got: undefined, expected, tolerance: 1 });
  compareVector(record, { id: "b", got: [1], expected: [1, 2], tolerance: 1 });
  compareVector(record, { id: "c", got: [0, 0], expected: [0, 0], tolerance: 1e-9 });
  expect(record.report().failed.map(({ id }) => id)).toEqual(["a", "b"]);
});
