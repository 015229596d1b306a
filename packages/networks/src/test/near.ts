import { fingerprint } from "@hilum/graph/conformance";

/** What a reference file says of a tensor. */
export interface Expected {
  readonly shape: readonly number[];
  readonly l2: number;
  readonly probe: number;
  readonly first4?: readonly number[];
  readonly first8?: readonly number[];
}

/** The largest relative deviation of a tensor from its reference: l2 and probe by the reference's l2, elements by l2 / √n. */
export function deviation(values: ArrayLike<number>, expected: Expected, tag: string): number {
  const got = fingerprint(values, expected.shape, tag);
  const first = expected.first8 ?? expected.first4 ?? [];
  const scale = Math.max(expected.l2, 1e-30);
  const element = scale / Math.sqrt(values.length);
  return Math.max(
    Math.abs(got.l2 - expected.l2) / scale,
    Math.abs(got.probe - expected.probe) / scale,
    ...first.map((value, i) => Math.abs(values[i] - value) / element),
  );
}
