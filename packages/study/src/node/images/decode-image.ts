import { basename } from "node:path";
import type { Volume } from "@hilum/volume";
import { DicomError } from "@hilum/volume/dicom";
import { readMetaImage } from "@hilum/volume/metaimage";
import { readNifti } from "@hilum/volume/nifti";
import { readNrrd } from "@hilum/volume/nrrd";
import { StudyError } from "../../errors.ts";
import type { WorkerPool } from "../worker-pool.ts";
import { decodeSeries } from "./decode-series.ts";
import { gunzippedNifti } from "./gunzipped-nifti.ts";
import { nodeInflate } from "./node-inflate.ts";
import { namedError, readStoredImage } from "./stored-image.ts";
import type { StoredImage } from "./stored-image.ts";

/** How an image is decoded. */
export interface DecodeImageOptions {
  /** Series instance UID, where a folder holds several series. */
  readonly series?: string | undefined;
  /** Threads that decode compressed slices side by side; without it, one slice after the other. */
  readonly pool?: WorkerPool | undefined;
}

/** A volume and what the file said besides. */
export interface DecodedImage {
  readonly volume: Volume;
  readonly warnings: readonly string[];
  /** Of DICOM only: by which masks find their image, and the names of the files that it was made of. */
  readonly series?: {
    readonly uid: string;
    readonly frameOfReferenceUid?: string | undefined;
    readonly files: ReadonlySet<string>;
  };
}

/** The volume in the bytes of an image. @throws StudyError `volume-file` that names the file. */
export async function decodeImage(stored: StoredImage, options: DecodeImageOptions = {}): Promise<DecodedImage> {
  try {
    if (stored.format === "dicom") return await decodeSeries(stored, options);
    return { volume: decodeFile(stored), warnings: [] };
  } catch (error) {
    const hint =
      error instanceof DicomError && error.code === "several-series" ? " On the command line: --series UID." : "";
    throw namedError(stored.name, error, hint);
  }
}

/** The volume of a file or of a folder with a DICOM series. @throws StudyError `missing-file`, `volume-file`. */
export async function readImage(path: string, options: DecodeImageOptions = {}): Promise<DecodedImage> {
  return decodeImage(await readStoredImage({ path, name: basename(path) }), options);
}

/** The volume of one file, with the data files that its header names. */
function decodeFile({ name, format, files }: StoredImage): Volume {
  const [header, ...data] = files;
  const { bytes } = header!;
  const detached = (wanted: string): Uint8Array => {
    const found = data.find((file) => file.name === wanted);
    if (found === undefined) throw new StudyError("missing-file", `${name}: the data file ${wanted} was not read.`);
    return found.bytes;
  };
  if (format === "nrrd") return readNrrd(bytes, { detached, inflate: nodeInflate });
  if (format === "metaimage") return readMetaImage(bytes, { detached, inflate: nodeInflate });
  return readNifti(gunzippedNifti(bytes) ?? bytes);
}
