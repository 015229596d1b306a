import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Mat3, Vec3, Volume, VoxelArray } from "@hilum/volume";

interface VoxelType {
  readonly bytes: number;
  readonly make: (length: number) => VoxelArray;
  readonly read: (view: DataView, at: number, littleEndian: boolean) => number;
}

const voxelTypes: Record<string, VoxelType> = {
  short: { bytes: 2, make: (n) => new Int16Array(n), read: (view, at, little) => view.getInt16(at, little) },
  "unsigned short": {
    bytes: 2,
    make: (n) => new Uint16Array(n),
    read: (view, at, little) => view.getUint16(at, little),
  },
  int: { bytes: 4, make: (n) => new Int32Array(n), read: (view, at, little) => view.getInt32(at, little) },
};

/** A three-dimensional NRRD file with attached header, for tests only: integers, raw or gzip, left-posterior-superior. */
export function readNrrd(path: string): Volume {
  const bytes = readFileSync(path);
  const headerEnd = bytes.indexOf("\n\n");
  const fields = Object.fromEntries(
    Array.from(bytes.toString("latin1", 0, headerEnd).matchAll(/^([a-z ]+): (.*)$/gm), ([, name, value]) => [
      name,
      value,
    ]),
  );
  if (fields["space"] !== "left-posterior-superior") throw new Error(`${path} is in ${fields["space"]}`);
  const size = vector(fields["sizes"]);
  const [i, j, k] = fields["space directions"].split(" ").map(vector);
  const spacing: Vec3 = [Math.hypot(...i), Math.hypot(...j), Math.hypot(...k)];
  const row = (axis: number) => [i[axis] / spacing[0], j[axis] / spacing[1], k[axis] / spacing[2]] as const;
  const direction: Mat3 = [...row(0), ...row(1), ...row(2)];

  const content = bytes.subarray(headerEnd + 2);
  const voxels = fields["encoding"] === "gzip" ? gunzipSync(content) : content;
  const view = new DataView(voxels.buffer, voxels.byteOffset, voxels.byteLength);
  const type = voxelTypes[fields["type"]];
  const data = type.make(size[0] * size[1] * size[2]);
  for (let n = 0; n < data.length; n++) data[n] = type.read(view, n * type.bytes, fields["endian"] === "little");
  return { grid: { size, spacing, direction, origin: vector(fields["space origin"]) }, data };
}

/** Three numbers, from "(1,2,3)" or "1 2 3". */
function vector(text: string): Vec3 {
  const [x, y, z] = text.replaceAll(/[()]/g, "").split(/[ ,]/).map(Number);
  return [x, y, z];
}
