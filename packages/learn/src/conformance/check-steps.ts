import { compareNumbers } from "./compare-tensor.ts";
import type { ExpectedStep } from "./network-reference.ts";
import type { FileUnderCheck } from "./setting.ts";
import type { Tolerances } from "./tolerances.ts";
import type { TrainedStep } from "./train-reference.ts";

/** How far losses and logits of a step may lie off. */
export interface StepTolerances {
  readonly ce: number;
  readonly ntxent: number;
  readonly logits: number;
}

/** Before the first step the network is the filled one; later ones have the optimiser's noise. */
export function stepTolerances(
  { crossEntropy, ntXent, trainLogits, adam: later }: Tolerances,
  step: number,
): StepTolerances {
  return step === 1
    ? { ce: crossEntropy, ntxent: ntXent, logits: trainLogits }
    : { ce: later.losses, ntxent: later.losses, logits: later.trainLogits };
}

/** Compares losses and logits from before a step. */
export function compareStep(
  { record, id }: FileUnderCheck,
  at: string,
  made: TrainedStep,
  expected: Pick<ExpectedStep, "ce" | "ntxent" | "total" | "trainLogits">,
  tolerances: StepTolerances,
): void {
  const one = (name: string, got: number, value: number, tolerance: number): void =>
    compareNumbers(record, { id: `${id}/${at}/${name}`, got: [got], expected: [value], tolerance });
  one("ce", made.ce, expected.ce, tolerances.ce);
  one("ntxent", made.ntxent, expected.ntxent, tolerances.ntxent);
  if (expected.total !== undefined) one("total", made.loss, expected.total, tolerances.ce + tolerances.ntxent);
  const logits = `${id}/${at}/trainLogits`;
  if (Number.isFinite(tolerances.logits)) {
    const tolerance = tolerances.logits;
    compareNumbers(record, { id: logits, got: made.logits, expected: expected.trainLogits.flat(), tolerance });
  } else {
    record.skip(logits, "not comparable: float32 itself is off by half a unit here");
  }
}
