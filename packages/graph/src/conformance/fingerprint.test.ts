import { expect, test } from "vitest";
import { GraphError } from "../graph-error.ts";
import { signed } from "./fill.ts";
import { fingerprint } from "./fingerprint.ts";

test("a tensor of two rows, by hand", () => {
  const values = new Float32Array([1, -2, 3, 0.5, 4, -1]);
  const { shape, mean, l2, probe, first4 } = fingerprint(values, [2, 3], "fc.weight");
  const weights = [0, 1, 2, 3, 4, 5].map((i) => signed("probe/fc.weight", i));
  expect({ shape, first4 }).toEqual({ shape: [2, 3], first4: [1, -2, 3, 0.5] });
  expect(mean).toBeCloseTo(5.5 / 6, 15);
  expect(l2).toBeCloseTo(Math.sqrt(31.25), 15);
  expect(probe).toBeCloseTo(
    weights[0] - 2 * weights[1] + 3 * weights[2] + 0.5 * weights[3] + 4 * weights[4] - weights[5],
    14,
  );
});

test("the probe tells two orders of the same values apart, and so does the tag", () => {
  const one = fingerprint([1, 2, 3], [3], "a");
  const other = fingerprint([3, 2, 1], [3], "a");
  expect(other.l2).toBe(one.l2);
  expect(Math.abs(other.probe - one.probe)).toBeGreaterThan(0.1);
  expect(Math.abs(fingerprint([1, 2, 3], [3], "b").probe - one.probe)).toBeGreaterThan(0.1);
});

test("a scalar has one value and no axes", () => {
  expect(fingerprint([2.5], [], "loss")).toMatchObject({ shape: [], mean: 2.5, l2: 2.5, first4: [2.5] });
});

test("a shape of another size is refused", () => {
  expect(() => fingerprint([1, 2, 3], [2, 2], "fc.bias")).toThrow(GraphError);
});
