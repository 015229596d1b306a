import { initialise, Variables } from "@hilum/graph";
import type { Graph } from "@hilum/graph";
import { loadOnnxRuntime } from "@hilum/graph/node";
import { adam, crossEntropy, trainingStep } from "@hilum/learn";
import { buildNetwork } from "@hilum/networks";
import type { NetworkSpec } from "@hilum/networks";
import type { Fit } from "../../protocol.ts";
import type { JobCost } from "./plan-study.ts";
import type { NetworkModel } from "../../networks/network-model.ts";
import { networkSpecOf } from "../../networks/network-spec-of.ts";

/** What one run of a network takes. */
interface NetworkSize {
  /** Multiplications and additions of one crop's forward pass, 10^9. */
  readonly gmac: number;
  readonly parameters: number;
  /** Elements of all values of one crop's forward pass. */
  readonly values: number;
}

/** Counts a model's network from its graph. @throws NetworkError `network-spec` if it cannot be built for the crop */
function networkSize(model: NetworkModel): NetworkSize {
  const inputs = (model.select?.count ?? 0) + (model.clinical?.length ?? 0);
  const { graph } = buildNetwork(networkSpecOf(model, inputs), "eval", 1);
  return {
    gmac: macs(graph) / 1e9,
    parameters: [...graph.parameters.values()].reduce((sum, { shape }) => sum + product(shape), 0),
    // Views share the memory of what they show.
    values: graph.nodes.reduce(
      (sum, { operation, outputs }) =>
        operation.view ? sum : sum + outputs.reduce((own, { shape }) => own + product(shape), 0),
      0,
    ),
  };
}

/** Convolutions: kernel x input channels for each output element; products of matrices: the shared axis. */
function macs(graph: Graph): number {
  return graph.nodes.reduce((sum, { operation, inputs, outputs, attributes }) => {
    const out = product(outputs[0]!.shape);
    if (operation.name === "conv") return sum + out * product(inputs[1]!.shape.slice(1));
    if (operation.name !== "matmul") return sum;
    const { shape } = inputs[0]!;
    return sum + out * (attributes["transposeA"] ? shape.at(-2)! : shape.at(-1)!);
  }, 0);
}

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Node.js, ONNX Runtime and the packages, MiB. */
const bareMiB = 350;
/** Reading the packages and compiling the graph, s. */
const startSeconds = 10;

/** What the jobs of a model with a network cost. */
export function networkCost(
  model: NetworkModel,
  fits: readonly Fit[],
  { seeds, secondsPerGmac: pace }: { readonly seeds: number; readonly secondsPerGmac: number },
): JobCost {
  const { gmac, parameters, values } = networkSize(model);
  const { batch, microBatch, epochs } = model.training;
  const crops = fits.reduce((sum, { train, test }) => {
    const given = train.length * (model.share ?? 1);
    const learned = Math.ceil((given * (1 - model.validate)) / batch) * batch;
    const watched = model.validate * given * (model.training.average === "none" ? 1 : 2);
    return sum + epochs * (3 * learned + watched) + test.length;
  }, 0);
  const bytesOfWeights = 4 * parameters;
  return {
    model: model.name,
    kind: model.kind,
    jobs: fits.length * seeds,
    seconds: seeds * (crops * gmac * pace + fits.length * startSeconds),
    // Values for the gradients; weights, gradients, two moments and the average.
    memoryMiB: bareMiB + (1.5 * 4 * values * microBatch + 6 * bytesOfWeights) / 2 ** 20,
    // The network that is saved for use, twice (cache and bundle) in two formats; one checkpoint meanwhile.
    diskMiB: (seeds * 4 * bytesOfWeights + 4 * bytesOfWeights) / 2 ** 20,
  };
}

const probe: NetworkSpec = {
  backbone: "resnet18",
  options: { widthFactor: 0.25 },
  size: [32, 32, 32],
  projection: [32, 16],
};

/** Seconds per 10^9 multiplications and additions of training, measured with a few steps of a narrow ResNet-18. */
export async function secondsPerGmac(threads: number): Promise<number> {
  const runtime = await loadOnnxRuntime();
  const batch = 4;
  const { graph, output } = buildNetwork(probe, "train", batch);
  const loss = crossEntropy(output.logits, graph.input("label", "int64", [batch]));
  const variables = new Variables();
  initialise(graph, variables, 1);
  const step = await trainingStep({ runtime, graph, loss, variables, optimiser: adam(), threads });
  try {
    const inputs = {
      image: Float32Array.from({ length: batch * 32 ** 3 }, (_, i) => (i % 97) / 97),
      label: BigInt64Array.from({ length: batch }, (_, i) => BigInt(i % 2)),
    };
    let best = Infinity;
    for (let n = 0; n < 4; n++) {
      const start = performance.now();
      await step.run(inputs, { rate: 1e-4 });
      best = Math.min(best, (performance.now() - start) / 1000);
    }
    return best / (3 * batch * (macs(buildNetwork(probe, "eval", 1).graph) / 1e9));
  } finally {
    await step.release();
  }
}
