import type { Volume } from "@hilum/volume";
import type { Aggregation } from "./aggregations.ts";
import { checkIbsiSettings } from "./check-ibsi-settings.ts";
import { ibsiFamilies } from "./ibsi-families.ts";
import type { IbsiSettings } from "./ibsi-settings.ts";
import type { IbsiStage } from "./ibsi-stages.ts";
import { prepareIbsi } from "./prepare-ibsi.ts";

/** One feature of the IBSI reference manual. */
export interface IbsiFeatureValue {
  /** The manual's name of the family. */
  readonly family: string;
  /** Stable name within the family. */
  readonly key: string;
  /** The manual's name. */
  readonly name: string;
  /** Permanent identifier. */
  readonly ibsiCode: string;
  /** How the matrices of slices and directions became one value; empty where there is nothing to aggregate. */
  readonly aggregation: Aggregation | "";
  /** NaN if the feature cannot be computed for this lesion. */
  readonly value: number;
  /** "intensity" stands for the image's own unit, HU for CT. */
  readonly unit: string;
  /** Why the value is NaN; empty otherwise. */
  readonly note: string;
}

/** The features of one lesion and how they came about. */
export interface IbsiExtraction {
  readonly features: readonly IbsiFeatureValue[];
  readonly diagnostics: {
    readonly settings: IbsiSettings;
    readonly label: number;
    readonly stages: readonly IbsiStage[];
  };
}

/**
 * The IBSI features of one lesion, image processing included.
 *
 * @param image - intensities.
 * @param mask - labels on the grid of the image.
 * @param settings - from `ibsiSettings`.
 * @param options - `label`: the value of the lesion's voxels in the mask. `extent`: "image" processes all of the image, so that the
 * diagnostics can describe it; "lesion" (default) gives the same features and only looks at what they need.
 * @throws RadiomicsError `bad-settings`, `empty-voi` if no voxel is left to measure, `too-many-grey-levels`.
 * @throws VolumeError `grid-mismatch` if image and mask lie on different grids, `label-not-found`.
 * @see Zwanenburg et al., Radiology 295 (2020) 328-338; reference manual arXiv:1612.07003.
 */
export function extractIbsi(
  image: Volume,
  mask: Volume,
  settings: IbsiSettings,
  { label = 1, extent = "lesion" }: { readonly label?: number; readonly extent?: "lesion" | "image" } = {},
): IbsiExtraction {
  const checked = checkIbsiSettings(settings);
  const families = checked.families.flatMap((name) => ibsiFamilies.get(name) ?? []);
  const { lesion, stages } = prepareIbsi(image, mask, checked, { label, extent });
  const features = families.flatMap((family) =>
    family.measure(lesion, settings.aggregations).map(({ feature, aggregation, value, note }) => ({
      family: family.name,
      key: feature.key,
      name: feature.name,
      ibsiCode: feature.ibsi,
      aggregation,
      value,
      unit: feature.unit,
      note,
    })),
  );
  return { features, diagnostics: { settings: checked, label, stages } };
}
