import type { Vec3 } from "@hilum/volume";
import type { WaveletName } from "./filters/wavelet-kernels.ts";

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

/** Sub-bands of the undecimated wavelet transform. */
export interface WaveletSettings {
  readonly name: WaveletName;
  /** How many levels give images, at least one. */
  readonly levels: number;
  /** Levels of which only the low-pass image is taken, before the first that gives images. */
  readonly startLevel: number;
}

/** Laplacian of Gaussian images. */
export interface LogSettings {
  /** Width of each Gaussian in mm. */
  readonly sigmas: readonly number[];
  /** Images too small for PyRadiomics: "skip" gives NaN with the reason, "extend" continues them with their edge. */
  readonly smallImages: "skip" | "extend";
}

/** Planes of the grid: "ij" holds the voxels of one slice. */
export type Planes = "ij" | "ik" | "jk";

/** How much each direction counts in one matrix for all: a function of the distance in mm, or the same for all. */
export type WeightingNorm = "euclidean" | "manhattan" | "infinity" | "no_weighting";

/** Clinical measures of the lesion on the image's own grid. */
export interface MeasureSettings {
  /** Voxels of the lesion at or above this many HU are its solid part. */
  readonly solidThreshold: number;
}

/** The lung around the lesion from one distance to another, in mm, as a VOI of its own. */
export interface ShellSettings {
  readonly from: number;
  readonly to: number;
}

/** Parts of the lesion whose voxels are alike, each a VOI of its own. */
export interface HabitatSettings {
  /** How many. */
  readonly count: number;
  /** What is compared: names of voxel maps, in units of their standard deviation in the lesion. */
  readonly on: readonly ("intensity" | "entropy" | "gradient")[];
  /** Of the random starts. */
  readonly seed: number;
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
  /** Whether an image that is not resampled is cut to the lesion plus `padDistance` before it is filtered. */
  readonly preCrop: boolean;
  readonly normalise: Normalisation | null;
  readonly resegment: Resegmentation | null;
  /** Added to every intensity in Energy, TotalEnergy and RootMeanSquared. */
  readonly voxelArrayShift: number;
  /** Textures and wavelets within these planes only; null looks along all directions in space. */
  readonly force2D: Planes | null;
  /** GLCM and GLRLM of all directions added up in one matrix with weights; null takes the mean of their features. */
  readonly weightingNorm: WeightingNorm | null;
  readonly wavelet: WaveletSettings;
  readonly log: LogSettings;
  /** The gradient per mm, or per voxel whatever the spacing. */
  readonly gradient: { readonly per: "mm" | "voxel" };
  /** Names of families, in the order of the output. */
  readonly families: readonly string[];
  /** Features of these families that are left out, as `glcm_MCC`. */
  readonly leaveOut: readonly string[];
  /** Names of image types, in the order of the output. */
  readonly imageTypes: readonly string[];
  /** Diameters, solid part and mass; null leaves them out. */
  readonly measures: MeasureSettings | null;
  /** Shells of lung around the lesion, in the order of the output. */
  readonly shells: readonly ShellSettings[];
  /** Null leaves them out. */
  readonly habitats: HabitatSettings | null;
}

/** The axes within the planes, or all three. */
export function planeAxes(planes: Planes | null): readonly (0 | 1 | 2)[] {
  if (planes === "ij") return [0, 1];
  if (planes === "ik") return [0, 2];
  return planes === "jk" ? [1, 2] : [0, 1, 2];
}
