import { RadiomicsError } from "../radiomics-error.ts";
import type { Binning, IbsiSettings } from "./ibsi-settings.ts";

/** Discretised intensities of a lesion. */
export interface Discretised {
  /** Grey level of each voxel inside, in the order of the intensities. */
  readonly levels: Float64Array;
  /** Number of grey levels; absent ones count. */
  readonly count: number;
}

/** Intensities as the intensity-volume histogram reads them: its levels are first, first + step, ..., `count` of them. */
export interface VolumeHistogramLevels {
  /** Of each voxel inside, in the order of the intensities. */
  readonly values: Float64Array;
  readonly first: number;
  readonly step: number;
  readonly count: number;
}

/**
 * Grey levels for the intensity histogram and texture.
 *
 * Bins of a fixed width begin at the lower bound of the re-segmentation range, without one at the smallest intensity; a fixed number
 * of bins spans smallest to largest intensity; without bins the intensities are the grey levels.
 *
 * @see IBSI manual, section 2.7.
 */
export function greyLevelsOf(intensities: Float64Array, settings: IbsiSettings): Discretised {
  const levels = binned(intensities, settings, settings) ?? intensities;
  return { levels, count: settings.binCount ?? extremes(levels).maximum };
}

/** Levels, and sums and differences of them, are counted one by one. */
const highestLevel = 100_000;

/**
 * Makes sure that grey levels can be counted.
 *
 * @throws RadiomicsError `bad-grey-level` if intensities that are taken as grey levels are no whole numbers from 1,
 * `too-many-grey-levels` if the bins are far too narrow.
 */
export function requireGreyLevels({ levels, count }: Discretised): void {
  const wrong = levels.find((level) => !(Number.isInteger(level) && level >= 1));
  if (wrong !== undefined) {
    throw new RadiomicsError(
      "bad-grey-level",
      `Grey levels are whole numbers from 1; the lesion has ${wrong}. Intensities need bins: set binWidth or binCount.`,
    );
  }
  if (count > highestLevel) {
    throw new RadiomicsError(
      "too-many-grey-levels",
      `The lesion has grey levels up to ${count}; at most ${highestLevel} can be counted. Set a larger binWidth, or a ` +
        "binCount such as 64.",
    );
  }
}

/**
 * Intensities and levels of the intensity-volume histogram: bin centres for a fixed width, bin numbers for a fixed number, else the
 * intensities themselves at steps of 1. Levels span the re-segmentation range, without one the lesion's intensities.
 *
 * @see IBSI manual, section 3.5.
 */
export function volumeHistogramOf(intensities: Float64Array, settings: IbsiSettings): VolumeHistogramLevels {
  const { volumeHistogram: binning } = settings;
  const { minimum, maximum } = extremes(intensities);
  const [low, high = maximum] = settings.range ?? [minimum];
  const levels = binned(intensities, binning, settings);
  if (levels && binning.binWidth !== null) {
    const width = binning.binWidth;
    const count = settings.range?.[1] === undefined ? extremes(levels).maximum : Math.ceil((high - low) / width);
    return { values: levels.map((level) => low + (level - 0.5) * width), first: low + 0.5 * width, step: width, count };
  }
  if (levels && binning.binCount !== null) return { values: levels, first: 1, step: 1, count: binning.binCount };
  return { values: intensities, first: low, step: 1, count: Math.floor(high - low) + 1 };
}

function binned(
  intensities: Float64Array,
  { binWidth, binCount }: Binning,
  { range }: Pick<IbsiSettings, "range">,
): Float64Array | undefined {
  const { minimum, maximum } = extremes(intensities);
  if (binWidth !== null) {
    const [low, high = Number.POSITIVE_INFINITY] = range ?? [minimum];
    // An intensity at the upper bound of the range belongs to the last bin, also where the bound is an edge.
    const last = Math.max(1, Math.ceil((high - low) / binWidth));
    return intensities.map((x) => Math.min(Math.floor((x - low) / binWidth) + 1, last));
  }
  if (binCount === null) return undefined;
  const span = maximum - minimum;
  if (span === 0) return intensities.map(() => 1);
  return intensities.map((x) => Math.min(Math.floor((binCount * (x - minimum)) / span) + 1, binCount));
}

function extremes(values: Float64Array): { readonly minimum: number; readonly maximum: number } {
  let [minimum, maximum] = [values[0], values[0]];
  for (const x of values) {
    if (x < minimum) minimum = x;
    if (x > maximum) maximum = x;
  }
  return { minimum, maximum };
}
