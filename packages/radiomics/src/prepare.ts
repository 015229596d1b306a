import { crop, itkGrid, requireSameGrid, resample, type Vec3, type Volume } from "@hilum/volume";
import type { Stage } from "./extraction.ts";
import { normalise } from "./normalise.ts";
import { RadiomicsError } from "./radiomics-error.ts";
import { resegment } from "./resegment.ts";
import type { RadiomicsSettings } from "./settings.ts";
import { cutVoi, intensitiesOf, type Voi } from "./voi.ts";

/** An image ready for filters, and the lesion on it. */
export interface Prepared {
  readonly image: Volume;
  /** All of the lesion, for its shape. */
  readonly outline: Voi;
  /** The lesion after re-segmentation, for everything else. */
  readonly voi: Voi;
  readonly stages: Stage[];
  readonly warnings: string[];
}

/**
 * Image and lesion after the steps of the settings, in PyRadiomics' order: normalise, resample or crop, re-segment.
 *
 * @throws VolumeError `grid-mismatch`, `label-not-found`; RadiomicsError `empty-voi` if a step leaves no voxel.
 */
export function prepare(image: Volume, mask: Volume, settings: RadiomicsSettings, label: number): Prepared {
  requireSameGrid(image, mask);
  const input = settings.normalise ? normalise(image, settings.normalise) : image;
  const drawn = cutVoi(mask, label);
  const stages = [stage("input", input, drawn)];
  const warnings = drawn.voxelCount === 1 ? ["The lesion is a single voxel: PyRadiomics refuses it."] : [];
  const { image: around, mask: lesion } = settings.spacing
    ? onNewSpacing(input, mask, settings, settings.spacing, label, drawn)
    : settings.preCrop
      ? cutOut(input, mask, settings, drawn)
      : { image: input, mask };
  const outline = cutVoi(lesion, label);
  if (settings.spacing) stages.push(stage("resampled", around, outline));
  const voi = settings.resegment ? resegment(around, outline, settings.resegment) : outline;
  if (settings.resegment) stages.push(stage("resegmented", around, voi));
  return { image: around, outline, voi, stages, warnings };
}

interface Pair {
  readonly image: Volume;
  readonly mask: Volume;
}

function cutOut(image: Volume, mask: Volume, { padDistance: margin }: RadiomicsSettings, { box }: Voi): Pair {
  return { image: crop(image, { box, margin }), mask: crop(mask, { box, margin }) };
}

function onNewSpacing(
  image: Volume,
  mask: Volume,
  settings: RadiomicsSettings,
  spacing: Vec3,
  label: number,
  drawn: Voi,
): Pair {
  const { interpolation, padDistance } = settings;
  const grid = itkGrid(image.grid, mask, spacing, { label, padDistance });
  // Nothing to interpolate: rounding must not cut whole numbers down to the next one.
  if (grid.spacing.every((mm, axis) => mm === mask.grid.spacing[axis])) return cutOut(image, mask, settings, drawn);
  const lesion = resample(mask, grid, { interpolation: "nearest", outside: 0, as: "same" });
  if (!lesion.data.includes(label)) {
    throw new RadiomicsError(
      "empty-voi",
      `No voxel of the lesion is left at ${spacing.join(" x ")} mm; its mask has ${mask.grid.spacing.join(" x ")} mm. ` +
        "Choose a finer spacing.",
    );
  }
  return { image: resample(image, grid, { interpolation, outside: 0, as: "same" }), mask: lesion };
}

function stage(name: Stage["stage"], image: Volume, voi: Voi): Stage {
  let [total, minimum, maximum] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const x of intensitiesOf(image, voi)) {
    total += x;
    minimum = Math.min(minimum, x);
    maximum = Math.max(maximum, x);
  }
  return {
    stage: name,
    size: image.grid.size,
    spacing: image.grid.spacing,
    boundingBox: voi.box,
    voxelCount: voi.voxelCount,
    intensity: { mean: total / voi.voxelCount, minimum, maximum },
  };
}
