import { Graph, type Value, Variables } from "@hilum/graph";
import { filledImage, filledParameter, filledRadiomics } from "@hilum/graph/conformance";
import {
  type Backbone,
  densenet121,
  type Mode,
  network,
  type NetworkOutput,
  resnet18,
  resnet34,
  resnet50,
  Scope,
  swin,
} from "@hilum/networks";

/** The networks that are timed, by the name on the command line. */
const backbones = {
  resnet18: (stemStride) => resnet18({ stemStride }),
  resnet34: (stemStride) => resnet34({ stemStride }),
  resnet50: (stemStride) => resnet50({ stemStride }),
  densenet121: () => densenet121(),
  swin: () => swin(),
} as const satisfies Record<string, (stemStride: 1 | 2) => Backbone>;

export type NetworkName = keyof typeof backbones;

/** What decides a network and its input. */
export interface NetworkSettings {
  readonly network: NetworkName;
  /** Edge of the cubic images, voxels. */
  readonly size: number;
  readonly batch: number;
  /** Of ResNet's first convolution; the others have none. */
  readonly stemStride: 1 | 2;
}

/** Parameters and inputs follow from this word by the filling rule `hilum-fill-1`, as the peers' do. */
const seed = "A";

/** A network with concatenation head in a graph of its own. */
export interface BenchmarkNetwork {
  readonly graph: Graph;
  readonly output: NetworkOutput;
  /** Whether a nodule is suspicious, int64 [batch]; for training. */
  readonly labels: Value;
}

/** The network to be timed. */
export function benchmarkNetwork(
  { network: name, size, batch, stemStride }: NetworkSettings,
  mode: Mode,
): BenchmarkNetwork {
  const graph = new Graph();
  const image = graph.input("image", "float32", [batch, 1, size, size, size]);
  const radiomics = graph.input("radiomics", "float32", [batch, 10]);
  const labels = graph.input("labels", "int64", [batch]);
  const backbone = backbones[name](stemStride);
  return {
    graph,
    labels,
    output: network(new Scope(graph, mode), image, radiomics, { backbone, fusion: "concat" }),
  };
}

/** Parameters and running statistics by the filling rule. */
export function filledVariables(graph: Graph): Variables {
  const variables = new Variables();
  variables.declare(graph);
  for (const name of variables.names) variables.set(name, filledParameter(seed, name, variables.shapeOf(name)));
  return variables;
}

/** Images and radiomics features by the filling rule. */
export function filledInputs({ size, batch }: NetworkSettings) {
  const voxels = size ** 3;
  const image = new Float32Array(batch * voxels);
  for (let sample = 0; sample < batch; sample++)
    image.set(filledImage(seed, sample, [size, size, size]), sample * voxels);
  return { image, radiomics: filledRadiomics(seed, batch) };
}

/** Classes in turn: 0, 1, 0, 1, … */
export function alternatingLabels(batch: number): BigInt64Array<ArrayBuffer> {
  return BigInt64Array.from({ length: batch }, (_, sample) => BigInt(sample % 2));
}
