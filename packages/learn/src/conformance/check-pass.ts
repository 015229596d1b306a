import { add, cotangents, type Value } from "@hilum/graph";
import { crossEntropy } from "../losses/cross-entropy.ts";
import { ntXent } from "../losses/nt-xent.ts";
import { compareNumbers, compareTensor, compareVector, type GotTensor } from "./compare-tensor.ts";
import type { ExpectedPass, NetworkReference } from "./network-reference.ts";
import {
  type BatchCase,
  type BuiltNetwork,
  buildNetwork,
  filledBatch,
  filledVariables,
  type NetworkForm,
} from "./reference-network.ts";
import { runOnce } from "./run-program.ts";
import type { FileUnderCheck } from "./setting.ts";
import type { Tolerances } from "./tolerances.ts";

/** The losses of the published training on a network. */
export function lossesOf(
  { output, labels }: BuiltNetwork,
  temperature: number,
): Record<"ce" | "ntxent" | "loss", Value> {
  const ce = crossEntropy(output.logits, labels);
  const ntxent = ntXent(output.embedding, labels, { temperature });
  return { ce, ntxent, loss: add(ce, ntxent) };
}

/** Compares what one pass in eval mode gives: logits, embedding and stages. */
export async function checkEval(
  file: FileUnderCheck,
  {
    form,
    reference,
    tolerances,
  }: { form: NetworkForm; reference: { case: BatchCase; eval: ExpectedPass }; tolerances: Tolerances },
): Promise<void> {
  const built = buildNetwork(form, "eval");
  const got = await runOnce(file.setting, {
    graph: built.graph,
    outputs: observed(built, reference.eval),
    inputs: filledBatch(reference.case, form.radiomics),
    variables: filledVariables(built.graph, reference.case.seed),
  });
  comparePass(file, "eval", reference.eval, got, { logits: tolerances.evalLogits, ...tolerances });
}

/**
 * Compares the first training pass: logits, embedding, stages, losses, and the gradients of image and radiomics features.
 */
export async function checkTrain(
  file: FileUnderCheck,
  { form, reference, tolerances }: { form: NetworkForm; reference: NetworkReference; tolerances: Tolerances },
): Promise<void> {
  const { record, id } = file;
  const { train } = reference;
  const built = buildNetwork(form, "train");
  const { ce, ntxent, loss } = lossesOf(built, reference.case.temperature);
  const [image, radiomics] = cotangents(loss, built.graph.scalar(1), [built.image, built.radiomics]);
  const got = await runOnce(file.setting, {
    graph: built.graph,
    outputs: { ...observed(built, train), ce, ntxent, loss, ...(image && { image }), ...(radiomics && { radiomics }) },
    inputs: filledBatch(reference.case, form.radiomics),
    variables: filledVariables(built.graph, reference.case.seed),
  });
  comparePass(file, "train", train, got, { logits: tolerances.trainLogits, ...tolerances });
  const loss1 = (name: "ce" | "ntxent" | "total", value: GotTensor | undefined, tolerance: number): void => {
    const expected = train[name];
    if (expected !== undefined && value) {
      compareNumbers(record, { id: `${id}/train/${name}`, got: value.values, expected: [expected], tolerance });
    }
  };
  loss1("ce", got.get("ce"), tolerances.crossEntropy);
  loss1("ntxent", got.get("ntxent"), tolerances.ntXent);
  loss1("total", got.get("loss"), tolerances.crossEntropy + tolerances.ntXent);
  if (reference.inputGradient) {
    const expected = reference.inputGradient;
    const tolerance = tolerances.gradients.backbone;
    compareTensor(record, { id: `${id}/inputGradient`, tag: "input", got: got.get("image"), expected, tolerance });
  }
  if (reference.radiomicsGradient) {
    compareVector(record, {
      id: `${id}/radiomicsGradient`,
      got: got.get("radiomics")?.values ?? [],
      expected: reference.radiomicsGradient.flat(),
      tolerance: tolerances.gradients.head,
    });
  }
}

/** Logits, embedding and the stages that a reference lists. */
function observed({ output }: BuiltNetwork, { activations = {} }: ExpectedPass): Record<string, Value> {
  const stages = Object.keys(activations).flatMap((name) => {
    const value = output.activations.get(name);
    return value ? [[`activation:${name}`, value] as const] : [];
  });
  return { logits: output.logits, embedding: output.embedding, ...Object.fromEntries(stages) };
}

function comparePass(
  { record, id }: FileUnderCheck,
  mode: "eval" | "train",
  { logits, embedding, embeddingFull, cosine, activations = {} }: ExpectedPass,
  got: ReadonlyMap<string, GotTensor>,
  tolerances: { readonly logits: number; readonly activations: number },
): void {
  const at = `${id}/${mode}`;
  const own = got.get("embedding");
  const tolerance = tolerances.activations;
  compareNumbers(record, {
    id: `${at}/logits`,
    got: got.get("logits")?.values ?? [],
    expected: logits.flat(),
    tolerance: tolerances.logits,
  });
  compareTensor(record, { id: `${at}/embedding`, tag: "embedding", got: own, expected: embedding, tolerance });
  if (embeddingFull) {
    const full = own?.values ?? [];
    compareVector(record, { id: `${at}/embeddingFull`, got: full, expected: embeddingFull.flat(), tolerance });
  }
  if (cosine && own) {
    // Each of the two rows may be off by the tolerance.
    const rows = cosines(own);
    compareNumbers(record, { id: `${at}/cosine`, got: rows, expected: cosine.flat(), tolerance: 2 * tolerance });
  }
  for (const [name, expected] of Object.entries(activations)) {
    const value = got.get(`activation:${name}`);
    compareTensor(record, { id: `${at}/activations/${name}`, tag: name, got: value, expected, tolerance });
  }
}

/** Cosines of all pairs of rows. */
function cosines({ values, shape: [n, width] }: GotTensor): number[] {
  const rows = Array.from({ length: n }, (_, row) => Array.from({ length: width }, (_, k) => values[row * width + k]));
  return rows.flatMap((a) =>
    rows.map((b) => a.reduce((sum, value, k) => sum + value * b[k], 0) / Math.hypot(...a) / Math.hypot(...b)),
  );
}
