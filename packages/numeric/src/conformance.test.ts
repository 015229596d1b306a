import { expect, test } from "vitest";
import { ConformanceRecord } from "./conformance.ts";

test("a report counts every comparison once, as passed, failed or explained", () => {
  const record = new ConformanceRecord("example");
  record.compare({ id: "a/mean", expected: 1, got: 1.05, distance: 0.05, tolerance: 0.1 });
  record.compare({ id: "a/sum", expected: 1, got: 1.2, distance: 0.2, tolerance: 0.1 });
  record.deviate({ id: "b/voxel", expected: 3, got: 4, why: "it lies on a bin edge: 25.0" });
  record.skip("b/shape", "not implemented");
  expect(record.report()).toEqual({
    suite: "example",
    total: 3,
    passed: 1,
    failed: [{ id: "a/sum", expected: 1, got: 1.2, tolerance: 0.1 }],
    deviations: [{ id: "b/voxel", expected: 3, got: 4, why: "it lies on a bin edge: 25.0" }],
    skipped: [{ id: "b/shape", why: "not implemented" }],
  });
  expect(record.parts).toEqual([
    { part: "a", total: 2, failed: 1, skipped: 0, worst: { share: 2, id: "a/sum" } },
    { part: "b", total: 1, failed: 0, skipped: 1, worst: { share: 0, id: "" } },
  ]);
});

test("a distance that is no number fails", () => {
  const record = new ConformanceRecord("example");
  record.compare({ id: "loss", expected: 1, got: Number.NaN, distance: Number.NaN, tolerance: 1 });
  expect(record.report().failed).toEqual([{ id: "loss", expected: 1, got: "NaN", tolerance: 1 }]);
  expect(record.parts[0].worst.id).toBe("loss");
});

test("the same means the same digits and the same zero", () => {
  const record = new ConformanceRecord("example");
  record.same("equal", [1, { a: Float32Array.of(0.5) }], [1, { a: [0.5] }]);
  record.same("zero", -0, 0);
  record.same("large", 2n ** 70n, "1180591620717411303424");
  record.same("none", undefined, null);
  expect(record.report().failed.map(({ id }) => id)).toEqual(["zero", "none"]);
});
