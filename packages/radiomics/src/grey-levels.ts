import type { RadiomicsSettings } from "./settings.ts";

/** Discretised intensities of a lesion. */
export interface GreyLevels {
  /** Grey level of each voxel inside, from 1; in the order of the intensities. */
  readonly levels: Int32Array;
  /** The highest grey level; levels between may be empty. */
  readonly count: number;
}

/**
 * Intensities as grey levels from 1, in bins of a fixed width or of a fixed number, both as PyRadiomics cuts them.
 *
 * Fixed width: edges are multiples of the width, bins are half-open, level 1 holds the smallest intensity. Fixed number:
 * equal bins between smallest and largest intensity, with the last edge raised by one unit of intensity.
 *
 * @param intensities - of the voxels inside; at least one.
 */
export function greyLevels(intensities: Float64Array, settings: RadiomicsSettings): GreyLevels {
  let [minimum, maximum] = [intensities[0], intensities[0]];
  for (const x of intensities) {
    if (x < minimum) minimum = x;
    if (x > maximum) maximum = x;
  }
  const bins =
    settings.binCount === null
      ? fixedWidth(minimum, settings.binWidth ?? 0)
      : fixedCount(minimum, maximum, settings.binCount);
  return cut(intensities, bins);
}

/** Edge n (from 0) is low + n · width; level n lies between edge n − 1 and edge n. The last level has no end. */
interface Bins {
  readonly low: number;
  readonly width: number;
  readonly last: number;
}

function fixedWidth(minimum: number, width: number): Bins {
  const remainder = minimum % width;
  const low = minimum - (remainder < 0 ? remainder + width : remainder);
  // The step as numpy.arange takes it, so that edges of a width without exact binary form round alike.
  const step = low + width - low;
  return { low, width: step, last: Number.POSITIVE_INFINITY };
}

function fixedCount(minimum: number, maximum: number, count: number): Bins {
  const [low, high] = minimum === maximum ? [minimum - 0.5, maximum + 0.5] : [minimum, maximum];
  return { low, width: (high - low) / count, last: count };
}

function cut(intensities: Float64Array, { low, width, last }: Bins): GreyLevels {
  const levels = new Int32Array(intensities.length);
  let highest = 1;
  for (let n = 0; n < levels.length; n++) {
    const x = intensities[n];
    let level = Math.floor((x - low) / width) + 1;
    // The division may round across an edge; the edges themselves decide.
    if (x < low + (level - 1) * width) level--;
    else if (x >= low + level * width) level++;
    level = Math.min(Math.max(level, 1), last);
    levels[n] = level;
    if (level > highest) highest = level;
  }
  return { levels, count: highest };
}
