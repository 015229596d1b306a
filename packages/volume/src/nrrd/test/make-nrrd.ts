import { gzipSync, strToU8 } from "fflate";

/** The lines of a NRRD header by field name, as in the definition; a field that is `undefined` is left out. */
export type NrrdFields = Readonly<Record<string, string | undefined>>;

/** A healthy header: 2×3×4 int16 voxels of 0.75 × 0.75 × 2 mm in LPS. */
export const plainFields: NrrdFields = {
  type: "short",
  dimension: "3",
  space: "left-posterior-superior",
  sizes: "2 3 4",
  "space directions": "(0.75,0,0) (0,0.75,0) (0,0,2)",
  "space origin": "(-100,-80.5,30)",
  endian: "little",
  encoding: "raw",
};

/** A NRRD file from its header and the bytes of its data; the maker shares no code with the reader under test. */
export function makeNrrd(changes: NrrdFields, data: Uint8Array, magic = "NRRD0004"): Uint8Array {
  const lines = Object.entries({ ...plainFields, ...changes }).flatMap(([field, value]) =>
    value === undefined ? [] : [`${field}: ${value}\n`],
  );
  const header = strToU8(`${magic}\n${lines.join("")}\n`);
  const body = { ...plainFields, ...changes }.encoding === "gzip" ? gzipSync(data, { mtime: 0 }) : data;
  const file = new Uint8Array(header.length + body.length);
  file.set(header);
  file.set(body, header.length);
  return file;
}
