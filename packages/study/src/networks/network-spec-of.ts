import type { NetworkSpec } from "@hilum/networks";
import type { NetworkModel } from "./network-model.ts";

const cnnChannels = [16, 32, 64, 96];

/**
 * The network of a model, as it is built: backbone with its channels scaled by `width`, the crop's size, the fusion.
 *
 * @param features - how many selected features join.
 */
export function networkSpecOf(
  { backbone, width, stemStride, image, fusion }: NetworkModel,
  features: number,
): NetworkSpec {
  const scaled = (channels: number): number => Math.max(1, Math.round(channels * width));
  const [i, j, k] = image.crop;
  const around = { size: [k, j, i], fusion, ...(fusion !== "none" && { radiomics: features }) } as const;
  const heads = width === 1 ? {} : ({ projection: [scaled(1024), scaled(128)] } as const);
  const settings = { ...around, ...heads };
  if (backbone === "densenet121") {
    return { backbone, options: { initFeatures: scaled(64), growthRate: scaled(32) }, ...settings };
  }
  // Every head of Swin's attention needs the same number of channels: a multiple of three in the first stage.
  if (backbone === "swin") return { backbone, options: { embedDim: 3 * scaled(16) }, ...settings };
  if (backbone === "cnn" || backbone === "slice-attention") {
    return { backbone, options: { channels: cnnChannels.map(scaled) }, ...settings };
  }
  return { backbone, options: { widthFactor: width, ...(stemStride && { stemStride }) }, ...settings };
}
