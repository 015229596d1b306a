import { extractFeatures, featurePreset } from "@hilum/radiomics";
import { readNifti } from "@hilum/volume/nifti";

/** Radiomics features by column, NaN where there is none. */
export type Features = readonly (readonly [column: string, value: number])[];

/** The features of a lesion by the name of a preset of either world; image and mask as NIfTI. */
export function measureLesion(image: Uint8Array, mask: Uint8Array, preset: string): Features {
  const { features } = extractFeatures(readNifti(image), readNifti(mask), featurePreset(preset));
  return features.map(({ image: of, family, feature, value }) => [`${of}_${family}_${feature}`, value]);
}

/** The same in a page, of files that it fetches from its own server. */
export async function measureFetched(image: string, mask: string, preset: string): Promise<Features> {
  const bytes = async (path: string) => new Uint8Array(await (await fetch(path)).arrayBuffer());
  return measureLesion(await bytes(image), await bytes(mask), preset);
}
