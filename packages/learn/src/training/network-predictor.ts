import { compile, type Device, type OnnxRuntime, Variables } from "@hilum/graph";
import { buildNetwork, type CompleteNetworkSpec, type NetworkSpec } from "@hilum/networks";
import { LearnError } from "../learn-error.ts";
import { checkFeatures, type EvaluationCases, networkInputs } from "./network-cases.ts";
import { prefetched } from "./prefetch.ts";

/** What a network says of one case. */
export interface NetworkPrediction {
  /** Before the softmax, one for each class. */
  readonly logits: readonly number[];
  /** Softmax of the logits in double precision; of two classes, the second one is the risk. */
  readonly probabilities: readonly number[];
}

/** Which network with which weights, and where it runs. */
export interface NetworkPredictorOptions {
  readonly runtime: OnnxRuntime;
  readonly network: NetworkSpec;
  /** Weights and running statistics; of any graph of the same network. They may be changed between predictions. */
  readonly variables: Variables;
  readonly device?: Device;
  /** Default 2. */
  readonly threads?: number;
}

/** A network ready to predict. */
export interface NetworkPredictor extends AsyncDisposable {
  readonly spec: CompleteNetworkSpec;
  /** @throws LearnError `bad-features`, `bad-crop`; `not-finite` if it says NaN or an infinity of a case. */
  predict(cases: EvaluationCases): Promise<NetworkPrediction[]>;
  release(): Promise<void>;
}

/**
 * Opens a network in evaluation mode, where every case is computed by itself: its prediction does not depend on which others are
 * predicted with it. The exported .onnx file, into which ONNX Runtime folds the weights, agrees but for the last digit.
 */
export async function networkPredictor(options: NetworkPredictorOptions): Promise<NetworkPredictor> {
  const { runtime, network, variables, device = "cpu", threads = 2 } = options;
  const { spec, graph, output } = buildNetwork(network, "eval", 1);
  const program = await compile(graph, { runtime, variables, device, threads, outputs: { logits: output.logits } });
  const predict = async (cases: EvaluationCases): Promise<NetworkPrediction[]> => {
    checkFeatures(spec, cases.count, cases.features);
    const cropOf = async (index: number) => cases.crop(index);
    const make = (index: number) => networkInputs(spec, [cropOf(index)], cases.features && [cases.features[index]]);
    const predictions: NetworkPrediction[] = [];
    for await (const inputs of prefetched(make, { from: 0, count: cases.count, ahead: 8 })) {
      const { logits } = await program.run(inputs);
      const numbers = Array.from(logits, Number);
      checkFinite(numbers, predictions.length);
      predictions.push({ logits: numbers, probabilities: softmax(numbers) });
    }
    return predictions;
  };
  const release = (): Promise<void> => program.release();
  return { spec, predict, release, [Symbol.asyncDispose]: release };
}

function checkFinite(logits: readonly number[], index: number): void {
  const wrong = logits.find((logit) => !Number.isFinite(logit));
  if (wrong === undefined) return;
  throw new LearnError(
    "not-finite",
    `The network says ${wrong} of case ${index}. Its weights have diverged (lower the rate, or limit the gradients by clip), or the crop holds a value that is no number.`,
  );
}

function softmax(logits: readonly number[]): number[] {
  const largest = Math.max(...logits);
  const shares = logits.map((logit) => Math.exp(logit - largest));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}
