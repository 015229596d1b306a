import { GraphError } from "../graph-error.ts";
import { elementCount } from "../tensor-type.ts";
import { signedValues } from "./fill.ts";

/** A tensor in a few numbers: enough to compare it with a reference of another program. */
export interface Fingerprint {
  readonly shape: readonly number[];
  readonly mean: number;
  /** Root of the sum of squares. */
  readonly l2: number;
  /** Sum of the values times the signed numbers of `probe/TAG`; it changes when values swap places, l2 does not. */
  readonly probe: number;
  readonly first4: readonly number[];
}

/**
 * The fingerprint of a tensor, summed in float64.
 *
 * @param values - row-major; numbers of any precision.
 * @param shape - slowest axis first; [] for a scalar.
 * @param tag - the tensor's name in the reference file: it chooses the probe.
 * @throws GraphError `shape-mismatch` if the shape has more or fewer places than there are values.
 */
export function fingerprint(values: ArrayLike<number>, shape: readonly number[], tag: string): Fingerprint {
  const count = elementCount(shape);
  if (count !== values.length) {
    throw new GraphError(
      "shape-mismatch",
      `${tag} has ${values.length} values, but its shape [${shape.join(", ")}] has ${count} places. Pass the tensor's own shape.`,
    );
  }
  const directions = signedValues(`probe/${tag}`, count);
  let sum = 0;
  let squares = 0;
  let probe = 0;
  for (let i = 0; i < count; i++) {
    sum += values[i];
    squares += values[i] * values[i];
    probe += values[i] * directions[i];
  }
  const first4 = Array.from({ length: Math.min(4, count) }, (_, i) => values[i]);
  return { shape, mean: sum / count, l2: Math.sqrt(squares), probe, first4 };
}
