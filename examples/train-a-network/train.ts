/**
 * Trains a small 3-D network to tell which of the shipped nodules radiologists found suspicious, measures it on a site that it has
 * not seen, and saves it as an ONNX file:
 *
 *   node --conditions=hilum-source --import tsx examples/train-a-network/train.ts [nodules.onnx]
 */
// oxlint-disable no-console
import { writeFileSync } from "node:fs";
import { compile, initialise } from "@hilum/graph";
import { loadOnnxRuntime } from "@hilum/graph/node";
import { adam, cosine, crossEntropy, trainingStep } from "@hilum/learn";
import { buildNetwork, exportNetwork } from "@hilum/networks";
import { randomStream } from "@hilum/numeric";
import { auc } from "@hilum/stats";
import { nodules } from "./nodules.ts";

// The demo study's split: sites A and B to learn from, C for the test.
const [seen, heldOut] = ["develop", "C"].map((name) => nodules.filter(({ part }) => part === name));
const stack = (some: typeof nodules) => Float32Array.from(some.flatMap(({ voxels }) => voxels));

// ResNet-10 with a quarter of its channels.
const cnn = { backbone: "resnet10", options: { widthFactor: 0.25, stemStride: 2 }, size: [32, 32, 32] } as const;
const runtime = await loadOnnxRuntime();
const { graph, outputs } = buildNetwork(cnn, "train", 10);
const loss = crossEntropy(outputs.logits, graph.input("label", "int64", [10]));
const step = await trainingStep({ runtime, graph, loss, optimiser: adam(), threads: 2 });
initialise(graph, step.variables, 5);
// 84 batches of ten; the mean loss of each dozen is shown.
const rate = cosine(1e-3, { epochs: 84 });
let dozen = 0;
for (let k = 0; k < 84; k++) {
  const batch = randomStream(5, "batch", k).shuffled(seen).slice(0, 10);
  const label = BigInt64Array.from(batch, (nodule) => BigInt(nodule.label));
  const { loss } = await step.run({ image: stack(batch), label }, { rate: rate(k) });
  dozen += (loss - dozen) / ((k % 12) + 1);
  if (k % 12 === 11) console.log(`batches ${k - 10} to ${k + 1}: loss ${dozen.toFixed(3)}`);
}

const test = buildNetwork(cnn, "eval", heldOut.length);
const program = await compile(test.graph, { runtime, variables: step.variables, outputs: test.outputs });
const { logits } = await program.run({ image: stack(heldOut) });
const scores = heldOut.map((_, n) => Number(logits[2 * n + 1]) - Number(logits[2 * n]));
const labels = heldOut.map(({ label }) => label);
console.log(`AUC on site C: ${auc(labels, scores).toFixed(3)}`);

writeFileSync(process.argv[2] ?? "nodules.onnx", exportNetwork(cnn, step.variables));
