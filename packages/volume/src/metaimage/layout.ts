import { checkedCount } from "../stored/checked-size.ts";
import { dataFileNames, voxelsPerFile } from "../stored/data-files.ts";
import type { StoredType } from "../stored/stored-types.ts";
import type { Vec3 } from "../volume.ts";
import { elementType } from "./element-types.ts";
import type { Fields } from "./fields.ts";
import { flag, numbers, required, whole } from "./fields.ts";
import type { MetaImageText } from "./header-text.ts";
import { metaImageError, unsupported } from "./metaimage-error.ts";

/** Where the voxels of a MetaImage are and how they are written. */
export interface MetaImageLayout {
  readonly dimensions: number;
  readonly size: Vec3;
  readonly type: StoredType;
  readonly littleEndian: boolean;
  readonly encoding: "raw" | "zlib" | "text";
  /** Compressed bytes, where the header says. */
  readonly compressedSize: number | undefined;
  /** Bytes to pass over at the beginning of each data file; −1: the data are its end. */
  readonly headerSize: number;
  readonly voxelCount: number;
  /** Data files relative to the header's folder; `undefined` if the data follow the header (LOCAL). */
  readonly files: readonly string[] | undefined;
  readonly voxelsPerFile: number;
}

/** @throws VolumeError `metaimage-header`, `metaimage-unsupported`, `bad-grid`, `too-large` or `bad-data-file`. */
export function readLayout(text: MetaImageText): MetaImageLayout {
  const { fields } = text;
  const dimensions = whole(fields, "NDims", 1, 10);
  const size = spatialSize(numbers("DimSize", required(fields, "DimSize"), dimensions));
  refuseOtherContent(fields);
  const word = required(fields, "ElementType");
  const type = elementType(word);
  if (type === undefined)
    throw unsupported(
      `The ElementType is ${JSON.stringify(word.slice(0, 80))}; one number for each voxel is needed (MET_UCHAR to MET_DOUBLE, 8 to 64 bits).`,
    );
  const voxelCount = checkedCount(size, type);
  const files = dataFiles(text);
  const encoding =
    flag(fields, "CompressedData") === true ? "zlib" : flag(fields, "BinaryData") === false ? "text" : "raw";
  const headerSize = whole(fields, "HeaderSize", -1, 2 ** 31, 0);
  if (headerSize < 0 && encoding !== "raw")
    throw metaImageError(
      `The HeaderSize is ${headerSize} for ${encoding} data; that is only defined for uncompressed binary data.`,
    );
  return {
    dimensions,
    size,
    type,
    littleEndian: !bigEndian(fields),
    encoding,
    compressedSize: fields.has("CompressedDataSize") ? whole(fields, "CompressedDataSize", 0, 2 ** 40) : undefined,
    headerSize,
    voxelCount,
    files,
    voxelsPerFile: voxelsPerFile(voxelCount, files),
  };
}

function spatialSize(sizes: readonly number[]): Vec3 {
  if (sizes.length < 3)
    throw unsupported(
      `The image has ${sizes.length} dimensions (${sizes.join("×")}); a volume needs 3. Save the slices as one 3-D image first.`,
    );
  if (sizes.slice(3).some((n) => n !== 1))
    throw unsupported(
      `The image has ${sizes.length} dimensions (${sizes.join("×")}); one volume in space is needed. Extract one time point first.`,
    );
  return [sizes[0], sizes[1], sizes[2]];
}

function refuseOtherContent(fields: Fields): void {
  const object = fields.get("ObjectType") ?? "Image";
  if (object !== "Image")
    throw unsupported(`The file holds an object of type ${JSON.stringify(object.slice(0, 80))}, not an image.`);
  const channels = whole(fields, "ElementNumberOfChannels", 1, 2 ** 16, 1);
  if (channels !== 1)
    throw unsupported(
      `Each voxel has ${channels} channels; one number for each voxel is needed. Extract one channel first.`,
    );
  const slope = numbers("ElementToIntensityFunctionSlope", fields.get("ElementToIntensityFunctionSlope") ?? "1", 1)[0];
  const offset = numbers(
    "ElementToIntensityFunctionOffset",
    fields.get("ElementToIntensityFunctionOffset") ?? "0",
    1,
  )[0];
  // ITK passes over both silently, so that no reader of such a file could know what its author saw.
  if (slope !== 1 || offset !== 0)
    throw unsupported(
      `The header asks to scale the voxels by ${slope} and to add ${offset} (ElementToIntensityFunction), which other readers ignore. Save ` +
        "the image with its intensities first.",
    );
}

function bigEndian(fields: Fields): boolean {
  const binary = flag(fields, "BinaryDataByteOrderMSB");
  const element = flag(fields, "ElementByteOrderMSB");
  if (binary !== undefined && element !== undefined && binary !== element)
    throw metaImageError(
      `The header says BinaryDataByteOrderMSB = ${binary} and ElementByteOrderMSB = ${element}; one byte order is needed.`,
    );
  return binary ?? element ?? false;
}

function dataFiles({ fields, list }: MetaImageText): string[] | undefined {
  const written = required(fields, "ElementDataFile");
  return /^local$/i.test(written) ? undefined : dataFileNames(written, list);
}
