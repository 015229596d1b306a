import { filledParameter, fingerprint, signedValues } from "@hilum/graph/conformance";
import type { ConformanceRecord } from "@hilum/numeric/conformance";
import type { ExpectedDelta, ExpectedGradient } from "./network-reference.ts";

/** One comparison of how far a parameter has moved. */
export interface DeltaComparison {
  readonly id: string;
  readonly seed: string;
  /** The parameter as it is now. */
  readonly now: ArrayLike<number> & Iterable<number>;
  readonly shape: readonly number[];
  readonly expected: ExpectedDelta;
  readonly tolerance: number;
  /** Which of the first elements are compared one by one. */
  readonly decided: (element: number) => boolean;
  /** How far the probe may lie off because of signs that are in doubt; see `probeInDoubt`. */
  readonly doubt: number;
}

/** Compares the way of a parameter from its filled start with the reference, by l2, probe and its first elements. */
export function compareDelta(record: ConformanceRecord, comparison: DeltaComparison): void {
  const { id, seed, now, shape, expected, tolerance, decided, doubt } = comparison;
  const { name, deltaL2, deltaProbe, first4 } = expected;
  const start = filledParameter(seed, name, shape);
  const moved = withoutKeys(
    name,
    Float64Array.from(start, (value, i) => now[i] - value),
  );
  const { l2, probe } = fingerprint(moved, shape, name);
  const typical = deltaL2 / Math.sqrt(moved.length);
  const distance = Math.max(
    Math.abs(l2 - deltaL2) / deltaL2,
    Math.max(0, Math.abs(probe - deltaProbe) - doubt) / deltaL2,
    ...first4.map((value, i) => {
      if (!decided(i)) return 0;
      // The reference prints nine digits of the parameter, and float32 keeps seven: that is not the step's.
      const excess = Math.abs(now[i] - value) - 2 ** -23 * Math.abs(value);
      return Math.max(0, excess) / Math.max(typical, Math.abs(value - start[i]));
    }),
  );
  const got = { deltaL2: l2, deltaProbe: probe, first4: Array.from(first4, (_, i) => now[i]) };
  record.compare({ id, expected: { deltaL2, deltaProbe, first4 }, got, distance, tolerance });
}

/**
 * The part of an attention's bias that belongs to the keys changes nothing, so its gradient is noise around 0; the references set
 * it to 0.
 */
export function withoutKeys(name: string, values: ArrayLike<number>): ArrayLike<number> {
  if (!name.endsWith("attn.qkv.bias")) return values;
  return Float64Array.from(values).fill(0, values.length / 3, (2 * values.length) / 3);
}

/**
 * Whether the sign of a gradient's element is beyond doubt: Adam's first step goes by the full rate in its direction, so that an
 * element within the gradient's own tolerance of 0 may go either way.
 */
export function signDecided(
  gradient: ExpectedGradient | undefined,
  count: number,
  tolerance: number,
): (element: number) => boolean {
  if (!gradient || gradient.grad === null) return () => false;
  const doubt = (tolerance * gradient.l2) / Math.sqrt(count);
  return (element) => Math.abs(gradient.first4?.[element] ?? 0) > doubt;
}

/**
 * How far the probe of Adam's first step may be off because some gradients lie within float32's noise of 0: each of them may send
 * its element by the full rate in either direction.
 *
 * @param noise - of the gradient, relative to its root mean square.
 */
export function probeInDoubt(
  name: string,
  gradient: ArrayLike<number>,
  { noise, rate }: { noise: number; rate: number },
): number {
  const { l2 } = fingerprint(gradient, [gradient.length], name);
  const limit = (noise * l2) / Math.sqrt(gradient.length);
  const directions = signedValues(`probe/${name}`, gradient.length);
  const inDoubt = directions.filter((_, i) => gradient[i] !== 0 && Math.abs(gradient[i]) < limit);
  return inDoubt.reduce((sum, direction) => sum + 2 * rate * Math.abs(direction), 0);
}
