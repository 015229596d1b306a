import { basename } from "node:path";
import { gzipSync } from "node:zlib";
import { compareGrids } from "@hilum/volume";
import type { Volume } from "@hilum/volume";
import { dicomKind, parseDicom, readSegmentation, segmentMask, writeSegmentation } from "@hilum/volume/dicom";
import type { DicomFile, SegmentToWrite } from "@hilum/volume/dicom";
import { writeMetaImage } from "@hilum/volume/metaimage";
import { writeNifti } from "@hilum/volume/nifti";
import { writeNrrd } from "@hilum/volume/nrrd";
import { StudyError } from "../../errors.ts";
import { writeFileAtomic } from "../atomic-file.ts";
import { version } from "../version.ts";
import { withWorkerPool } from "../worker-pool.ts";
import type { WorkerPool } from "../worker-pool.ts";
import { decodeImage } from "./decode-image.ts";
import type { DecodedImage } from "./decode-image.ts";
import { decodeMask } from "./decode-mask.ts";
import type { MaskChoice } from "./decode-mask.ts";
import { namedError, namingErrors, readStoredImage } from "./stored-image.ts";
import type { StoredImage } from "./stored-image.ts";

export interface ConvertOptions extends MaskChoice {
  /** The image that a mask belongs to: its grid is that of an RTSTRUCT's mask, its series that of a DICOM SEG that is written. */
  readonly image?: string | undefined;
  /** Series instance UID, where a folder holds several. */
  readonly series?: string | undefined;
  /** What a DICOM SEG calls the values of the mask, the value 1 first; default "Nodule". */
  readonly segments?: readonly string[] | undefined;
}

/** What was written. */
export interface Conversion {
  readonly out: string;
  readonly format: string;
  readonly size: Volume["grid"]["size"];
  readonly spacing: Volume["grid"]["spacing"];
  readonly warnings: readonly string[];
}

/** How a volume becomes the bytes of a file, by the ending of its name. */
const formats: readonly {
  readonly ending: RegExp;
  readonly name: string;
  readonly write: (volume: Volume) => Uint8Array;
}[] = [
  // Node's own gzip is several times as fast as the portable one.
  { ending: /\.nii\.gz$/i, name: "NIfTI", write: (volume) => gzipSync(writeNifti(volume, { gzip: false })) },
  { ending: /\.nii$/i, name: "NIfTI", write: (volume) => writeNifti(volume, { gzip: false }) },
  { ending: /\.nrrd$/i, name: "NRRD", write: (volume) => writeNrrd(volume) },
  { ending: /\.mha$/i, name: "MetaImage", write: (volume) => writeMetaImage(volume) },
];

/**
 * Writes an image or mask in another format: NIfTI, NRRD, MetaImage, or a mask as DICOM SEG on its series.
 *
 * @throws StudyError `format` for an unknown ending, `image` where the image is needed and not given; those of the readers.
 */
export async function convertImage(input: string, out: string, options: ConvertOptions = {}): Promise<Conversion> {
  const format = formats.find(({ ending }) => ending.test(out));
  const asSegmentation = /\.dcm$/i.test(out);
  if (format === undefined && !asSegmentation)
    throw new StudyError(
      "format",
      `${basename(out)}: the ending says the format; .nii.gz, .nii, .nrrd and .mha are written, and .dcm (DICOM SEG of a mask).`,
    );
  const { volume, warnings, image } = await withWorkerPool((pool) => readInput(input, options, pool));
  const bytes =
    format === undefined
      ? segmentationOf(volume, image, options)
      : namingErrors(basename(out), () => format.write(volume));
  await writeFileAtomic(out, bytes);
  const { size, spacing } = volume.grid;
  return { out, format: format?.name ?? "DICOM SEG", size, spacing, warnings };
}

interface Input {
  readonly volume: Volume;
  readonly warnings: readonly string[];
  /** The image that was given beside a mask. */
  readonly image?: StoredImage;
}

async function readInput(input: string, options: ConvertOptions, pool: WorkerPool): Promise<Input> {
  const stored = await readStoredImage({ path: input, name: basename(input) });
  const { label, roi, series } = options;
  if (options.image === undefined) {
    const own = ownMask(stored, options);
    if (own !== undefined) return { volume: own, warnings: [] };
    if (roi !== undefined) throw imageNeeded(stored.name, "its regions");
    return decodeImage(stored, { series, pool });
  }
  const image = await readStoredImage({ path: options.image, name: basename(options.image) });
  const decoded: DecodedImage = await decodeImage(image, { series, pool });
  const { mask, warnings } = await decodeMask(stored, decoded, { label, roi });
  const differences = compareGrids(decoded.volume.grid, mask.grid);
  const remark =
    differences.length > 0 ? [`The mask does not lie on the image's grid: ${differences.join("; ")}.`] : [];
  return { volume: mask, warnings: [...decoded.warnings, ...warnings, ...remark], image };
}

/** A DICOM SEG has a grid of its own; an RTSTRUCT has none. */
function ownMask({ name, format, files }: StoredImage, { label, roi }: ConvertOptions): Volume | undefined {
  if (format !== "dicom" || files.length !== 1) return undefined;
  return namingErrors(name, () => {
    const file = parseDicom(files[0]!.bytes);
    const kind = dicomKind(file.dataset);
    if (kind === "structure-set") throw imageNeeded(name, "an RTSTRUCT");
    const segment = roi ?? label;
    return kind === "segmentation"
      ? segmentMask(readSegmentation(file), segment === undefined ? {} : { segment })
      : undefined;
  });
}

function imageNeeded(name: string, what: string): StudyError {
  return new StudyError(
    "image",
    `${name}: ${what} can only be drawn on the grid of its image. Give that too: --image DIR_OR_FILE.`,
  );
}

function segmentationOf(volume: Volume, image: StoredImage | undefined, { segments }: ConvertOptions): Uint8Array {
  if (image?.format !== "dicom")
    throw new StudyError(
      "image",
      "A DICOM SEG needs the DICOM series that the mask lies on: --image DIR." +
        (image === undefined ? "" : ` ${image.name} is ${image.format}.`),
    );
  try {
    const series: DicomFile[] = image.files
      .map(({ bytes }) => parseDicom(bytes))
      .filter(({ dataset }) => dicomKind(dataset) === "ct");
    return writeSegmentation(wholeNumbers(volume), {
      series,
      segments: (segments ?? ["Nodule"]).map((label, i): SegmentToWrite => ({ value: i + 1, label })),
      softwareVersion: version,
    });
  } catch (error) {
    throw namedError(image.name, error);
  }
}

/** A mask's values as bytes. @throws StudyError `mask-values` */
function wholeNumbers({ grid, data }: Volume): Volume<Uint8Array> {
  const strange = data.find((value) => !Number.isInteger(value) || value < 0 || value > 255);
  if (strange !== undefined)
    throw new StudyError(
      "mask-values",
      `The mask holds the value ${strange}; whole numbers from 0 to 255 mark segments. Is it an image?`,
    );
  return { grid, data: data instanceof Uint8Array ? data : Uint8Array.from(data) };
}
