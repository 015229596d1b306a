import type { Value } from "@hilum/graph";
import { type CompleteNetworkSpec, type Scope, segmentationDecoder } from "@hilum/networks";
import { LearnError } from "../learn-error.ts";

/** A crop and the label of each of its voxels. */
export interface LabelledCrop {
  /** [channels, k, j, i], scaled to [0, 1]. */
  readonly image: Float32Array;
  /** [k, j, i], 0 … classes − 1; 0 is the background. */
  readonly labels: Uint8Array;
}

/** Images whose voxels have labels of one kind: one data set of several. */
export interface LabelSet {
  /** Letters, digits and _. */
  readonly name: string;
  /** Labels, the background among them. */
  readonly classes: number;
  readonly count: number;
  /** A training crop; it must depend on its arguments only. As in `TrainingCases`. */
  crop(index: number, epoch: number, turn: number): LabelledCrop | Promise<LabelledCrop>;
  /** Crops on which Dice is measured after every epoch, the same every time; default: none. */
  readonly validation?: { readonly count: number; crop(index: number): LabelledCrop | Promise<LabelledCrop> };
}

/** Voxels of a crop. */
export const voxelsOf = ({ size }: CompleteNetworkSpec): number => size.reduce((a, b) => a * b, 1);

/** The decoder of a label set on an encoder's map: logits [n, classes, k, j, i]. */
export function labelLogits(
  scope: Scope,
  map: Value,
  { name, classes }: LabelSet,
  { size }: CompleteNetworkSpec,
): Value {
  return segmentationDecoder(scope.in("conv_seg", name), map, { classes, size });
}

/** @throws LearnError `bad-crop`, `bad-labels`. */
export function checkLabelledCrop(
  { image, labels }: LabelledCrop,
  spec: CompleteNetworkSpec,
  { name, classes }: LabelSet,
): void {
  const voxels = voxelsOf(spec);
  if (image.length !== spec.channels * voxels || labels.length !== voxels) {
    throw new LearnError(
      "bad-crop",
      `A crop of "${name}" has ${image.length} voxels and ${labels.length} labels; ${spec.size.join("×")} = ${voxels} are needed.`,
    );
  }
  for (let voxel = 0; voxel < voxels; voxel++) {
    if (labels[voxel] < classes) continue;
    throw new LearnError(
      "bad-labels",
      `A crop of "${name}" has the label ${labels[voxel]}; it has ${classes} classes, 0 to ${classes - 1}.`,
    );
  }
}
