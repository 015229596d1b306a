import { basename } from "node:path";
import { compareGrids, selectLabel } from "@hilum/volume";
import type { Volume } from "@hilum/volume";
import { dicomKind, parseDicom, readSegmentation, segmentMask, writeSegmentation } from "@hilum/volume/dicom";
import type { SegmentToWrite } from "@hilum/volume/dicom";
import { StudyError } from "../../errors.ts";
import { writeFileAtomic } from "../atomic-file.ts";
import { version } from "../version.ts";
import { withWorkerPool } from "../worker-pool.ts";
import type { WorkerPool } from "../worker-pool.ts";
import { decodeImage } from "./decode-image.ts";
import type { DecodedImage } from "./decode-image.ts";
import { decodeMask, noNames } from "./decode-mask.ts";
import type { MaskChoice } from "./decode-mask.ts";
import { encodeVolume, volumeFormat } from "./encode-volume.ts";
import { namingErrors, readStoredImage } from "./stored-image.ts";
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

/**
 * Writes an image or mask in another format: NIfTI, NRRD, MetaImage, or a mask as DICOM SEG on its series.
 *
 * @throws StudyError `format` for an unknown ending, `image` where the image is needed and not given; those of the readers.
 */
export async function convertImage(input: string, out: string, options: ConvertOptions = {}): Promise<Conversion> {
  const asSegmentation = /\.dcm$/i.test(out);
  const format = asSegmentation ? "DICOM SEG" : volumeFormat(out, ", and .dcm (DICOM SEG of a mask)").name;
  const { volume, warnings, image } = await withWorkerPool((pool) => readInput(input, options, pool));
  await writeFileAtomic(out, asSegmentation ? segmentationOf(volume, image, options) : encodeVolume(volume, out));
  const { size, spacing } = volume.grid;
  return { out, format, size, spacing, warnings };
}

interface Input {
  readonly volume: Volume;
  readonly warnings: readonly string[];
  /** The image that was given beside a mask. */
  readonly image?: { readonly stored: StoredImage; readonly decoded: DecodedImage };
}

async function readInput(input: string, options: ConvertOptions, pool: WorkerPool): Promise<Input> {
  const stored = await readStoredImage({ path: input, name: basename(input) });
  const { label, roi, series } = options;
  const labelled = (volume: Volume): Volume => (label === undefined ? volume : selectLabel(volume, label));
  if (options.image === undefined) {
    const own = ownMask(stored, options);
    if (own !== undefined) return { volume: own, warnings: [] };
    if (roi !== undefined) throw noNames(stored.name, roi);
    const { volume, warnings } = await decodeImage(stored, { series, pool });
    return { volume: labelled(volume), warnings };
  }
  const image = await readStoredImage({ path: options.image, name: basename(options.image) });
  const decoded = await decodeImage(image, { series, pool });
  const { mask, chosen, warnings } = await decodeMask(stored, decoded, { label, roi });
  const differences = compareGrids(decoded.volume.grid, mask.grid);
  const remark =
    differences.length > 0 ? [`The mask does not lie on the image's grid: ${differences.join("; ")}.`] : [];
  return {
    volume: chosen ? mask : labelled(mask),
    warnings: [...decoded.warnings, ...warnings, ...remark],
    image: { stored: image, decoded },
  };
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

function segmentationOf(volume: Volume, image: Input["image"], { segments }: ConvertOptions): Uint8Array {
  const series = image?.decoded.series;
  if (image === undefined || series === undefined)
    throw new StudyError(
      "image",
      `A DICOM SEG needs the DICOM series that the mask lies on: --image DIR.${image ? ` ${image.stored.name} is ${image.stored.format}.` : ""}`,
    );
  return namingErrors(image.stored.name, () =>
    writeSegmentation(wholeNumbers(volume), {
      series: image.stored.files.filter(({ name }) => series.files.has(name)).map(({ bytes }) => parseDicom(bytes)),
      segments: (segments ?? ["Nodule"]).map((label, i): SegmentToWrite => ({ value: i + 1, label })),
      softwareVersion: version,
    }),
  );
}

/** A mask's values as bytes. @throws StudyError `mask-values` */
function wholeNumbers({ grid, data }: Volume): Volume<Uint8Array> {
  const strange = data.find((value) => !Number.isInteger(value) || value < 0 || value > 255);
  if (strange !== undefined)
    throw new StudyError(
      "mask-values",
      `The mask holds the value ${strange}; whole numbers from 0 to 255 mark segments. Is it an image?`,
    );
  return { grid, data: data instanceof Uint8Array ? data : new Uint8Array(data) };
}
