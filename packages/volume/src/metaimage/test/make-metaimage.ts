import { strToU8, zlibSync } from "fflate";

/** The fields of a MetaImage header; one that is `undefined` is left out. */
export type MetaImageFields = Readonly<Record<string, string | undefined>>;

/** A healthy header: 2×3×4 int16 voxels of 0.75 × 0.75 × 2 mm. */
export const plainFields: MetaImageFields = {
  ObjectType: "Image",
  NDims: "3",
  BinaryData: "True",
  BinaryDataByteOrderMSB: "False",
  CompressedData: "False",
  TransformMatrix: "1 0 0 0 1 0 0 0 1",
  Offset: "-100 -80.5 30",
  ElementSpacing: "0.75 0.75 2",
  DimSize: "2 3 4",
  ElementType: "MET_SHORT",
};

/**
 * A MetaImage from its header and the bytes of its data, in one file unless `ElementDataFile` says otherwise; the maker shares no code with the
 * reader under test.
 */
export function makeMetaImage(changes: MetaImageFields, data: Uint8Array): Uint8Array {
  const fields: MetaImageFields = { ...plainFields, ...changes };
  const lines = Object.entries(fields).flatMap(([field, value]) =>
    value === undefined || field === "ElementDataFile" ? [] : [`${field} = ${value}\n`],
  );
  const header = strToU8(`${lines.join("")}ElementDataFile = ${fields["ElementDataFile"] ?? "LOCAL"}\n`);
  const body = fields["CompressedData"] === "True" ? zlibSync(data) : data;
  const file = new Uint8Array(header.length + body.length);
  file.set(header);
  file.set(body, header.length);
  return file;
}
