import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Grid, Mat3, Vec3, Volume, VoxelArray } from "../volume.ts";
import type { VoxelType } from "../voxel-array.ts";
import { voxelArrays, voxelTypes } from "../voxel-array.ts";
import { anyGrid } from "./arbitraries.ts";

/** Voxel types of files; the 64-bit integers become doubles when read. */
export type SuiteType = VoxelType | "int64" | "uint64";

/** The files of one image as a program left them: the one to open, and those beside it. */
export interface WrittenFiles {
  readonly bytes: Uint8Array;
  readonly beside: ReadonlyMap<string, Uint8Array>;
}

/** A file format's reader (and writer), with another program to compare it with. */
export interface ReaderUnderTest {
  readonly read: (files: WrittenFiles) => Volume | Promise<Volume>;
  readonly write?: (volume: Volume, compressed: boolean) => Uint8Array;
  /** The other program's ways to write an image, by name ("compressed", "in two files"); the first is used for every voxel type. */
  readonly writtenByOther: Readonly<Record<string, (volume: Volume, type: SuiteType) => Promise<WrittenFiles>>>;
  /** The image that the other program reads from a file that we wrote. */
  readonly readByOther?: (bytes: Uint8Array) => Promise<Volume>;
  /** Types that the format has. Default: all. */
  readonly types?: readonly SuiteType[];
  /** How well the format keeps lengths and directions: relative to the larger of 1 and the number. */
  readonly precision: number;
}

/** What every reader of a file format must show: size, spacing, origin, direction and values of another program's files, and the way back. */
export function describeReader(name: string, reader: ReaderUnderTest): void {
  const { read, write, readByOther, precision } = reader;
  const ways = Object.entries(reader.writtenByOther);

  describe(`${name} files of another program`, () => {
    test.each(reader.types ?? suiteTypes)(
      "%s voxels, from the lowest to the highest, keep their values",
      async (type) => {
        const volume = { grid: suiteGrids.anisotropic, data: extremes(type) };
        const found = await read(await ways[0][1](volume, type));
        expect(found.data).toEqual(volume.data);
      },
    );

    const cases = ways.flatMap(([way, written]) =>
      Object.entries(suiteGrids).map(([orientation, grid]) => [way, orientation, grid, written] as const),
    );
    test.each(cases)(
      "%s, %s: size, spacing, origin, direction and values",
      async (_way, _orientation, grid, written) => {
        const volume = { grid, data: extremes("int16") };
        const found = await read(await written(volume, "int16"));
        expectGrid(found.grid, grid, precision);
        expect(found.data).toEqual(volume.data);
      },
    );
  });

  if (write === undefined) return;
  describe(`${name} files that we write`, () => {
    const alone = (bytes: Uint8Array): WrittenFiles => ({ bytes, beside: new Map() });

    test("come back as the same image, whatever the grid, the voxel type and the compression", async () => {
      await fc.assert(
        fc.asyncProperty(anyGrid(5), fc.constantFrom(...voxelTypes), fc.boolean(), async (grid, type, compressed) => {
          const values = extremes(type);
          const data = new voxelArrays[type](
            Array.from({ length: grid.size[0] * grid.size[1] * grid.size[2] }, (_, i) => values[i % values.length]),
          );
          const found = await read(alone(write({ grid, data }, compressed)));
          expectGrid(found.grid, grid, precision);
          expect(found.data).toEqual(data);
        }),
        { numRuns: 100 },
      );
    });

    test("are the same bytes each time", () => {
      const volume = { grid: suiteGrids.oblique, data: extremes("float32") };
      for (const compressed of [true, false]) expect(write(volume, compressed)).toEqual(write(volume, compressed));
    });

    if (readByOther === undefined) return;
    const cases = [true, false].flatMap((compressed) =>
      Object.entries(suiteGrids).map(([orientation, grid], n) => {
        const type = voxelTypes[(n + (compressed ? 0 : Object.keys(suiteGrids).length)) % voxelTypes.length];
        return [compressed ? "compressed" : "not compressed", orientation, type, grid] as const;
      }),
    );
    test.each(cases)("%s, %s, %s: another program reads the same image", async (way, _orientation, type, grid) => {
      const data = extremes(type);
      const found = await readByOther(write({ grid, data }, way === "compressed"));
      expectGrid(found.grid, grid, precision);
      expect(found.data).toEqual(data);
    });
  });
}

export const suiteTypes: readonly SuiteType[] = [...voxelTypes, "int64", "uint64"];

const size: Vec3 = [5, 4, 3];
const tilted = rotation(0.3, -0.2, 0.7);

/** Orientations that tell every sign, order and convention apart. */
export const suiteGrids = {
  anisotropic: { size, spacing: [0.703125, 0.71, 2.5], origin: [-170.5, -200.25, 31.125], direction: identity() },
  coronal: { size, spacing: [0.5, 0.75, 1.25], origin: [10, 20, -30], direction: [1, 0, 0, 0, 0, 1, 0, -1, 0] },
  sagittal: { size, spacing: [0.5, 0.75, 1.25], origin: [10, 20, -30], direction: [0, 0, 1, 1, 0, 0, 0, -1, 0] },
  oblique: { size, spacing: [0.7, 0.9, 2.5], origin: [1.5, -20, 300.25], direction: tilted },
  "oblique and left-handed": {
    size,
    spacing: [1.5, 0.9, 0.6],
    origin: [-81.5, 120, -1020.75],
    direction: [tilted[0], tilted[1], -tilted[2], tilted[3], tilted[4], -tilted[5], tilted[6], tilted[7], -tilted[8]],
  },
} satisfies Record<string, Grid>;

function identity(): Mat3 {
  return [1, 0, 0, 0, 1, 0, 0, 0, 1];
}

/** A turn around x, then y, then z (radians). */
function rotation(x: number, y: number, z: number): Mat3 {
  const [cx, sx, cy, sy, cz, sz] = [Math.cos(x), Math.sin(x), Math.cos(y), Math.sin(y), Math.cos(z), Math.sin(z)];
  return [
    cz * cy,
    cz * sy * sx - sz * cx,
    cz * sy * cx + sz * sx,
    sz * cy,
    sz * sy * sx + cz * cx,
    sz * sy * cx - cz * sx,
    -sy,
    cy * sx,
    cy * cx,
  ];
}

/** Sixty voxels of a type (5×4×3), its extremes first, all different as far as the type allows. */
export function extremes(type: SuiteType): VoxelArray {
  const [low, high] = ranges[type];
  const whole = type !== "float32" && type !== "float64";
  const values = Array.from({ length: 60 }, (_, i) => {
    if (i < 2) return i === 0 ? low : high;
    const x = low * (1 - i / 59) + high * (i / 59);
    return whole ? Math.trunc(x) : x;
  });
  return type === "int64" || type === "uint64" ? new Float64Array(values) : new voxelArrays[type](values);
}

const ranges: Readonly<Record<SuiteType, readonly [low: number, high: number]>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32_768, 32_767],
  uint16: [0, 65_535],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  int64: [-(2 ** 53), 2 ** 53],
  uint64: [0, 2 ** 53],
  float32: [-3e38, 3e38],
  float64: [-1e308, 1e308],
};

/** Two grids are one, to the precision with which a format writes numbers. */
export function expectGrid(found: Grid, expected: Grid, precision: number): void {
  expect(found.size).toEqual(expected.size);
  for (const part of ["spacing", "origin", "direction"] as const)
    found[part].forEach((x, i) => {
      const wanted = expected[part][i];
      expect(Math.abs(x - wanted), `${part}[${i}] is ${x}, not ${wanted}`).toBeLessThanOrEqual(
        precision * Math.max(1, Math.abs(wanted)),
      );
    });
}
