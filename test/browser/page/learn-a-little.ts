import {
  Graph,
  initialise,
  layerNorm,
  matmul,
  type OnnxRuntime,
  relu,
  reshape,
  softmax,
  transpose,
  type Value,
  add,
  mean,
} from "@hilum/graph";
import { crossEntropy, sgd, trainingStep } from "@hilum/learn";
import { batchNorm, convLayer, linearLayer, type Mode, Scope } from "@hilum/networks";
import { randomStream } from "@hilum/numeric";

/** What a few steps of training leave behind. */
export interface Learned {
  readonly losses: readonly number[];
  /** Logits before each step. */
  readonly logits: readonly (readonly number[])[];
  /** Parameters, running statistics, gradients of the last step and the optimiser's memories by name. */
  readonly variables: Readonly<Record<string, readonly number[]>>;
}

const batch = 4;
const side = 8;

/** Convolution, batch norm, attention between the voxels of what is left, layer norm: each with a gradient. */
function network(mode: Mode): { graph: Graph; logits: Value } {
  const graph = new Graph();
  const scope = new Scope(graph, mode);
  const image = graph.input("image", "float32", [batch, 1, side, side, side]);
  const map = relu(
    batchNorm(scope.in("bn"), convLayer(scope.in("conv"), image, { out: 8, kernel: 3, stride: 2, padding: 1 })),
  );
  const tokens = transpose(reshape(map, [batch, 8, 64]), [0, 2, 1]);
  const weights = softmax(matmul(linearLayer(scope.in("query"), tokens, 8), transpose(tokens, [0, 2, 1])), -1);
  const one = { kind: "constant", value: 1 } as const;
  const norm = {
    weight: scope.parameter("norm.weight", [8], one),
    bias: scope.parameter("norm.bias", [8], { ...one, value: 0 }),
  };
  const mixed = layerNorm(add(tokens, matmul(weights, tokens)), norm);
  return { graph, logits: linearLayer(scope.in("fc"), mean(mixed, [1]), 2) };
}

/** Three steps of training from a seed: the same program in Node and in a browser. */
export async function learnALittle(runtime: OnnxRuntime, threads: number): Promise<Learned> {
  const { graph, logits } = network("train");
  const loss = crossEntropy(logits, graph.input("label", "int64", [batch]));
  // Not Adam: where a gradient is almost zero its first steps have the gradient's sign alone, and that is rounding.
  const step = await trainingStep({
    runtime,
    graph,
    loss,
    outputs: { logits },
    optimiser: sgd({ momentum: 0.9 }),
    threads,
  });
  initialise(graph, step.variables, 5);
  const stream = randomStream(5, "images");
  const reports = [];
  for (let k = 0; k < 3; k++) {
    const image = Float32Array.from({ length: batch * side ** 3 }, () => stream.normal());
    reports.push(await step.run({ image, label: BigInt64Array.of(0n, 1n, 1n, 0n) }, { rate: 0.05 }));
  }
  const { variables } = step;
  const numbers = (array: ArrayLike<number | bigint>) => Array.from(array, Number);
  const learned = {
    losses: reports.map((report) => report.loss),
    logits: reports.map(({ outputs: [first] }) => numbers(first["logits"])),
    variables: Object.fromEntries(variables.names.map((name) => [name, numbers(variables.get(name))])),
  };
  await step.release();
  return learned;
}
