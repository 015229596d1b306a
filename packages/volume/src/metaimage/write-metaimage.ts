import { strToU8, zlibSync } from "fflate";
import type { Volume } from "../volume.ts";
import { voxelType } from "../voxel-array.ts";
import { elementTypeWords } from "./element-types.ts";

/** How an image is written. */
export interface WriteMetaImageOptions {
  /** Compress the voxels. Default: true. */
  readonly compressed?: boolean;
}

/**
 * A MetaImage in one file (.mha, LPS, little-endian, the volume's own voxel type), the same bytes for the same volume on every day.
 * Numbers of the geometry are written so that they come back as the same doubles.
 */
export function writeMetaImage(volume: Volume, options: WriteMetaImageOptions = {}): Uint8Array {
  const { grid, data } = volume;
  const { direction: m } = grid;
  const voxels = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const compressed = options.compressed !== false;
  const body = compressed ? zlibSync(voxels) : voxels;
  const header = [
    "ObjectType = Image",
    "NDims = 3",
    "BinaryData = True",
    "BinaryDataByteOrderMSB = False",
    `CompressedData = ${compressed ? "True" : "False"}`,
    ...(compressed ? [`CompressedDataSize = ${body.length}`] : []),
    // The axes' unit vectors one after another: the columns of our row-major matrix.
    `TransformMatrix = ${[m[0], m[3], m[6], m[1], m[4], m[7], m[2], m[5], m[8]].map((x) => x + 0).join(" ")}`,
    `Offset = ${grid.origin.map((x) => x + 0).join(" ")}`,
    "CenterOfRotation = 0 0 0",
    `ElementSpacing = ${grid.spacing.join(" ")}`,
    `DimSize = ${grid.size.join(" ")}`,
    `ElementType = ${elementTypeWords[voxelType(data)]}`,
    "ElementDataFile = LOCAL",
    "",
  ].join("\n");
  const head = strToU8(header);
  const file = new Uint8Array(head.length + body.length);
  file.set(head);
  file.set(body, head.length);
  return file;
}
