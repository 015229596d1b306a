import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readImageNode, writeImageNode } from "@itk-wasm/image-io";
import type { Mat3, Vec3, Volume, VoxelArray } from "../volume.ts";
import { voxelTypes, voxelArrays } from "../voxel-array.ts";
import type { SuiteType, WrittenFiles } from "./reader-suite.ts";

type ItkImage = Parameters<typeof writeImageNode>[0];

/** ITK (compiled to WebAssembly) writes an image under this name; the extension chooses the format. */
export function itkWrites(name: string, compressed: boolean) {
  return (volume: Volume, type: SuiteType): Promise<WrittenFiles> =>
    inFolder(async (folder) => {
      await writeImageNode(itkImage(volume, type), join(folder, name), { useCompression: compressed });
      const beside = new Map(
        readdirSync(folder).map((file) => [file, new Uint8Array(readFileSync(join(folder, file)))]),
      );
      return { bytes: beside.get(name) ?? new Uint8Array(0), beside };
    });
}

/** ITK reads the file with these bytes. */
export function itkReads(name: string) {
  return (bytes: Uint8Array): Promise<Volume> =>
    inFolder(async (folder) => {
      writeFileSync(join(folder, name), bytes);
      const { size, spacing, origin, direction, data } = await readImageNode(join(folder, name));
      const found = voxelTypes.map((type) => voxelArrays[type]).find((array) => data instanceof array);
      if (found === undefined || data === null) throw new Error(`ITK read voxels of another type: ${String(data)}`);
      const grid = {
        size: vec3(size),
        spacing: vec3(spacing),
        origin: vec3(origin),
        direction: mat3(Array.from(direction, Number)),
      };
      // A copy: ITK's array lies in the memory of the WebAssembly machine.
      return { grid, data: new found(Array.from(data, Number)) };
    });
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "hilum-itk-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function itkImage({ grid, data }: Volume, type: SuiteType): ItkImage {
  return {
    imageType: { dimension: 3, componentType: type, pixelType: "Scalar", components: 1 },
    name: "image",
    size: [...grid.size],
    spacing: [...grid.spacing],
    origin: [...grid.origin],
    direction: new Float64Array(grid.direction),
    metadata: new Map(),
    data: stored(data, type),
  };
}

function stored(data: VoxelArray, type: SuiteType): VoxelArray | BigInt64Array | BigUint64Array {
  if (type === "int64") return BigInt64Array.from(data, BigInt);
  if (type === "uint64") return BigUint64Array.from(data, BigInt);
  return data;
}

function vec3([x, y, z]: readonly number[]): Vec3 {
  return [x, y, z];
}

function mat3([a, b, c, d, e, f, g, h, i]: readonly number[]): Mat3 {
  return [a, b, c, d, e, f, g, h, i];
}
