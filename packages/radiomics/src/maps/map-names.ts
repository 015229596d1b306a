import { families } from "../families.ts";
import type { Family } from "../feature-table.ts";
import { imageTypes } from "../image-types.ts";
import { RadiomicsError } from "../radiomics-error.ts";
import type { RadiomicsSettings } from "../settings.ts";

/** One map: the image it is computed on, and the family with this feature only. */
export interface MapRequest {
  /** `image_family_feature`. */
  readonly name: string;
  /** Of the image. */
  readonly type: string;
  readonly image: string;
  readonly family: Family;
}

/** The names of all maps that can be made: every feature but those of shape, on every image type, whether the settings choose it or not. */
export function featureMapNames(settings: RadiomicsSettings): string[] {
  const features = Array.from(families.values())
    .filter(({ sees }) => sees === "image")
    .flatMap((family) => featuresOf(family));
  return [...imageTypes.values()].flatMap((type) =>
    type.names(settings).flatMap((image) => features.map((feature) => `${image}_${feature}`)),
  );
}

/** What these names ask for, each once. @throws RadiomicsError `unknown-feature`. */
export function mapRequests(settings: RadiomicsSettings, names: readonly string[]): MapRequest[] {
  const known = new Set(featureMapNames(settings));
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined)
    throw new RadiomicsError(
      "unknown-feature",
      `There is no map ${unknown}. Maps are named image_family_Feature, for example original_firstorder_Entropy or ` +
        "wavelet-LLL_glcm_Idm; shape has none.",
    );
  return [...new Set(names)].map((name) => {
    const [image, familyName, feature] = name.split("_");
    const family = families.get(familyName);
    const type = Array.from(imageTypes.values()).find((one) => one.names(settings).includes(image));
    if (!family || !type) throw new RadiomicsError("unknown-feature", `There is no map ${name}.`);
    const others = featuresOf(family).filter((other) => other !== `${familyName}_${feature}`);
    return { name, type: type.name, image, family: family.without(others) };
  });
}

function featuresOf({ name, features }: Family): string[] {
  return features.map(({ pyradiomics }) => `${name}_${pyradiomics}`);
}
