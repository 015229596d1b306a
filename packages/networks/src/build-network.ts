import { Graph, GraphError, type Value } from "@hilum/graph";
import type { Backbone } from "./backbone.ts";
import { cnn } from "./cnn.ts";
import { densenet121 } from "./densenet.ts";
import { network, type NetworkOutput } from "./heads.ts";
import { type Mode, Scope } from "./layers.ts";
import { NetworkError } from "./network-error.ts";
import { type BackboneSpec, type CompleteNetworkSpec, type NetworkSpec, parseNetworkSpec } from "./network-spec.ts";
import { resnet10, resnet18, resnet34, resnet50 } from "./resnet.ts";
import { sliceAttention } from "./slice-attention.ts";
import { swin } from "./swin/swin.ts";

/** A network in a graph of its own. */
export interface BuiltNetwork {
  /** The description with its defaults. */
  readonly spec: CompleteNetworkSpec;
  readonly graph: Graph;
  readonly inputs: {
    /** [batch, channels, k, j, i], scaled to [0, 1]. */
    readonly image: Value;
    /** Standardised features, [batch, count]; absent with fusion `none`. */
    readonly radiomics?: Value;
  };
  /** What to compile or export: `logits`, `embedding`, and the auxiliary logits by name. */
  readonly outputs: Readonly<Record<string, Value>>;
  readonly output: NetworkOutput;
  /** Names of the parameters of the backbone; the others belong to the heads. */
  readonly backboneParameters: ReadonlySet<string>;
}

/**
 * Builds the network that a description names.
 *
 * @param batch - images in one run; shapes are static.
 * @throws NetworkError `network-spec` for a wrong description, or an image that is too small for the network.
 */
export function buildNetwork(description: NetworkSpec, mode: Mode, batch: number): BuiltNetwork {
  if (!Number.isInteger(batch) || batch < 1 || batch > 4096) {
    throw new NetworkError("batch", `A network is built for 1 to 4096 images at a time, not ${batch}.`);
  }
  const spec = parseNetworkSpec(description);
  const graph = new Graph();
  const image = graph.input("image", "float32", [batch, spec.channels, ...spec.size]);
  const radiomics = spec.fusion === "none" ? undefined : graph.input("radiomics", "float32", [batch, spec.radiomics]);
  let backboneParameters: ReadonlySet<string> = new Set();
  const plain = backboneOf(spec);
  const backbone: Backbone = {
    ...plain,
    build: (scope, x) => {
      const made = plain.build(scope, x);
      backboneParameters = new Set(graph.parameters.keys());
      return made;
    },
  };
  const output = orTooSmall(spec, () => network(new Scope(graph, mode), image, radiomics, { ...spec, backbone }));
  return {
    spec,
    graph,
    inputs: { image, ...(radiomics && { radiomics }) },
    outputs: { logits: output.logits, embedding: output.embedding, ...Object.fromEntries(output.auxiliary) },
    output,
    backboneParameters,
  };
}

/** The backbone that a description names. */
export function backboneOf(spec: BackboneSpec): Backbone {
  if (spec.backbone === "densenet121") return densenet121(spec.options);
  if (spec.backbone === "swin") return swin(spec.options);
  if (spec.backbone === "cnn") return cnn(spec.options);
  if (spec.backbone === "slice-attention") return sliceAttention(spec.options);
  return { resnet10, resnet18, resnet34, resnet50 }[spec.backbone](spec.options);
}

/** What the operations refuse in a description that is right field by field: an image of too few voxels. */
function orTooSmall<T>({ backbone, size }: CompleteNetworkSpec, build: () => T): T {
  try {
    return build();
  } catch (cause) {
    if (!(cause instanceof GraphError)) throw cause;
    throw new NetworkError(
      "network-spec",
      `A ${backbone} cannot be built for an image of ${size.join("×")} voxels: ${cause.message} Use a larger image, such as 64×64×64.`,
      { cause },
    );
  }
}
