import { type ElementArray, Graph, type Value, Variables } from "@hilum/graph";
import { filledImage, filledParameter, filledRadiomics } from "@hilum/graph/conformance";
import {
  type Backbone,
  densenet121,
  type Fusion,
  type Mode,
  network,
  type NetworkOutput,
  resnet10,
  resnet18,
  resnet34,
  resnet50,
  type ResNetOptions,
  Scope,
  swin,
  type SwinOptions,
  swinStructures,
} from "@hilum/networks";
import { LearnError } from "../learn-error.ts";
import type { NetworkCase, NetworkReference } from "./network-reference.ts";

/** A network of a reference in a graph of its own. */
export interface BuiltNetwork {
  readonly graph: Graph;
  readonly image: Value;
  readonly radiomics: Value;
  /** int64 [batch]. */
  readonly labels: Value;
  readonly output: NetworkOutput;
}

/** What decides a network's form, besides the case: what its reference says of heads and features. */
export interface NetworkForm {
  readonly case: Pick<NetworkCase, "network" | "fusion" | "size" | "batch" | "narrow">;
  readonly classes: number;
  readonly radiomics: number;
  readonly auxiliary: readonly { readonly name: string; readonly outputs: number }[];
}

/** The names of the published code, and ours. */
export const fusions: Readonly<Record<string, Fusion>> = {
  deep: "none",
  add: "add",
  lr_add: "learnable-add",
  cat: "mapped-concat",
  cat_only: "concat",
};

/** The published networks' four further labels. */
export const publishedLabels = [
  { name: "fc1", outputs: 2 },
  { name: "fc2", outputs: 2 },
  { name: "fc3", outputs: 2 },
  { name: "fc4", outputs: 1 },
];

type Narrow = Readonly<Record<string, unknown>>;

const widths = ["hidden", "embedding"];

interface Architecture {
  /** Settings of a narrow network that are understood. */
  readonly settings: readonly string[];
  readonly make: (narrow: Narrow) => Backbone;
  /** Tables of MONAI's state_dict that follow from the form, by name; they are not stored here. */
  readonly structures?: (narrow: Narrow) => ReadonlyMap<string, Int32Array>;
}

const residual = (make: (options: ResNetOptions) => Backbone): Architecture => ({
  settings: ["blockInplanes", "layers"],
  make: ({ blockInplanes: planes, layers: blocks }) =>
    make({
      ...(planes !== undefined && { planes: four(planes) }),
      ...(blocks !== undefined && { blocks: four(blocks) }),
    }),
});

const architectures: Readonly<Record<string, Architecture>> = {
  resnet10: residual(resnet10),
  resnet18: residual(resnet18),
  resnet34: residual(resnet34),
  resnet50: residual(resnet50),
  densenet121: {
    settings: ["initFeatures", "growthRate", "blockConfig"],
    make: ({ initFeatures, growthRate, blockConfig }) =>
      densenet121({
        ...(initFeatures !== undefined && { initFeatures: Number(initFeatures) }),
        ...(growthRate !== undefined && { growthRate: Number(growthRate) }),
        ...(blockConfig !== undefined && { blockConfig: numbers(blockConfig) }),
      }),
  },
  swin: {
    // `dim` is the number of features, which follows from the embedding.
    settings: ["embedDim", "heads", "depths", "window", "dim"],
    make: (narrow) => swin(swinOptions(narrow)),
    structures: (narrow) => swinStructures(swinOptions(narrow)),
  },
};

function swinOptions({ embedDim, heads, depths, window }: Narrow): SwinOptions {
  return {
    ...(embedDim !== undefined && { embedDim: Number(embedDim) }),
    ...(heads !== undefined && { heads: four(heads) }),
    ...(depths !== undefined && { depths: four(depths) }),
    ...(window !== undefined && { window: Number(window) }),
  };
}

/** Tables of the network's state_dict that are no values: one entry per pair of tokens of a window. */
export function structuresOf({ network, narrow = {} }: NetworkForm["case"]): ReadonlyMap<string, Int32Array> {
  return architectures[network].structures?.(narrow) ?? new Map();
}

/** Why a network cannot be built here, if it cannot. */
export function notImplemented({
  network: name,
  fusion,
  narrow = {},
}: Pick<NetworkCase, "network" | "fusion" | "narrow">) {
  const architecture = architectures[name];
  if (!architecture) return `the network ${name} is not implemented; ${Object.keys(architectures).join(", ")} are`;
  if (!(fusion in fusions)) return `the head ${fusion} is not implemented; ${Object.keys(fusions).join(", ")} are`;
  const unknown = Object.keys(narrow).filter((key) => !widths.includes(key) && !architecture.settings.includes(key));
  return unknown.length > 0 ? `the setting ${unknown.join(", ")} of a narrow ${name} is not known` : undefined;
}

/** The form of a reference's network. */
export function formOf(reference: Pick<NetworkReference, "case" | "state" | "train" | "radiomics">): NetworkForm {
  return {
    case: reference.case,
    classes: reference.train.logits[0].length,
    radiomics: reference.radiomics?.[0]?.length ?? 10,
    auxiliary: reference.state.flatMap(({ name, shape }) => {
      const layer = /^(fc\d+)\.weight$/.exec(name)?.[1];
      return layer === undefined ? [] : [{ name: layer, outputs: shape[0] }];
    }),
  };
}

/** The published form of a network at full width. */
export function publishedForm(given: NetworkForm["case"]): NetworkForm {
  return { case: given, classes: 2, radiomics: 10, auxiliary: publishedLabels };
}

/** Builds a network with the inputs `image`, `radiomics` and `labels`. */
export function buildNetwork(
  { case: given, classes, radiomics: features, auxiliary }: NetworkForm,
  mode: Mode,
): BuiltNetwork {
  const { batch, size, narrow = {} } = given;
  const graph = new Graph();
  const image = graph.input("image", "float32", [batch, 1, ...size]);
  const radiomics = graph.input("radiomics", "float32", [batch, features]);
  const labels = graph.input("labels", "int64", [batch]);
  const projection = [Number(narrow["hidden"] ?? 1024), Number(narrow["embedding"] ?? 128)] as const;
  const output = network(new Scope(graph, mode), image, radiomics, {
    backbone: architectures[given.network].make(narrow),
    fusion: fusions[given.fusion],
    classes,
    projection,
    auxiliary,
  });
  return { graph, image, radiomics, labels, output };
}

/** What decides a batch. */
export type BatchCase = Pick<NetworkCase, "seed" | "batch" | "size" | "labels">;

/** The batch of a case by the filling rule. */
export function filledBatch(
  { seed, batch, size, labels }: BatchCase,
  features: number,
): Record<"image" | "radiomics" | "labels", ElementArray> {
  const voxels = size[0] * size[1] * size[2];
  const image = new Float32Array(batch * voxels);
  for (let sample = 0; sample < batch; sample++) image.set(filledImage(seed, sample, size), sample * voxels);
  return { image, radiomics: filledRadiomics(seed, batch, features), labels: BigInt64Array.from(labels, BigInt) };
}

/** Parameters and states of a graph by the filling rule. */
export function filledVariables(graph: Graph, seed: string): Variables {
  const variables = new Variables();
  variables.declare(graph);
  for (const name of variables.names) variables.set(name, filledParameter(seed, name, variables.shapeOf(name)));
  return variables;
}

function numbers(value: unknown): number[] {
  if (Array.isArray(value)) return value.map(Number);
  throw new LearnError("bad-reference", `A narrow network needs a list of numbers; found ${JSON.stringify(value)}.`);
}

function four(value: unknown): [number, number, number, number] {
  const [a, b, c, d, ...rest] = numbers(value);
  if (d !== undefined && rest.length === 0) return [a, b, c, d];
  throw new LearnError(
    "bad-reference",
    `A narrow network needs four numbers, one per stage; found ${JSON.stringify(value)}.`,
  );
}
