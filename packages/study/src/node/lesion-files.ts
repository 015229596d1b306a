import { readFile } from "node:fs/promises";
import { compareGrids, resample, selectLabel } from "@hilum/volume";
import type { Volume } from "@hilum/volume";
import { readNifti } from "@hilum/volume/nifti";
import { messageOf, StudyError } from "../errors.ts";
import { gunzippedNifti } from "./gunzipped-nifti.ts";
import { reasonOf } from "./text-table-file.ts";

/** A file of a case: where it is, and the name under which messages speak of it (the table's own, without folders). */
export interface NamedFile {
  readonly path: string;
  readonly name: string;
}

/** An image and the mask of one lesion on the same grid. */
export interface Lesion {
  readonly image: Volume;
  /** 1 inside the lesion, 0 outside. */
  readonly mask: Volume<Uint8Array>;
  readonly warnings: readonly string[];
}

export interface LesionOptions {
  /** Value of the lesion's voxels in the mask; undefined: the only one there is, or 1. */
  readonly label?: number | undefined;
  /** Put a mask on another grid onto the image's (nearest voxel) instead of refusing it. */
  readonly resampleMask?: boolean | undefined;
}

/** The files of a lesion and how to read them, as a task for a worker. */
export interface LesionRequest extends LesionOptions {
  readonly image: NamedFile;
  readonly mask: NamedFile;
}

/** @throws StudyError `missing-file` */
export async function readBytes(file: NamedFile): Promise<Uint8Array> {
  return readFile(file.path).catch((error: unknown) => {
    throw new StudyError("missing-file", `${file.name}: not readable (${reasonOf(error)}).`);
  });
}

/** The volume in a file's bytes. @throws StudyError `volume-file` that names the file. */
export function decodeVolume(bytes: Uint8Array, file: NamedFile): Volume {
  try {
    return readNifti(gunzippedNifti(bytes) ?? bytes);
  } catch (error) {
    throw new StudyError("volume-file", `${file.name}: ${messageOf(error)}`, { cause: error });
  }
}

export async function readVolume(file: NamedFile): Promise<Volume> {
  return decodeVolume(await readBytes(file), file);
}

/**
 * The lesion in the bytes of an image and a mask, geometry checked.
 *
 * @throws StudyError `volume-file`, or `grid-mismatch` that says what differs and by how much.
 */
export function decodeLesion(
  bytes: { readonly image: Uint8Array; readonly mask: Uint8Array },
  files: { readonly image: NamedFile; readonly mask: NamedFile },
  options: LesionOptions = {},
): Lesion {
  const image = decodeVolume(bytes.image, files.image);
  let mask = decodeVolume(bytes.mask, files.mask);
  const warnings: string[] = [];
  const differences = compareGrids(image.grid, mask.grid);
  if (differences.length > 0 && !options.resampleMask) {
    throw new StudyError(
      "grid-mismatch",
      `${files.mask.name} and ${files.image.name} lie on different grids: ${differences.join("; ")}. Export the mask on the ` +
        `image's grid, or have it put there: --resample-mask, or radiomics: { resampleMask: true } in a study file.`,
    );
  }
  if (differences.length > 0) {
    warnings.push(`The mask was put on the image's grid (${differences.join("; ")}).`);
    mask = resample(mask, image.grid, { interpolation: "nearest", outside: 0, as: "same" });
  }
  return { image, mask: selectLabel(mask, options.label ?? onlyLabel(mask)), warnings };
}

export async function readLesion(
  files: { readonly image: NamedFile; readonly mask: NamedFile },
  options: LesionOptions = {},
): Promise<Lesion> {
  const [image, mask] = await Promise.all([readBytes(files.image), readBytes(files.mask)]);
  return decodeLesion({ image, mask }, files, options);
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
