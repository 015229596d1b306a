import { convTranspose, relu, stopGradient, upsample, type Value } from "@hilum/graph";
import { batchNorm, convLayer, type Scope } from "./layers.ts";

/** Settings of a segmentation decoder. */
export interface SegmentationDecoderOptions {
  /** Labels, the background among them. */
  readonly classes: number;
  /** Size of the image that is segmented, [k, j, i]. */
  readonly size: readonly number[];
  /** Channels between the encoder and the classes; default 32. */
  readonly channels?: number;
}

/**
 * MedicalNet's segmentation head on an encoder's last feature map, resampled to the image: twice the resolution by a transposed
 * convolution, a 3×3×3 convolution, a 1×1×1 convolution to the classes, then trilinear interpolation.
 *
 * Label sets of different data sets have decoders of their own on one encoder: call it once for each, with a place of its own.
 *
 * @param scope - the head's place: `conv_seg` in MedicalNet.
 * @param map - [n, c, …spatial], from a ResNet that keeps its resolution after the second stage (`dilated`).
 * @returns logits, [n, classes, …size].
 * @see Chen et al., arXiv:1904.00625.
 */
export function segmentationDecoder(
  scope: Scope,
  map: Value,
  { classes, size, channels = 32 }: SegmentationDecoderOptions,
): Value {
  const doubled = relu(batchNorm(scope.in(1), doubledResolution(scope.in(0), map, channels)));
  const hidden = convLayer(scope.in(3), doubled, { out: channels, kernel: 3, padding: 1 });
  const logits = convLayer(scope.in(6), relu(batchNorm(scope.in(4), hidden)), { out: classes, kernel: 1 });
  return upsample(logits, { size, mode: "linear" });
}

function doubledResolution(scope: Scope, x: Value, out: number): Value {
  const kernel = x.shape.slice(2).map(() => 2);
  // PyTorch's default: its fan in of a transposed convolution is counted along the second axis of the weight.
  const initial = { kind: "uniform", bound: 1 / Math.sqrt(out * 2 ** kernel.length) } as const;
  const weight = scope.parameter("weight", [x.shape[1], out, ...kernel], initial);
  const bias = scope.parameter("bias", [out], initial);
  // Batch normalisation takes this bias away again: its gradient is exactly zero.
  return convTranspose(x, weight, { stride: 2, bias: scope.mode === "train" ? stopGradient(bias) : bias });
}
