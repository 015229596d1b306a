import type { Vec3, Volume } from "@hilum/volume";
import { intensitiesOf, type Voi } from "../voi.ts";

/** Mean and extremes of some voxels. */
export interface IntensitySummary {
  readonly mean: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** One of the two masks at a stage. */
export interface MaskSummary {
  /** Size of the bounding box in voxels. */
  readonly boundingBox: Vec3;
  readonly voxelCount: number;
}

/** What image and lesion were like after a step of the image processing. */
export interface IbsiStage {
  readonly stage: "initial" | "interpolated" | "resegmented";
  /** Voxels of the whole grid. */
  readonly size: Vec3;
  /** mm. */
  readonly spacing: Vec3;
  /** Of the whole image; null where only the image around the lesion was looked at. */
  readonly image: IntensitySummary | null;
  readonly morphologicalMask: MaskSummary;
  readonly intensityMask: MaskSummary & { readonly intensity: IntensitySummary };
}

/** Describes a stage; the image only where its extent is all of it. */
export function ibsiStage(
  stage: IbsiStage["stage"],
  size: Vec3,
  lesion: { readonly image: Volume; readonly outline: Voi; readonly voi: Voi },
  extent: "lesion" | "image",
): IbsiStage {
  const { image, outline, voi } = lesion;
  return {
    stage,
    size,
    spacing: image.grid.spacing,
    image: extent === "image" ? summary(image.data) : null,
    morphologicalMask: maskSummary(outline),
    intensityMask: { ...maskSummary(voi), intensity: summary(intensitiesOf(image, voi)) },
  };
}

function maskSummary({ box: { size }, voxelCount }: Voi): MaskSummary {
  return { boundingBox: size, voxelCount };
}

function summary(values: ArrayLike<number>): IntensitySummary {
  let [total, minimum, maximum] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let n = 0; n < values.length; n++) {
    const x = values[n];
    total += x;
    if (x < minimum) minimum = x;
    if (x > maximum) maximum = x;
  }
  return { mean: total / values.length, minimum, maximum };
}
