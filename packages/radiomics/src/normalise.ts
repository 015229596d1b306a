import type { Volume } from "@hilum/volume";
import type { Normalisation } from "./settings.ts";

/**
 * The image with mean 0 and standard deviation `scale`, taken over all its voxels, as single-precision numbers.
 *
 * An image of one value becomes 0 everywhere.
 */
export function normalise(image: Volume, { scale, removeOutliers }: Normalisation): Volume<Float32Array> {
  const { mean, deviation } = meanAndDeviation(image.data);
  const factor = deviation > 0 ? 1 / deviation : 0;
  const limit = removeOutliers ?? Number.POSITIVE_INFINITY;
  // Rounded to single precision after each step, as ITK's filters hand it on.
  const data = Float32Array.from(
    image.data,
    (x) => Math.min(Math.max(Math.fround((x - mean) * factor), -limit), limit) * scale,
  );
  return { grid: image.grid, data };
}

function meanAndDeviation(values: ArrayLike<number>): { mean: number; deviation: number } {
  const count = values.length;
  let total = 0;
  for (let n = 0; n < count; n++) total += values[n];
  const mean = total / count;
  let squares = 0;
  for (let n = 0; n < count; n++) squares += (values[n] - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / Math.max(count - 1, 1)) };
}
