import { add, concat, mul, type Value } from "@hilum/graph";
import type { Backbone } from "./backbone.ts";
import { linearLayer, type Scope } from "./layers.ts";
import { NetworkError } from "./network-error.ts";

/** How radiomics features join the network's: not at all, or one of the study's four ways. */
export type Fusion = "none" | "add" | "learnable-add" | "mapped-concat" | "concat";

/** A further label that the same features predict. */
export interface AuxiliaryHead {
  /** Name of its layer, e.g. `fc1`. */
  readonly name: string;
  readonly outputs: number;
}

/** Settings of the heads; the defaults are the study's. */
export interface HeadOptions {
  readonly backbone: Backbone;
  readonly fusion: Fusion;
  readonly classes?: number;
  /** Widths of the two layers before the contrastive loss; default 1024 and 128. */
  readonly projection?: readonly [number, number];
  readonly auxiliary?: readonly AuxiliaryHead[];
}

/** What a whole network makes of images and radiomics features. */
export interface NetworkOutput {
  /** Before the softmax, [n, classes]. */
  readonly logits: Value;
  /** For the contrastive loss, [n, 128]. */
  readonly embedding: Value;
  /** What the heads see, [n, width]. */
  readonly fused: Value;
  /** Logits of the auxiliary heads by name. */
  readonly auxiliary: ReadonlyMap<string, Value>;
  readonly activations: ReadonlyMap<string, Value>;
}

/**
 * A backbone with its heads: classes, projection for the contrastive loss, auxiliary labels.
 *
 * The names of the layers are those of the published networks: `fc` for ResNet, `class_layers.out` for DenseNet and Swin.
 *
 * @param image - [n, channels, k, j, i].
 * @param radiomics - standardised features, [n, count]; not used by fusion `none`.
 * @throws NetworkError `no-radiomics` if a fusion is asked for without features.
 */
export function network(scope: Scope, image: Value, radiomics: Value | undefined, options: HeadOptions): NetworkOutput {
  const { backbone, fusion, classes = 2, projection = [1024, 128], auxiliary = [] } = options;
  const { features } = backbone.build(scope, image);
  const fused = fuse(scope, features, radiomics, fusion);
  const logits = linearLayer(scope.in(...backbone.classifier.split(".")), fused, classes);
  const heads = new Map(auxiliary.map(({ name, outputs }) => [name, linearLayer(scope.in(name), fused, outputs)]));
  const hidden = linearLayer(scope.in("contrastive_features", "feature1"), fused, projection[0]);
  const embedding = linearLayer(scope.in("contrastive_features", "feature2"), hidden, projection[1]);
  return { logits, embedding, fused, auxiliary: heads, activations: scope.activations };
}

function fuse(scope: Scope, features: Value, radiomics: Value | undefined, fusion: Fusion): Value {
  if (fusion === "none") return features;
  if (!radiomics) {
    throw new NetworkError(
      "no-radiomics",
      `The fusion "${fusion}" needs radiomics features, and none were given. Give them, or use "none".`,
    );
  }
  if (fusion === "concat") return concat([radiomics, features], 1);
  const mapped = linearLayer(scope.in("radiomics_fc"), radiomics, features.shape[1]);
  if (fusion === "mapped-concat") return concat([mapped, features], 1);
  if (fusion === "add") return add(mapped, features);
  const weight = (name: string): Value => scope.parameter(name, [1], { kind: "constant", value: 1 });
  return add(mul(weight("weight1"), mapped), mul(weight("weight2"), features));
}
