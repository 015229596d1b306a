export type { Backbone, BackboneOutput } from "./backbone.ts";
export { backboneOf, buildNetwork, type BuiltNetwork } from "./build-network.ts";
export { cnn, type CnnOptions } from "./cnn.ts";
export { densenet121, type DenseNetOptions } from "./densenet.ts";
export { type AuxiliaryHead, type Fusion, type HeadOptions, network, type NetworkOutput } from "./heads.ts";
export { batchNorm, convLayer, type ConvLayerOptions, linearLayer, type Mode, Scope } from "./layers.ts";
export { NetworkError } from "./network-error.ts";
export {
  backboneNames,
  type BackboneSpec,
  type CompleteNetworkSpec,
  type NetworkSettings,
  type NetworkSpec,
  parseNetworkSpec,
} from "./network-spec.ts";
export type { LoadReport, ShapeMismatch } from "./published/load-report.ts";
export { loadWeights } from "./published/load-weights.ts";
export { type LoadOptions, matchWeights, type WeightsMatch } from "./published/match-weights.ts";
export type { LoadMode } from "./published/published-names.ts";
export { resnet10, resnet18, resnet34, resnet50, type ResNetOptions } from "./resnet.ts";
export { exportOnnx } from "./saved/export-onnx.ts";
export { exportNetwork, type ReloadedNetwork, reloadNetwork } from "./saved/network-file.ts";
export { networkTensors } from "./saved/network-tensors.ts";
export { type OpenedWeights, openWeights } from "./saved/open-weights.ts";
export { type OnnxFile, type OnnxPort, readOnnx } from "./saved/read-onnx.ts";
export { type SegmentationDecoderOptions, segmentationDecoder } from "./segmentation-decoder.ts";
export {
  type Reconstruction,
  selfSupervisionHeads,
  type SelfSupervisionOptions,
  type SelfSupervisionOutput,
} from "./self-supervision-heads.ts";
export { sliceAttention, type SliceAttentionOptions } from "./slice-attention.ts";
export { swin, type SwinOptions, swinStructures } from "./swin/swin.ts";
