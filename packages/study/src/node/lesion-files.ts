import { compareGrids, resample, selectLabel } from "@hilum/volume";
import type { Volume } from "@hilum/volume";
import { StudyError } from "../errors.ts";
import { decodeImage } from "./images/decode-image.ts";
import type { DecodedImage, DecodeImageOptions } from "./images/decode-image.ts";
import { decodeMask, segmentNumbers } from "./images/decode-mask.ts";
import type { DecodedMask, MaskChoice } from "./images/decode-mask.ts";
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
  const drawn = onGridOf(decoded, stored, await decodeMask(stored.mask, decoded, options), options);
  return lesionWith(decoded, drawn, drawn.chosen ? 1 : (options.label ?? onlyLabel(drawn.mask)));
}

/** A lesion of several in one mask. */
export interface LabelledLesion {
  readonly label: number;
  readonly lesion: Lesion;
}

/** More values than this are those of an image. */
const mostLabels = 256;

/**
 * All lesions in the bytes of an image and a mask, by label: whole numbers from 1, or the segments of a DICOM SEG.
 *
 * @throws StudyError as `decodeLesion`, and `labels` if the mask has none, or values that are no labels.
 */
export async function decodeLesions(
  stored: { readonly image: StoredImage; readonly mask: StoredImage },
  options: LesionOptions & DecodeImageOptions = {},
): Promise<LabelledLesion[]> {
  const decoded = await decodeImage(stored.image, options);
  const segments = segmentNumbers(stored.mask);
  if (segments === undefined) {
    const drawn = onGridOf(decoded, stored, await decodeMask(stored.mask, decoded, options), options);
    return labelsOf(drawn.mask, stored.mask.name).map((label) => ({
      label,
      lesion: lesionWith(decoded, drawn, label),
    }));
  }
  const lesions: LabelledLesion[] = [];
  for (const label of segments) {
    const drawn = onGridOf(decoded, stored, await decodeMask(stored.mask, decoded, { label }), options);
    lesions.push({ label, lesion: lesionWith(decoded, drawn, 1) });
  }
  return lesions;
}

function lesionWith({ volume, warnings }: DecodedImage, drawn: DecodedMask, label: number): Lesion {
  return { image: volume, mask: selectLabel(drawn.mask, label), warnings: [...warnings, ...drawn.warnings] };
}

/** The mask on the image's grid. */
function onGridOf(
  image: DecodedImage,
  stored: { readonly image: StoredImage; readonly mask: StoredImage },
  drawn: DecodedMask,
  { resampleMask }: LesionOptions,
): DecodedMask {
  const { grid } = image.volume;
  const differences = compareGrids(grid, drawn.mask.grid);
  if (differences.length === 0) return drawn;
  if (!resampleMask) {
    throw new StudyError(
      "grid-mismatch",
      `${stored.mask.name} and ${stored.image.name} lie on different grids: ${differences.join("; ")}. Export the mask on the ` +
        `image's grid, or have it put there: --resample-mask, or radiomics: { resampleMask: true } in a study file.`,
    );
  }
  return {
    ...drawn,
    mask: resample(drawn.mask, grid, { interpolation: "nearest", outside: 0, as: "same" }),
    warnings: [...drawn.warnings, `The mask was put on the image's grid (${differences.join("; ")}).`],
  };
}

function labelsOf(mask: Volume, name: string): number[] {
  const labels = new Set<number>();
  for (const value of mask.data) {
    if (value === 0 || labels.has(value)) continue;
    labels.add(value);
    if (labels.size <= mostLabels && Number.isInteger(value) && value > 0) continue;
    throw new StudyError(
      "labels",
      `${name}: --label all needs a mask of whole numbers from 0, at most ${mostLabels} different ones; found ` +
        `${labels.size > mostLabels ? "more" : String(value)}. Is this an image?`,
    );
  }
  if (labels.size === 0) throw new StudyError("labels", `${name}: the mask is empty: every voxel is 0.`);
  return [...labels].sort((a, b) => a - b);
}

export async function readLesion(
  files: { readonly image: NamedFile; readonly mask: NamedFile },
  options: LesionOptions & DecodeImageOptions = {},
): Promise<Lesion> {
  const [image, mask] = await Promise.all([readStoredImage(files.image), readStoredImage(files.mask)]);
  return decodeLesion({ image, mask }, options);
}

/** All lesions in the files, by label. */
export async function readLesions(
  files: { readonly image: NamedFile; readonly mask: NamedFile },
  options: LesionOptions & DecodeImageOptions = {},
): Promise<LabelledLesion[]> {
  const [image, mask] = await Promise.all([readStoredImage(files.image), readStoredImage(files.mask)]);
  return decodeLesions({ image, mask }, options);
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
