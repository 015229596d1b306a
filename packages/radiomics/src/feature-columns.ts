import { checkSettings } from "./check-settings.ts";
import { families } from "./families.ts";
import type { Family } from "./feature-table.ts";
import { imageTypes } from "./image-types.ts";
import { measureColumns } from "./measures/measure-lesion.ts";
import type { RadiomicsSettings } from "./settings.ts";
import { furtherVoiColumns } from "./vois/further-vois.ts";

/** One value that settings ask for, as it is printed. */
export interface FeatureColumn {
  /** The image that it is computed on, "original" if unfiltered; after the VOI's name, if it is not the lesion itself. */
  readonly image: string;
  readonly family: string;
  readonly feature: string;
  /** "intensity" stands for the image's own unit, HU for CT. */
  readonly unit: string;
  /** IBSI's identifier; empty where IBSI does not define the feature. */
  readonly ibsi: string;
  /** IBSI's world only: the manual's name, and how the values of slices and directions became one. */
  readonly name?: string;
  readonly aggregation?: string;
}

/** The families that settings ask for: those of the outline, and those computed on every image. */
export function chosenFamilies(settings: RadiomicsSettings): { readonly voi: Family[]; readonly image: Family[] } {
  const chosen = settings.families.flatMap((name) => families.get(name)?.without(settings.leaveOut) ?? []);
  return { voi: chosen.filter(({ sees }) => sees === "voi"), image: chosen.filter(({ sees }) => sees === "image") };
}

/** What `extract` computes with these settings, in its order. */
export function pyradiomicsColumns(settings: RadiomicsSettings): FeatureColumn[] {
  const { voi, image } = chosenFamilies(checkSettings(settings));
  const ofImages = columns(imageNames(settings), image);
  return [
    ...columns(["original"], voi),
    ...ofImages,
    ...(settings.measures ? measureColumns : []),
    ...furtherVoiColumns(settings).flatMap(({ name, own }) => [
      ...own,
      ...ofImages.map((column) => ({ ...column, image: `${name}_${column.image}` })),
    ]),
  ];
}

/** The names of all images that settings ask for, in the order of the output. */
export function imageNames(settings: RadiomicsSettings): string[] {
  return settings.imageTypes.flatMap((name) => imageTypes.get(name)?.names(settings) ?? []);
}

function columns(images: readonly string[], chosen: readonly Family[]): FeatureColumn[] {
  return images.flatMap((image) =>
    chosen.flatMap(({ name: family, features }) =>
      features.map(({ pyradiomics: feature, unit, ibsi = "" }) => ({ image, family, feature, unit, ibsi })),
    ),
  );
}
