import { fingerprint } from "@hilum/graph/conformance";
import type { ConformanceRecord } from "@hilum/numeric/conformance";

/** A tensor as a reference file has it: its fingerprint and some or all of its elements. */
export interface ExpectedTensor {
  readonly shape?: readonly number[];
  readonly mean?: number;
  readonly l2: number;
  readonly probe: number;
  /** All elements, in row-major order. */
  readonly values?: readonly number[];
  readonly first4?: readonly number[];
  readonly first8?: readonly number[];
}

/** A computed tensor. */
export interface GotTensor {
  readonly values: ArrayLike<number>;
  readonly shape: readonly number[];
}

/** One comparison of a tensor. */
export interface TensorComparison {
  readonly id: string;
  /** The tensor's name in the reference: it chooses the probe. */
  readonly tag: string;
  /** Undefined where we have no such tensor: that fails. */
  readonly got: GotTensor | undefined;
  readonly expected: ExpectedTensor;
  readonly tolerance: number;
}

/**
 * Compares a tensor with its fingerprint: l2 and probe relative to the reference's l2, the mean and single elements to l2/√n (or
 * to the element itself where that is larger: it is rounded at its own size). Axes of length 1 do not count.
 */
export function compareTensor(
  record: ConformanceRecord,
  { id, tag, got, expected, tolerance }: TensorComparison,
): void {
  if (!got) {
    record.compare({ id, expected, got: "no such tensor", distance: Infinity, tolerance });
    return;
  }
  const shape = expected.shape ?? got.shape;
  if (!sameShape(got.shape, shape)) {
    record.compare({ id, expected, got: { shape: got.shape }, distance: Infinity, tolerance });
    return;
  }
  const { mean, l2, probe } = fingerprint(got.values, shape, tag);
  const listed = expected.values ?? expected.first8 ?? expected.first4 ?? [];
  const first = listed.map((_, i) => got.values[i]);
  const typical = expected.l2 / Math.sqrt(got.values.length);
  const distance = Math.max(
    share(l2 - expected.l2, expected.l2),
    share(probe - expected.probe, expected.l2),
    expected.mean === undefined ? 0 : share(mean - expected.mean, typical),
    ...listed.map((value, i) => share(first[i] - value, Math.max(typical, Math.abs(value)))),
  );
  record.compare({ id, expected, got: { shape: got.shape, mean, l2, probe, first }, distance, tolerance });
}

/** Compares a list of numbers by their largest difference. */
export function compareNumbers(
  record: ConformanceRecord,
  {
    id,
    got,
    expected,
    tolerance,
  }: { id: string; got: ArrayLike<number>; expected: readonly number[]; tolerance: number },
): void {
  const distance =
    got.length === expected.length ? Math.max(0, ...expected.map((value, i) => Math.abs(got[i] - value))) : Infinity;
  record.compare({ id, expected, got: Array.from(got), distance, tolerance });
}

/** Compares a matrix with all its elements in the reference, relative to its l2: the length of the difference. */
export function compareVector(
  record: ConformanceRecord,
  {
    id,
    got,
    expected,
    tolerance,
  }: { id: string; got: ArrayLike<number>; expected: readonly number[]; tolerance: number },
): void {
  const distance =
    got.length === expected.length
      ? share(Math.hypot(...expected.map((value, i) => got[i] - value)), Math.hypot(...expected))
      : Infinity;
  record.compare({ id, expected, got: Array.from(got), distance, tolerance });
}

/** |difference| as a share of the scale; a difference of 0 is 0 of anything. */
function share(difference: number, scale: number): number {
  return difference === 0 ? 0 : Math.abs(difference) / scale;
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  const long = (shape: readonly number[]): string => shape.filter((size) => size !== 1).join();
  return long(a) === long(b);
}
