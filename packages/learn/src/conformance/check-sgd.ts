import { sgd } from "../optimisers/sgd.ts";
import { checkDeltas } from "./check-deltas.ts";
import { compareStep, stepTolerances } from "./check-steps.ts";
import type { FileUnderCheck } from "./setting.ts";
import { trainReference } from "./train-reference.ts";
import type { TrainingCheck } from "./training-check.ts";

/** Compares three steps of gradient descent: losses, logits and the way of every parameter. */
export async function checkSgd(file: FileUnderCheck, check: TrainingCheck): Promise<void> {
  const { form, reference, tolerances } = check;
  if (!reference.sgd) return;
  if (!tolerances.sgd) {
    file.record.skip(`${file.id}/sgd`, "no tolerance is given for gradient descent at full width");
    return;
  }
  const { learningRate: rate, momentum, nesterov, weightDecay, steps, parametersAfterStep3 } = reference.sgd;
  const { losses, deltas } = tolerances.sgd;
  const plan = {
    form,
    case: reference.case,
    optimiser: sgd({ momentum, nesterov, weightDecay }),
    rate,
    steps: steps.length,
  };
  await trainReference(file.setting, plan, (made) => {
    const later = losses[made.step - 2] ?? losses[1];
    const allowed = made.step === 1 ? stepTolerances(tolerances, 1) : { ce: later, ntxent: later, logits: later };
    compareStep(file, `sgd/steps/${made.step}`, made, steps[made.step - 1], allowed);
    if (made.step === 3)
      checkDeltas(file, check, made, {
        at: "sgd/parametersAfterStep3",
        expected: parametersAfterStep3,
        tolerance: deltas,
        elements: "all",
      });
  });
}
