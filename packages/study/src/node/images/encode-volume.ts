import { basename } from "node:path";
import { gzipSync } from "node:zlib";
import type { Volume } from "@hilum/volume";
import { writeMetaImage } from "@hilum/volume/metaimage";
import { writeNifti } from "@hilum/volume/nifti";
import { writeNrrd } from "@hilum/volume/nrrd";
import { StudyError } from "../../errors.ts";
import { namingErrors } from "./stored-image.ts";

/** A format that volumes are written in. */
export interface VolumeFormat {
  readonly name: string;
  readonly ending: RegExp;
  readonly encode: (volume: Volume) => Uint8Array;
}

/** Endings of files' names, and what stands in such files. */
const formats: readonly VolumeFormat[] = [
  // Node's own gzip is several times as fast as the portable one.
  { name: "NIfTI", ending: /\.nii\.gz$/i, encode: (volume) => gzipSync(writeNifti(volume, { gzip: false })) },
  { name: "NIfTI", ending: /\.nii$/i, encode: (volume) => writeNifti(volume, { gzip: false }) },
  { name: "NRRD", ending: /\.nrrd$/i, encode: (volume) => writeNrrd(volume) },
  { name: "MetaImage", ending: /\.mha$/i, encode: (volume) => writeMetaImage(volume) },
];

/**
 * The format of a file that is to be written, by the ending of its name.
 *
 * @param others - endings of other formats that the caller writes, for the message.
 * @throws StudyError `format`
 */
export function volumeFormat(path: string, others = ""): VolumeFormat {
  const format = formats.find(({ ending }) => ending.test(path));
  if (format === undefined)
    throw new StudyError(
      "format",
      `${basename(path)}: the ending says the format; .nii.gz, .nii, .nrrd and .mha are written${others}.`,
    );
  return format;
}

/** The bytes of a file with this volume. @throws StudyError `format`; `volume-file` if the format cannot hold the values. */
export function encodeVolume(volume: Volume, path: string): Uint8Array {
  const { encode } = volumeFormat(path);
  return namingErrors(basename(path), () => encode(volume));
}
