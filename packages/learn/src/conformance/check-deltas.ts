import { gradientOf } from "../names.ts";
import { compareDelta, probeInDoubt, signDecided, withoutKeys } from "./check-delta.ts";
import type { ExpectedDelta } from "./network-reference.ts";
import type { FileUnderCheck } from "./setting.ts";
import { gradientTolerance } from "./tolerances.ts";
import type { TrainedStep } from "./train-reference.ts";
import type { TrainingCheck } from "./training-check.ts";

/** By parameter: how far the probe of its way may be off because of signs in doubt. */
export type Doubts = ReadonlyMap<string, number>;

/** Rows of a reference, and how they are compared. */
interface DeltaRows {
  /** The rows' place in the reference. */
  readonly at: string;
  readonly expected: readonly ExpectedDelta[] | undefined;
  readonly tolerance: number;
  /**
   * Which first elements are compared one by one: `decided`, those whose gradient has a sign beyond doubt (Adam's first step follows
   * it by the full rate); `none`, since Adam's later steps magnify the noise of elements whose first moment nearly vanishes.
   */
  readonly elements: "all" | "decided" | "none";
  /** Of Adam's first step. */
  readonly doubts?: Doubts;
}

/** The tolerances are about ten times float32's noise. */
const noiseOf = (tolerance: number): number => tolerance / 10;

/** The doubts of Adam's first step, from the gradients that it followed. */
export function collectDoubts({ reference, tolerances }: TrainingCheck, { variables }: TrainedStep): Doubts {
  const doubts = new Map<string, number>();
  const { learningRate: rate } = reference.case;
  for (const { name } of [...(reference.parametersAfterStep1 ?? []), ...(reference.parametersAfterStep3 ?? [])]) {
    const gradient = gradientOf(name);
    if (doubts.has(name) || !variables.has(gradient)) continue;
    const noise = noiseOf(gradientTolerance(name, tolerances));
    doubts.set(name, probeInDoubt(name, withoutKeys(name, variables.get(gradient)), { noise, rate }));
  }
  return doubts;
}

/** Compares how far parameters have moved. */
export function checkDeltas(
  { record, id }: FileUnderCheck,
  { reference, tolerances }: TrainingCheck,
  { variables }: TrainedStep,
  { at, expected, tolerance, elements, doubts }: DeltaRows,
): void {
  const gradients = new Map(reference.gradients.map((row) => [row.name, row]));
  for (const row of expected ?? []) {
    const { name } = row;
    const gradient = gradients.get(name);
    // A gradient of zero makes steps of noise: the references leave them out, and so do we.
    if (gradient?.grad !== null && gradient?.zero) continue;
    if (!variables.has(name)) {
      record.same(`${id}/${at}/${name}`, "no such parameter", row);
      continue;
    }
    const now = variables.get(name);
    const decided = {
      all: () => true,
      decided: signDecided(gradient, now.length, gradientTolerance(name, tolerances)),
      none: () => false,
    }[elements];
    const shape = variables.shapeOf(name);
    compareDelta(record, {
      id: `${id}/${at}/${name}`,
      seed: reference.case.seed,
      now,
      shape,
      expected: row,
      tolerance,
      decided,
      doubt: doubts?.get(name) ?? 0,
    });
  }
}
