import type { Volume } from "@hilum/volume";
import { checkSettings } from "./check-settings.ts";
import type { Extraction, FeatureValue } from "./extraction.ts";
import { chosenFamilies } from "./feature-columns.ts";
import type { Family } from "./feature-table.ts";
import type { MissingImage, NamedImage } from "./image-type.ts";
import { imageTypes } from "./image-types.ts";
import { lesionOn } from "./lesion.ts";
import { prepare } from "./prepare.ts";
import type { RadiomicsSettings } from "./settings.ts";
import type { Voi } from "./voi.ts";

/**
 * The radiomics features of one lesion.
 *
 * @param image - intensities; integer types stay integers when resampled, as in PyRadiomics.
 * @param mask - labels on the grid of the image.
 * @param settings - from `preset`.
 * @param options - `label`: the value of the lesion's voxels in the mask.
 * @throws RadiomicsError `bad-settings`, or `empty-voi` if no voxel is left to measure.
 * @throws VolumeError `grid-mismatch` if image and mask lie on different grids, `label-not-found`.
 * @see van Griethuysen et al., Cancer Research 77 (2017) e104-e107.
 */
export function extract(
  image: Volume,
  mask: Volume,
  settings: RadiomicsSettings,
  { label = 1 }: { readonly label?: number } = {},
): Extraction {
  const { voi, image: onImages } = chosenFamilies(checkSettings(settings));
  const prepared = prepare(image, mask, settings, label);
  const measured = measure({ name: "original", image: prepared.image }, prepared.outline, voi, settings);
  const { box } = prepared.voi;
  const cut = { ...prepared.voi, box: { lower: [0, 0, 0], size: box.size } } as const;
  // One image at a time, so that only one is held.
  for (const name of settings.imageTypes)
    for (const filtered of imageTypes.get(name)?.images(prepared.image, settings, box) ?? [])
      measured.push(
        ...("image" in filtered ? measure(filtered, cut, onImages, settings) : missing(filtered, onImages)),
      );
  return {
    features: measured.flatMap(({ features }) => features),
    diagnostics: {
      settings,
      label,
      stages: prepared.stages,
      warnings: [...prepared.warnings, ...measured.flatMap(({ warnings }) => warnings)],
    },
  };
}

interface Measured {
  readonly features: FeatureValue[];
  readonly warnings: readonly string[];
}

/** The features of an image that cannot be made. */
function missing({ name: image, because }: MissingImage, chosen: readonly Family[]): Measured[] {
  const features = chosen.flatMap(({ name: family, features }) =>
    features.map(({ pyradiomics: feature, unit, ibsi = "" }) => ({
      image,
      family,
      feature,
      value: Number.NaN,
      unit,
      ibsi,
      note: because,
    })),
  );
  return [{ features, warnings: [`${image}: ${because}.`] }];
}

function measure(
  { name: image, image: volume }: NamedImage,
  voi: Voi,
  chosen: readonly Family[],
  settings: RadiomicsSettings,
): Measured[] {
  const lesion = lesionOn(volume, voi, settings);
  return chosen.map((family) => {
    const { values, warnings } = family.measure(lesion);
    return {
      features: values.map(({ feature: { pyradiomics: feature, unit, ibsi = "" }, value, note }) => ({
        image,
        family: family.name,
        feature,
        value,
        unit,
        ibsi,
        note,
      })),
      warnings,
    };
  });
}
