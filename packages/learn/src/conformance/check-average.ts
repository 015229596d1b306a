import { averageOf } from "../names.ts";
import { compareNumbers, compareTensor } from "./compare-tensor.ts";
import type { ExpectedAverage, NetworkReference } from "./network-reference.ts";
import type { FileUnderCheck } from "./setting.ts";
import { laterStatistics } from "./tolerances.ts";
import type { TrainedStep } from "./train-reference.ts";
import type { TrainingCheck } from "./training-check.ts";

/** Compares the averaged model after the last step: its logits and embedding in eval mode, and some of its tensors. */
export async function checkAverage(
  { record, id }: FileUnderCheck,
  { tolerances }: TrainingCheck,
  made: TrainedStep,
  { decay, expected }: { readonly decay: number; readonly expected: ExpectedAverage },
): Promise<void> {
  const { variables } = made;
  const at = `${id}/ema/${decay}`;
  // With a long memory the averaged model hardly leaves the start; with a short one it follows the steps and their noise.
  const long = decay > 0.99;
  const logits = long ? tolerances.average : tolerances.adam.evalLogits;
  const embedding = long ? tolerances.activations : tolerances.adam.evalLogits;
  const got = await made.evaluateAveraged();
  const evalLogits = got.get("logits")?.values ?? [];
  compareNumbers(record, {
    id: `${at}/evalLogits`,
    got: evalLogits,
    expected: expected.evalLogits.flat(),
    tolerance: logits,
  });
  if (expected.embedding) {
    const own = got.get("embedding");
    compareTensor(record, {
      id: `${at}/embedding`,
      tag: "embedding",
      got: own,
      expected: expected.embedding,
      tolerance: embedding,
    });
  }
  for (const [name, tensor] of Object.entries(expected.tensors ?? {})) {
    const average = averageOf(name);
    const found = variables.has(average)
      ? { values: variables.get(average), shape: variables.shapeOf(average) }
      : undefined;
    const tolerance = /running_(mean|var)$/.test(name) ? laterStatistics(tolerances) : logits;
    compareTensor(record, { id: `${at}/tensors/${name}`, tag: name, got: found, expected: tensor, tolerance });
  }
  if (expected.numBatchesTracked) {
    record.same(`${at}/numBatchesTracked`, batchCounts(made, averageOf), expected.numBatchesTracked);
  }
}

/** The different numbers of batches that the layers have counted. */
export function batchCounts({ built, variables }: TrainedStep, place: (name: string) => string): number[] {
  const names = [...built.graph.states.keys()].filter((name) => name.endsWith("num_batches_tracked"));
  return [...new Set(names.map((name) => variables.get(place(name))[0]))].sort((a, b) => a - b);
}

/** "0.9997" and 0.9997 are the same decay. */
export function averageAt(ema: NonNullable<NetworkReference["ema"]>, decay: number): ExpectedAverage | undefined {
  return Object.entries(ema).find(([key]) => Number(key) === decay)?.[1];
}
