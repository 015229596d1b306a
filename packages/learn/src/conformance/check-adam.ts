import { adam } from "../optimisers/adam.ts";
import { averageAt, batchCounts, checkAverage } from "./check-average.ts";
import { checkDeltas, collectDoubts, type Doubts } from "./check-deltas.ts";
import { checkGradients, checkRunning } from "./check-gradients.ts";
import { compareStep, stepTolerances } from "./check-steps.ts";
import { compareNumbers, compareTensor } from "./compare-tensor.ts";
import type { ExpectedStep } from "./network-reference.ts";
import type { FileUnderCheck } from "./setting.ts";
import { laterStatistics } from "./tolerances.ts";
import { type TrainedStep, trainReference } from "./train-reference.ts";
import type { TrainingCheck } from "./training-check.ts";

/**
 * Compares gradients, running statistics and the steps of Adam, with one training for each decay of the moving average; the first
 * one shows everything else.
 */
export async function checkAdam(file: FileUnderCheck, check: TrainingCheck): Promise<void> {
  const { form, reference } = check;
  const { learningRate: rate, betas, eps: epsilon, emaDecays } = reference.case;
  const { steps = [], afterStep3, ema = {} } = reference;
  const decays = emaDecays.length > 0 ? emaDecays : [undefined];
  let doubts: Doubts = new Map();
  for (const [index, decay] of decays.entries()) {
    const first = index === 0;
    const plan = {
      form,
      case: reference.case,
      optimiser: adam({ betas, epsilon }),
      rate,
      decay,
      // The losses after the last step are those of one more.
      steps: Math.max(1, steps.length + (first && afterStep3 ? 1 : 0)),
    };
    await trainReference(file.setting, plan, async (made) => {
      if (first && made.step === 1) doubts = collectDoubts(check, made);
      if (first) await checkAdamStep(file, check, made, doubts);
      const expected = decay === undefined ? undefined : averageAt(ema, decay);
      if (expected && made.step === steps.length) await checkAverage(file, check, made, { decay: decay!, expected });
    });
  }
}

async function checkAdamStep(
  file: FileUnderCheck,
  check: TrainingCheck,
  made: TrainedStep,
  doubts: Doubts,
): Promise<void> {
  const { record, id } = file;
  const { reference, tolerances } = check;
  const { steps = [], afterStep3, parametersAfterStep1, parametersAfterStep3 } = reference;
  const expected = steps[made.step - 1] ?? afterStep3;
  const at = made.step > steps.length ? "afterStep3" : `steps/${made.step}`;
  if (expected) compareStep(file, at, made, expected, stepTolerances(tolerances, made.step));
  if (steps[made.step - 1]) await checkEvaluation(file, check, made, steps[made.step - 1]);
  const deltas = { tolerance: tolerances.adam.deltas, doubts };
  if (made.step === 1) {
    checkGradients(file, check, made);
    checkRunning(file, "runningStats", reference.runningStats, made, tolerances.runningStatistics);
    const rows = { at: "parametersAfterStep1", expected: parametersAfterStep1, elements: "decided" } as const;
    checkDeltas(file, check, made, { ...deltas, ...rows });
  }
  if (made.step === 3) {
    const rows = { at: "parametersAfterStep3", expected: parametersAfterStep3, elements: "none" } as const;
    checkDeltas(file, check, made, { ...deltas, ...rows });
    checkRunning(file, "runningStatsAfterStep3", reference.runningStatsAfterStep3, made, laterStatistics(tolerances));
    const counted = reference.numBatchesTrackedAfterStep3;
    const counts = batchCounts(made, (name) => name);
    if (counted) record.same(`${id}/numBatchesTrackedAfterStep3`, counts, counted);
  }
}

/** Compares logits and embedding in eval mode after a step. */
async function checkEvaluation(
  { record, id }: FileUnderCheck,
  { tolerances }: TrainingCheck,
  made: TrainedStep,
  { evalLogitsAfter, evalEmbeddingAfter }: ExpectedStep,
): Promise<void> {
  const at = `${id}/steps/${made.step}`;
  const tolerance = tolerances.adam.evalLogits;
  const evaluated = await made.evaluate();
  if (evalLogitsAfter) {
    const got = evaluated.get("logits")?.values ?? [];
    compareNumbers(record, { id: `${at}/evalLogitsAfter`, got, expected: evalLogitsAfter.flat(), tolerance });
  }
  if (evalEmbeddingAfter) {
    const got = evaluated.get("embedding");
    const expected = evalEmbeddingAfter;
    compareTensor(record, { id: `${at}/evalEmbeddingAfter`, tag: "embedding", got, expected, tolerance });
  }
}
