import type { Volume } from "@hilum/volume";
import { checkSettings } from "./check-settings.ts";
import type { Extraction, FeatureValue, Stage } from "./extraction.ts";
import { chosenFamilies, imageNames } from "./feature-columns.ts";
import type { Family } from "./feature-table.ts";
import type { MissingImage, NamedImage } from "./image-type.ts";
import { imageTypes } from "./image-types.ts";
import { lesionOn } from "./lesion.ts";
import { measureLesion } from "./measures/measure-lesion.ts";
import { prepare } from "./prepare.ts";
import { RadiomicsError } from "./radiomics-error.ts";
import type { RadiomicsSettings } from "./settings.ts";
import type { FurtherVoi } from "./vois/further-voi.ts";
import { furtherVois } from "./vois/further-vois.ts";
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
  const lesion = extractVoi(image, mask, settings, label, { voi, image: onImages });
  const measures = settings.measures ? [measureLesion(image, mask, label, settings.measures)] : [];
  const vois: VoiExtraction[] = [];
  for (const further of furtherVois(image, mask, label, settings))
    vois.push(extractFurther(image, further, settings, onImages));
  const all = [lesion, ...measures, ...vois];
  return {
    features: all.flatMap(({ features }) => features),
    diagnostics: {
      settings,
      label,
      stages: lesion.stages,
      vois: vois.map(({ name, stages }) => ({ name, stages })),
      warnings: all.flatMap(({ warnings }) => warnings),
    },
  };
}

interface VoiExtraction extends Measured {
  readonly name: string;
  readonly stages: readonly Stage[];
}

/** The features of one VOI, prepared and filtered on its own. */
function extractVoi(
  image: Volume,
  mask: Volume,
  settings: RadiomicsSettings,
  label: number,
  { voi, image: onImages }: ReturnType<typeof chosenFamilies>,
): VoiExtraction {
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
    name: "lesion",
    stages: prepared.stages,
    features: measured.flatMap(({ features }) => features),
    warnings: [...prepared.warnings, ...measured.flatMap(({ warnings }) => warnings)],
  };
}

/** The features of a shell or habitat, without those of its outline; NaN if it is empty or cannot be measured. */
function extractFurther(
  image: Volume,
  { name, own, mask, because: empty }: FurtherVoi,
  settings: RadiomicsSettings,
  onImages: Family[],
): VoiExtraction {
  let because = empty;
  let extracted: VoiExtraction | undefined;
  try {
    if (mask) extracted = extractVoi(image, mask, settings, 1, { voi: [], image: onImages });
  } catch (error) {
    if (!(error instanceof RadiomicsError)) throw error;
    because = error.message;
  }
  const { features, warnings, stages } = extracted ?? {
    features: imageNames(settings).flatMap((of) => missing({ name: of, because }, onImages)[0].features),
    warnings: [because],
    stages: [],
  };
  return {
    name,
    stages,
    features: [...own, ...features.map((feature) => ({ ...feature, image: `${name}_${feature.image}` }))],
    warnings: warnings.map((warning) => `${name}: ${warning}`),
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
