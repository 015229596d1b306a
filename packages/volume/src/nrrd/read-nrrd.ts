import { gunzip } from "../gunzip.ts";
import type { Detached, Inflate } from "../stored/data-files.ts";
import { dataParts } from "../stored/data-files.ts";
import type { StoredPart } from "../stored/decode-stored.ts";
import { decodeStored } from "../stored/decode-stored.ts";
import { storedTypes } from "../stored/stored-types.ts";
import { textVoxels } from "../stored/text-voxels.ts";
import type { Volume, VoxelArray } from "../volume.ts";
import { VolumeError } from "../volume.ts";
import { readHeaderText } from "./header-text.ts";
import type { NrrdEncoding, NrrdLayout } from "./layout.ts";
import { readLayout } from "./layout.ts";
import { gridOf } from "./orientation.ts";

/** What a NRRD file needs beside its own bytes. */
export interface ReadNrrdOptions {
  /** Content of a data file that a detached header (.nhdr) names; only plain names at or below the header's folder are asked for. */
  readonly detached?: Detached;
  /** A faster gunzip, for example Node's. Default: a portable one. */
  readonly inflate?: Inflate;
}

/**
 * The image or mask of a NRRD file (.nrrd, or .nhdr with its data files), in LPS millimetres.
 *
 * Versions NRRD0001 to NRRD0005; raw, gzip and text; every integer and float type (64-bit integers become Float64Array). Axes with
 * one sample that lie outside space are dropped. Spaces without anatomy (3D-right-handed, scanner-xyz, `spacings` alone) are taken
 * as LPS. The measurement frame, comments and key/value pairs are not used. Memory and time are bounded by the data that are
 * really there.
 *
 * @throws VolumeError `not-nrrd`, `nrrd-header` (contradictions, unknown fields, no spacing), `nrrd-unsupported` (bzip2, vectors, colours,
 * 2-D, spaces with time), `bad-grid` (sheared or without length), `bad-data-file` (a name that leaves the folder), `no-data-file`,
 * `wrong-length`, `gzip-damaged`, `bad-voxels`, `too-large`, `value-too-large`.
 * @see https://teem.sourceforge.net/nrrd/format.html
 */
export function readNrrd(bytes: Uint8Array, options: ReadNrrdOptions = {}): Volume {
  const text = readHeaderText(bytes);
  const layout = readLayout(text);
  const grid = gridOf(layout.size, layout.axes, text.fields);
  const parts = dataParts(bytes.subarray(text.dataOffset), layout.files, options.detached);
  return { grid, data: decode(parts, layout, options.inflate) };
}

/** Where the voxels of a NRRD file are, for callers that fetch them. */
export interface NrrdHeader {
  readonly encoding: NrrdEncoding;
  /** Data files to hand in, relative to the header's folder; none if the data follow the header. */
  readonly dataFiles: readonly string[];
  /** Where the data begin if they follow the header. */
  readonly dataOffset: number;
  /** Bytes of all voxels after decompression. */
  readonly dataLength: number;
}

/**
 * What a NRRD header says about its data.
 *
 * @throws VolumeError as `readNrrd` for a header that makes no sense.
 */
export function nrrdHeader(bytes: Uint8Array): NrrdHeader {
  const text = readHeaderText(bytes);
  const { encoding, files, voxelCount, type } = readLayout(text);
  return {
    encoding,
    dataFiles: files ?? [],
    dataOffset: text.dataOffset,
    dataLength: voxelCount * storedTypes[type].bytes,
  };
}

function decode(parts: readonly Uint8Array[], layout: NrrdLayout, inflate: Inflate | undefined): VoxelArray {
  const { type, encoding, lineSkip, byteSkip, voxelsPerFile } = layout;
  const bodies = parts.map((part) => afterLines(part, lineSkip));
  if (encoding === "text") {
    const texts = bodies.map((body) => body.subarray(Math.min(byteSkip, body.length)));
    return textVoxels(texts, type, layout.voxelCount);
  }
  const length = voxelsPerFile * storedTypes[type].bytes;
  const stored = bodies.map((body): StoredPart => {
    if (encoding === "raw") return { bytes: rawData(body, byteSkip, length, layout), fresh: false };
    const whole = byteSkip + length;
    const fast = inflate?.(body, whole);
    const inflated = fast?.length === whole ? fast : gunzip(body, 0, () => whole);
    return { bytes: inflated.subarray(byteSkip), fresh: true };
  });
  return decodeStored(stored, type, layout.littleEndian);
}

function afterLines(bytes: Uint8Array, lines: number): Uint8Array {
  let at = 0;
  for (let n = 0; n < lines; n++) {
    const end = bytes.indexOf(10, at);
    if (end < 0)
      throw new VolumeError("wrong-length", `The header passes over ${lines} lines of the data, which have only ${n}.`);
    at = end + 1;
  }
  return bytes.subarray(at);
}

function rawData(bytes: Uint8Array, byteSkip: number, length: number, { size, type }: NrrdLayout): Uint8Array {
  const start = byteSkip < 0 ? bytes.length - length : byteSkip;
  if (start < 0 || start + length !== bytes.length)
    throw new VolumeError(
      "wrong-length",
      `There are ${bytes.length} bytes of data; the header (${size.join("×")} ${type} voxels${byteSkip > 0 ? ` after ${byteSkip} bytes` : ""}) ` +
        `announces ${Math.max(0, byteSkip) + length}. Ask for an undamaged copy.`,
    );
  return bytes.subarray(start);
}
