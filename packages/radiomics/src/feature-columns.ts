import { checkSettings } from "./check-settings.ts";
import { families } from "./families.ts";
import type { Family } from "./feature-table.ts";
import { imageTypes } from "./image-types.ts";
import type { RadiomicsSettings } from "./settings.ts";

/** The families that settings ask for: those of the outline, and those computed on every image. */
export function chosenFamilies(settings: RadiomicsSettings): { readonly voi: Family[]; readonly image: Family[] } {
  const chosen = settings.families.flatMap((name) => families.get(name)?.without(settings.leaveOut) ?? []);
  return { voi: chosen.filter(({ sees }) => sees === "voi"), image: chosen.filter(({ sees }) => sees === "image") };
}

/** The names of a wide table's columns, `image_family_feature` as in PyRadiomics, in the order of `extract`. */
export function featureColumns(settings: RadiomicsSettings): string[] {
  const { voi, image } = chosenFamilies(checkSettings(settings));
  const images = settings.imageTypes.flatMap((name) => imageTypes.get(name)?.names(settings) ?? []);
  return [...columns(["original"], voi), ...columns(images, image)];
}

function columns(images: readonly string[], chosen: readonly Family[]): string[] {
  return images.flatMap((image) =>
    chosen.flatMap(({ name, features }) => features.map(({ pyradiomics }) => `${image}_${name}_${pyradiomics}`)),
  );
}
