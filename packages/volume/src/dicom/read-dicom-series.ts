import { createVolume, voxelCount } from "../grid.ts";
import type { Volume } from "../volume.ts";
import { DicomError } from "./dataset.ts";
import { dicomKind } from "./dicom-kind.ts";
import { parseDicom } from "./parse-dicom.ts";
import type { DecodeFrame } from "./pixel-data/open-frames.ts";
import { openFrames } from "./pixel-data/open-frames.ts";
import type { VoxelTarget } from "./pixel-data/rescale.ts";
import { createVoxels, seriesVoxelType } from "./pixel-data/voxel-type.ts";
import type { SeriesVoxelType } from "./pixel-data/voxel-type.ts";
import type { WasmSource } from "./pixel-data/wasm-decoder.ts";
import { seriesGeometry } from "./series-geometry.ts";
import { sliceName } from "./placed-slice.ts";
import type { SliceHeader } from "./slice-header.ts";
import { sliceHeaders } from "./slice-header.ts";
import { transferSyntaxes } from "./transfer-syntax.ts";

/** A volume read from DICOM, with the slices it was made of. */
export interface DicomVolume extends Volume<VoxelTarget> {
  /** In the order of the volume. */
  readonly slices: readonly SliceHeader[];
  /** What was left out or assumed, in words. */
  readonly warnings: readonly string[];
}

/** A slice that waits for its pixels. */
export interface SliceToDecode {
  /** The whole file; it holds this slice alone. */
  readonly bytes: Uint8Array;
  readonly header: SliceHeader;
  readonly type: SeriesVoxelType;
  /** Its place in the volume. */
  readonly target: VoxelTarget;
}

/** How a series is read. */
export interface ReadDicomSeriesOptions {
  /** Where the codecs of compressed files come from (`nodeWasm` of `@hilum/volume/node`). */
  readonly wasm: WasmSource;
  /** The series to take, where there are several. */
  readonly series?: string;
  /** Names of the files, for messages. */
  readonly names?: readonly string[];
  /** Fills compressed slices side by side, for example with `decodeSlice` in worker threads; default: here, one after the other. */
  readonly decodeCompressed?: (slices: readonly SliceToDecode[]) => Promise<void>;
}

/** More voxels than this are refused, as in the other readers. */
const MOST_VOXELS = 2 ** 29;

/**
 * The volume of a DICOM series, in LPS millimetres; HU for CT. Files of one series in any order, classic or enhanced multi-frame, in
 * any transfer syntax. The voxel type is the narrowest that holds every possible value exactly (`seriesVoxelType`). Structure sets,
 * segmentations and directories among the files are left out with a warning.
 *
 * @param files - The bytes of the files; they are not changed.
 * @throws DicomError as `parseDicom`, `sliceHeaders` and `seriesGeometry`; for the pixels `no-pixels`, `pixels-damaged`,
 * `dicom-unsupported` (colour, lossy JPEG of 12 bits), `dicom-truncated`, `too-large` (above 2^29 voxels).
 */
export async function readDicomSeries(
  files: readonly Uint8Array[],
  options: ReadDicomSeriesOptions,
): Promise<DicomVolume> {
  const { wasm, series, decodeCompressed } = options;
  const { opening, leftOut } = openFiles(files, options);
  const { grid, slices, warnings } = seriesGeometry([...opening.keys()], { series });
  const count = voxelCount(grid);
  if (count > MOST_VOXELS)
    throw new DicomError(
      "too-large",
      `The series has ${grid.size.join("×")} voxels; up to ${MOST_VOXELS} in all can be read.`,
    );
  const type = seriesVoxelType(slices);
  const pixels = count / slices.length;
  // Every file is opened before memory for the volume is taken: sizes that the files cannot fill are found here.
  const decoders = slices.map((header) => within(header, () => opening.get(header)!.decoder(wasm)));
  const data = createVoxels(type, count);
  const target = (k: number): VoxelTarget => data.subarray(k * pixels, (k + 1) * pixels);
  if (decodeCompressed && slices.every(isCompressedFile)) {
    const waiting = slices.map((header, k) => ({ bytes: opening.get(header)!.bytes, header, type, target: target(k) }));
    await decodeCompressed(waiting);
  } else
    for (const [k, header] of slices.entries())
      try {
        // One after the other: a decoder works on one frame at a time anyway.
        // oxlint-disable-next-line no-await-in-loop
        await decoders[k](header, target(k));
      } catch (error) {
        throw placed(error, sliceName(header));
      }
  return { ...createVolume(grid, data), slices, warnings: [...leftOut, ...warnings, ...pixelWarnings(slices)] };
}

function isCompressedFile({ transferSyntax, frameCount }: SliceHeader): boolean {
  return frameCount === 1 && transferSyntaxes.get(transferSyntax)?.codec !== "native";
}

interface OpeningFile {
  readonly bytes: Uint8Array;
  readonly decoder: (wasm: WasmSource) => DecodeFrame;
}

/** The slices of all image files, each with the file that it is in. */
function openFiles(files: readonly Uint8Array[], { names = [] }: ReadDicomSeriesOptions) {
  const opening = new Map<SliceHeader, OpeningFile>();
  const others: string[] = [];
  for (const [n, bytes] of files.entries())
    try {
      const file = parseDicom(bytes);
      const kind = dicomKind(file.dataset);
      if (kind !== "ct" && kind !== "other") {
        others.push(`${names[n] ?? `file ${n + 1}`} (${kind})`);
        continue;
      }
      let opened: DecodeFrame | undefined;
      for (const header of sliceHeaders(file, names[n]))
        opening.set(header, { bytes, decoder: (wasm) => (opened ??= openFrames(file, header, wasm)) });
    } catch (error) {
      throw placed(error, names[n] ?? `file ${n + 1}`);
    }
  const shown = others.slice(0, 5).join(", ");
  const leftOut =
    others.length === 0 ? [] : [`Left out, because they are no images: ${shown}${others.length > 5 ? ", ..." : ""}.`];
  return { opening, leftOut };
}

function within<T>(header: SliceHeader, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw placed(error, sliceName(header));
  }
}

/** The same error, saying in which image it happened. */
function placed(error: unknown, where: string): unknown {
  return error instanceof DicomError
    ? new DicomError(error.code, `In ${where}: ${error.message}`, { cause: error })
    : error;
}

function pixelWarnings(slices: readonly SliceHeader[]): string[] {
  const lossy = slices.filter((header) => header.lossy).length;
  const inverted = slices.filter(({ photometric }) => photometric === "MONOCHROME1").length;
  return [
    ...(lossy > 0
      ? [
          `${lossy} of ${slices.length} images were compressed with loss: their values differ from what the scanner measured.`,
        ]
      : []),
    ...(inverted > 0
      ? [
          `${inverted} of ${slices.length} images are meant to be shown inverted (MONOCHROME1); their values were kept as stored.`,
        ]
      : []),
  ];
}
