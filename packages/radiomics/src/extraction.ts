import type { Box, Vec3 } from "@hilum/volume";
import type { FeatureColumn } from "./feature-columns.ts";
import type { RadiomicsSettings } from "./settings.ts";

/** One feature of one image. */
export interface FeatureValue extends FeatureColumn {
  /** NaN if the feature cannot be computed for this lesion. */
  readonly value: number;
  /** Why the value is NaN; empty otherwise. */
  readonly note: string;
}

/** What image and mask were like after a step of the preparation. */
export interface Stage {
  readonly stage: "input" | "resampled" | "resegmented";
  /** Voxels of the grid at this stage. */
  readonly size: Vec3;
  /** mm. */
  readonly spacing: Vec3;
  readonly boundingBox: Box;
  readonly voxelCount: number;
  /** Intensities inside the lesion. */
  readonly intensity: { readonly mean: number; readonly minimum: number; readonly maximum: number };
}

/** How the values came about. */
export interface Diagnostics {
  readonly settings: RadiomicsSettings;
  readonly label: number;
  readonly stages: readonly Stage[];
  /** The same for the VOIs beside the lesion, shells and habitats; no stages if there is no such VOI. */
  readonly vois: readonly { readonly name: string; readonly stages: readonly Stage[] }[];
  readonly warnings: readonly string[];
}

/** The features of one lesion, in the order of `featureColumns`, and how they came about. */
export interface Extraction {
  readonly features: readonly FeatureValue[];
  readonly diagnostics: Diagnostics;
}
