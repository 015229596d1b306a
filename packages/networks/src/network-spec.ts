import type { CnnOptions } from "./cnn.ts";
import type { DenseNetOptions } from "./densenet.ts";
import type { AuxiliaryHead, Fusion } from "./heads.ts";
import { NetworkError } from "./network-error.ts";
import type { ResNetOptions } from "./resnet.ts";
import type { SliceAttentionOptions } from "./slice-attention.ts";
import { type Field, four, listOf, objectOf, oneOf, positive, three, two, whole, wrongField } from "./spec-fields.ts";
import type { SwinOptions } from "./swin/swin.ts";

/** Which backbone, and its own settings. */
export type BackboneSpec =
  | { readonly backbone: "resnet10" | "resnet18" | "resnet34" | "resnet50"; readonly options?: ResNetOptions }
  | { readonly backbone: "densenet121"; readonly options?: DenseNetOptions }
  | { readonly backbone: "swin"; readonly options?: SwinOptions }
  | { readonly backbone: "cnn"; readonly options?: CnnOptions }
  | { readonly backbone: "slice-attention"; readonly options?: SliceAttentionOptions };

/** What stands around the backbone. */
export interface NetworkSettings {
  /** Size of the image, [k, j, i] voxels. */
  readonly size: readonly [number, number, number];
  /** Channels of the image; default 1. */
  readonly channels?: number;
  /** How radiomics features join; default `none`. */
  readonly fusion?: Fusion;
  /** Number of radiomics features; default 10. */
  readonly radiomics?: number;
  /** Default 2. */
  readonly classes?: number;
  /** Widths of the two layers before the contrastive loss; default 1024 and 128. */
  readonly projection?: readonly [number, number];
  /** Further labels; default none. */
  readonly auxiliary?: readonly AuxiliaryHead[];
}

/** A network as plain data (JSON): all that is needed to build it again, except its weights. */
export type NetworkSpec = BackboneSpec & NetworkSettings;

/** A network's description with every default written out. */
export type CompleteNetworkSpec = BackboneSpec & Required<NetworkSettings>;

/** The backbones that a description may name. */
export const backboneNames = [
  "resnet10",
  "resnet18",
  "resnet34",
  "resnet50",
  "densenet121",
  "swin",
  "cnn",
  "slice-attention",
] as const;

const width = whole(1, 65_536);
const blocks = whole(1, 256);

const resnetOptions = objectOf<Required<ResNetOptions>>({
  stemStride: oneOf(1, 2),
  shortcut: oneOf("A", "B"),
  shortcutBias: oneOf(true, false),
  dilated: oneOf(true, false),
  widthFactor: positive(64),
  planes: four(width),
  blocks: four(blocks),
});
const densenetOptions = objectOf<Required<DenseNetOptions>>({
  initFeatures: width,
  growthRate: width,
  blockConfig: listOf(blocks, 1, 16),
  bottleneck: whole(1, 64),
});
const swinOptions = objectOf<Required<SwinOptions>>({
  embedDim: width,
  depths: four(blocks),
  heads: four(whole(1, 4096)),
  window: whole(1, 12),
  patch: whole(1, 16),
});

const stageChannels = listOf(width, 1, 8);
const cnnOptions = objectOf<Required<CnnOptions>>({ channels: stageChannels });
const sliceAttentionOptions = objectOf<Required<SliceAttentionOptions>>({
  channels: stageChannels,
  slices: whole(1, 512),
  step: whole(1, 64),
  planes: oneOf("axial", "orthogonal"),
  attention: width,
});

const layerName: Field<string> = (value, path) => {
  const isFree = typeof value === "string" && /^[A-Za-z_]\w{0,63}$/.test(value) && !taken.test(value);
  if (isFree) return value;
  throw wrongField(path, "a name of letters, digits and _ that no other layer has, such as fc1", value);
};
const taken =
  /^(fc|conv1|bn1|layer\d+|stage\d+|attention|features|swinViT|class_layers|contrastive_features|radiomics_fc|weight[12])$/;

const auxiliaryHead: Field<AuxiliaryHead> = (value, path) => {
  const { name, outputs } = objectOf<AuxiliaryHead>({ name: layerName, outputs: width })(value, path);
  if (name === undefined || outputs === undefined) throw wrongField(path, "a name and a number of outputs", value);
  return { name, outputs };
};

interface Fields extends Required<NetworkSettings> {
  readonly backbone: BackboneSpec["backbone"];
  readonly options: unknown;
}

const fields = objectOf<Fields>({
  backbone: oneOf(...backboneNames),
  options: (value) => value,
  size: three(whole(1, 4096)),
  channels: width,
  fusion: oneOf("none", "add", "learnable-add", "mapped-concat", "concat"),
  radiomics: width,
  classes: width,
  projection: two(width),
  auxiliary: listOf(auxiliaryHead, 0, 64),
});

/**
 * A network's description from JSON or from code, strictly checked, with the defaults written out.
 *
 * @throws NetworkError `network-spec` that names the field, what was found there and what was needed.
 */
export function parseNetworkSpec(value: unknown): CompleteNetworkSpec {
  const { backbone, options, size, ...given } = fields(value, "network");
  if (backbone === undefined) throw wrongField("network.backbone", `one of ${backboneNames.join(", ")}`, backbone);
  if (size === undefined) throw wrongField("network.size", "the size of the image, [k, j, i]", size);
  const settings = {
    size,
    channels: 1,
    fusion: "none",
    radiomics: 10,
    classes: 2,
    projection: [1024, 128],
    auxiliary: [],
    ...given,
  } as const;
  const names = settings.auxiliary.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new NetworkError("network-spec", `network.auxiliary: two heads are called "${twice}".`);
  const own = options === undefined ? {} : options;
  const path = "network.options";
  if (backbone === "densenet121") return { backbone, options: densenetOptions(own, path), ...settings };
  if (backbone === "swin") return { backbone, options: swinOptions(own, path), ...settings };
  if (backbone === "cnn") return { backbone, options: cnnOptions(own, path), ...settings };
  if (backbone === "slice-attention") return { backbone, options: sliceAttentionOptions(own, path), ...settings };
  return { backbone, options: resnetOptions(own, path), ...settings };
}
