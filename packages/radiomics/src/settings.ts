import type { Vec3 } from "@hilum/volume";

/** Intensities rescaled over the whole image: (x − mean) / standard deviation, clipped, times `scale`. */
export interface Normalisation {
  readonly scale: number;
  /** Values further than this many standard deviations from the mean are moved there; null keeps them. */
  readonly removeOutliers: number | null;
}

/** Voxels left out of the lesion by their intensity; shape features keep them. */
export interface Resegmentation {
  /** Lowest, and optionally highest, intensity that stays, both inclusive. */
  readonly range: readonly [number] | readonly [number, number];
  /** "absolute": intensities; "relative": shares of the lesion's maximum; "sigma": standard deviations from its mean. */
  readonly mode: "absolute" | "relative" | "sigma";
}

/** Everything that decides the value of a feature, as a plain object that can be written beside the values. */
export interface RadiomicsSettings {
  /** The preset these settings started from. */
  readonly preset: string;
  /** Version of that preset: it is raised whenever a value would change. */
  readonly version: number;
  /** Width of a grey level in units of intensity; null if `binCount` is given. */
  readonly binWidth: number | null;
  /** Number of grey levels; null if `binWidth` is given. */
  readonly binCount: number | null;
  /** Voxel size in mm to resample to, 0 along an axis that keeps its own; null leaves image and mask on their grid. */
  readonly spacing: Vec3 | null;
  /** How the image is resampled; the mask always takes the nearest voxel. */
  readonly interpolation: "linear" | "bspline" | "nearest";
  /** Voxels kept around the lesion on the resampled grid. */
  readonly padDistance: number;
  readonly normalise: Normalisation | null;
  readonly resegment: Resegmentation | null;
  /** Added to every intensity in Energy, TotalEnergy and RootMeanSquared. */
  readonly voxelArrayShift: number;
  /** Names of families, in the order of the output. */
  readonly families: readonly string[];
  /** Names of image types, in the order of the output. */
  readonly imageTypes: readonly string[];
}
