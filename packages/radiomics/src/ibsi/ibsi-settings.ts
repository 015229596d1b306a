import type { Vec3 } from "@hilum/volume";
import type { IbsiFilterSettings } from "../ibsi2/filter-settings.ts";
import type { Aggregation } from "./aggregations.ts";

/** How intensities become grey levels: in bins of a width or in a number of bins; both null: they are grey levels already. */
export interface Binning {
  /** In units of intensity. */
  readonly binWidth: number | null;
  readonly binCount: number | null;
}

/** Everything that decides the value of an IBSI feature, as a plain object that can be written beside the values. */
export interface IbsiSettings extends Binning {
  /** The preset these settings started from. */
  readonly preset: string;
  /** Version of that preset: it is raised whenever a value would change. */
  readonly version: number;
  /** Voxel size in mm to resample to, 0 along an axis that keeps its own; null leaves image and mask on their grid. */
  readonly spacing: Vec3 | null;
  /** How the image is resampled; the mask is always linear. */
  readonly interpolation: "linear" | "bspline" | "nearest";
  /** Whether resampled intensities are rounded to whole numbers, as CT's are. */
  readonly rounding: boolean;
  /** A voxel belongs to the resampled lesion if at least this share of it does. */
  readonly maskThreshold: number;
  /** Lowest, and optionally highest, intensity that stays in the intensity mask, both inclusive; null keeps all. */
  readonly range: readonly [number] | readonly [number, number] | null;
  /** Voxels further than this many standard deviations from the mean leave the intensity mask; null keeps all. */
  readonly outlierSigmas: number | null;
  /** Filter of IBSI-2 that is applied after resampling and rounding; null measures the image itself. Default: null. */
  readonly filter: IbsiFilterSettings | null;
  /** Bins of the intensity-volume histogram; both null: steps of one unit. */
  readonly volumeHistogram: Binning;
  /** How many grey levels apart two voxels may be and still depend on each other (NGLDM). */
  readonly coarseness: number;
  /** How matrices of slices and directions become one value: each makes a set of texture features. */
  readonly aggregations: readonly Aggregation[];
  /** Names of families, in the order of the output. */
  readonly families: readonly string[];
}
