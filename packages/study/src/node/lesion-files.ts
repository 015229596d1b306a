import { compareGrids, resample, selectLabel } from "@hilum/volume";
import type { Volume } from "@hilum/volume";
import { StudyError } from "../errors.ts";
import { decodeImage } from "./images/decode-image.ts";
import type { DecodeImageOptions } from "./images/decode-image.ts";
import { decodeMask } from "./images/decode-mask.ts";
import type { MaskChoice } from "./images/decode-mask.ts";
import { readStoredImage } from "./images/stored-image.ts";
import type { NamedFile, StoredImage } from "./images/stored-image.ts";

/** An image and the mask of one lesion on the same grid. */
export interface Lesion {
  readonly image: Volume;
  /** 1 inside the lesion, 0 outside. */
  readonly mask: Volume<Uint8Array>;
  readonly warnings: readonly string[];
}

/** Which lesion, and on which grid; without a label, it is the only value that the mask has, or 1. */
export interface LesionOptions extends MaskChoice, Pick<DecodeImageOptions, "series"> {
  /** Put a mask on another grid onto the image's (nearest voxel) instead of refusing it. */
  readonly resampleMask?: boolean | undefined;
}

/** The files of a lesion and how to read them, as a task for a worker. */
export interface LesionRequest extends LesionOptions {
  readonly image: NamedFile;
  readonly mask: NamedFile;
}

/**
 * The lesion in the bytes of an image and a mask, geometry checked.
 *
 * @throws StudyError `volume-file`, or `grid-mismatch` that says what differs and by how much.
 */
export async function decodeLesion(
  stored: { readonly image: StoredImage; readonly mask: StoredImage },
  options: LesionOptions & DecodeImageOptions = {},
): Promise<Lesion> {
  const decoded = await decodeImage(stored.image, options);
  const image = decoded.volume;
  const { mask, chosen, warnings: maskWarnings } = await decodeMask(stored.mask, decoded, options);
  const warnings = [...decoded.warnings, ...maskWarnings];
  const differences = compareGrids(image.grid, mask.grid);
  if (differences.length > 0 && !options.resampleMask) {
    throw new StudyError(
      "grid-mismatch",
      `${stored.mask.name} and ${stored.image.name} lie on different grids: ${differences.join("; ")}. Export the mask on the ` +
        `image's grid, or have it put there: --resample-mask, or radiomics: { resampleMask: true } in a study file.`,
    );
  }
  let onImage = mask;
  if (differences.length > 0) {
    warnings.push(`The mask was put on the image's grid (${differences.join("; ")}).`);
    onImage = resample(mask, image.grid, { interpolation: "nearest", outside: 0, as: "same" });
  }
  const label = chosen ? 1 : (options.label ?? onlyLabel(onImage));
  return { image, mask: selectLabel(onImage, label), warnings };
}

export async function readLesion(
  files: { readonly image: NamedFile; readonly mask: NamedFile },
  options: LesionOptions & DecodeImageOptions = {},
): Promise<Lesion> {
  const [image, mask] = await Promise.all([readStoredImage(files.image), readStoredImage(files.mask)]);
  return decodeLesion({ image, mask }, options);
}

/** A mask with one value besides 0, often 255, needs no label; with several it is 1 unless said. */
function onlyLabel(mask: Volume): number {
  let only = 0;
  for (const value of mask.data) {
    if (value === 0 || value === only) continue;
    if (only !== 0) return 1;
    only = value;
  }
  return only === 0 ? 1 : only;
}
