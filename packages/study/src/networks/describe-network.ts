import type { TrainedNetwork } from "../fit-results.ts";
import type { NetworkModel } from "./network-model.ts";

const names: Readonly<Record<NetworkModel["backbone"], string>> = {
  resnet10: "3-D ResNet-10",
  resnet18: "3-D ResNet-18",
  resnet34: "3-D ResNet-34",
  resnet50: "3-D ResNet-50",
  densenet121: "3-D DenseNet-121",
  swin: "3-D Swin Transformer",
  cnn: "small 3-D network",
  "slice-attention": "2.5-D network with attention over slices",
};
const fusions: Readonly<Record<Exclude<NetworkModel["fusion"], "none">, string>> = {
  add: "added to the network's after a linear layer",
  "learnable-add": "added to the network's after a linear layer, both weighted by learned factors",
  "mapped-concat": "put beside the network's after a linear layer",
  concat: "put beside the network's",
};

/** A model with a network in words, for tables and cards. */
export function describeNetwork(model: NetworkModel, trained?: TrainedNetwork): string {
  const { backbone, width, stemStride, image, training, weights, fusion, select, clinical, loss, share, keep } = model;
  const size = trained ? `, ${rounded(trained.parameters)} parameters` : "";
  const parts = [
    `${names[backbone]}${width === 1 ? "" : ` of width ${Number(width.toPrecision(3))}`}${stemStride === 2 ? ", stem of stride 2" : ""}${size}`,
    `crops of ${image.crop.join(" x ")} voxels of ${image.spacing.join(" x ")} mm`,
    weights === "none" ? "random start" : `start from ${weights.file.split(/[\\/]/).at(-1)}`,
    ...(fusion === "none" || !select ? [] : [joining(select, clinical), fusions[fusion]]),
    ...(share === undefined ? [] : [`learned from ${Number((100 * share).toPrecision(3))} % of the training patients`]),
    `${training.epochs} epochs in batches of ${training.batch}, ${loss.contrastive === "none" ? "cross-entropy" : `cross-entropy and contrastive loss${loss.contrastive.acrossCentres ? " across centres" : ""}`}`,
    trained?.chosenEpoch
      ? `${trained.chosenEpoch.weights === "averaged" ? "averaged weights" : "weights"} of epoch ${trained.chosenEpoch.epoch}, chosen by AUC ${trained.chosenEpoch.auc.toFixed(3)}`
      : { last: "weights after the last epoch", averaged: "averaged weights", best: "best epoch" }[keep],
  ];
  return parts.join(", ");
}

/** What joins the network: the selected features, and clinical variables if there are any. */
function joining({ count, trees }: NonNullable<NetworkModel["select"]>, clinical: NetworkModel["clinical"]): string {
  const features = `${count} radiomics features by the Gini importance of ${trees === 1 ? "one tree" : `${trees} trees`}`;
  return clinical
    ? `${features} and clinical variables (${clinical.map(({ column }) => column).join(", ")})`
    : features;
}

/** "33 million", "32 thousand". */
function rounded(count: number): string {
  const [unit, word] = count >= 1e6 ? [1e6, "million"] : [1e3, "thousand"];
  return `${Number((count / unit).toPrecision(2))} ${word}`;
}
