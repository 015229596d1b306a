import { gradientOf } from "../names.ts";
import { withoutKeys } from "./check-delta.ts";
import { compareTensor } from "./compare-tensor.ts";
import type { NetworkReference } from "./network-reference.ts";
import type { FileUnderCheck } from "./setting.ts";
import { gradientTolerance } from "./tolerances.ts";
import type { TrainedStep } from "./train-reference.ts";
import type { TrainingCheck } from "./training-check.ts";

/** What float32 keeps of a gradient that is zero in exact arithmetic, many times over. */
const zero = 1e-6;

/** Compares the gradients of all parameters, as the training step holds them. */
export function checkGradients(
  { record, id }: FileUnderCheck,
  { reference, tolerances }: TrainingCheck,
  made: TrainedStep,
): void {
  const { variables } = made;
  for (const expected of reference.gradients) {
    const { name } = expected;
    const at = `${id}/gradients/${name}`;
    const variable = gradientOf(name);
    const found = variables.has(variable)
      ? { values: withoutKeys(name, variables.get(variable)), shape: variables.shapeOf(variable) }
      : undefined;
    if (expected.grad === null) {
      record.same(at, found === undefined ? null : "a gradient", null);
    } else if (expected.zero) {
      const distance = Math.hypot(...Array.from(found?.values ?? []));
      record.compare({ id: at, expected: 0, got: distance, distance, tolerance: zero });
    } else {
      const tolerance = gradientTolerance(name, tolerances);
      compareTensor(record, { id: at, tag: name, got: found, expected, tolerance });
    }
  }
}

/** Compares running statistics. */
export function checkRunning(
  { record, id }: FileUnderCheck,
  at: string,
  expected: NetworkReference["runningStats"],
  { variables }: TrainedStep,
  tolerance: number,
): void {
  for (const [name, tensor] of Object.entries(expected ?? {})) {
    const got = variables.has(name) ? { values: variables.get(name), shape: variables.shapeOf(name) } : undefined;
    compareTensor(record, { id: `${id}/${at}/${name}`, tag: name, got, expected: tensor, tolerance });
  }
}
