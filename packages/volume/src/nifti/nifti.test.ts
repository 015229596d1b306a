import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { gzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { dataFolder, dataFound, withData } from "../test/data-folder.ts";
import type { Mat3, Vec3, VoxelArray } from "../volume.ts";
import { VolumeError } from "../volume.ts";
import { readNifti } from "./read-nifti.ts";
import type { NiftiFacts } from "./test/make-nifti.ts";
import { makeNifti } from "./test/make-nifti.ts";
import { writeNifti } from "./write-nifti.ts";

const types: {
  name: string;
  code: number;
  bits: number;
  array: new (values: number[]) => VoxelArray;
  put: (view: DataView, at: number, value: number, littleEndian: boolean) => void;
  low: number;
  high: number;
}[] = [
  { name: "uint8", code: 2, bits: 8, array: Uint8Array, put: (v, at, x) => v.setUint8(at, x), low: 0, high: 255 },
  { name: "int8", code: 256, bits: 8, array: Int8Array, put: (v, at, x) => v.setInt8(at, x), low: -128, high: 127 },
  {
    name: "int16",
    code: 4,
    bits: 16,
    array: Int16Array,
    put: (v, at, x, le) => v.setInt16(at, x, le),
    low: -32_768,
    high: 32_767,
  },
  {
    name: "uint16",
    code: 512,
    bits: 16,
    array: Uint16Array,
    put: (v, at, x, le) => v.setUint16(at, x, le),
    low: 0,
    high: 65_535,
  },
  {
    name: "int32",
    code: 8,
    bits: 32,
    array: Int32Array,
    put: (v, at, x, le) => v.setInt32(at, x, le),
    low: -(2 ** 31),
    high: 2 ** 31 - 1,
  },
  {
    name: "uint32",
    code: 768,
    bits: 32,
    array: Uint32Array,
    put: (v, at, x, le) => v.setUint32(at, x, le),
    low: 0,
    high: 2 ** 32 - 1,
  },
  {
    name: "int64",
    code: 1024,
    bits: 64,
    array: Float64Array,
    put: (v, at, x, le) => v.setBigInt64(at, BigInt(x), le),
    low: -(2 ** 53),
    high: 2 ** 53,
  },
  {
    name: "uint64",
    code: 1280,
    bits: 64,
    array: Float64Array,
    put: (v, at, x, le) => v.setBigUint64(at, BigInt(x), le),
    low: 0,
    high: 2 ** 53,
  },
  {
    name: "float32",
    code: 16,
    bits: 32,
    array: Float32Array,
    put: (v, at, x, le) => v.setFloat32(at, x, le),
    low: -(2 ** 24),
    high: 2 ** 24,
  },
  {
    name: "float64",
    code: 64,
    bits: 64,
    array: Float64Array,
    put: (v, at, x, le) => v.setFloat64(at, x, le),
    low: -(2 ** 53),
    high: 2 ** 53,
  },
];

describe("voxels of every type, version and byte order", () => {
  const size = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 }));
  test.each(types)("$name", ({ code, bits, array, put, low, high }) => {
    fc.assert(
      fc.property(
        size.chain((n) => fc.tuple(fc.constant(n), fc.array(fc.maxSafeInteger(), { minLength: 48, maxLength: 48 }))),
        fc.constantFrom<1 | 2>(1, 2),
        fc.boolean(),
        fc.boolean(),
        fc.nat(100),
        ([dims, draws], version, littleEndian, compressed, gap) => {
          const values = draws.slice(0, dims[0] * dims[1] * dims[2]).map((x) => low + (Math.abs(x) % (high - low + 1)));
          const facts = plain({
            version,
            littleEndian,
            dims,
            datatype: { code, bits },
            gap,
            put: (v, at, i, le) => put(v, at, values[i], le),
          });
          const file = makeNifti(facts);
          const { data, grid } = readNifti(compressed ? gzipSync(file) : file);
          expect(data).toEqual(new array(values));
          expect(grid.size).toEqual(dims);
        },
      ),
      { numRuns: 40 },
    );
  });

  test("scaled integers become doubles; slope 0 and NaN mean no scaling", () => {
    const file = (scaling: [number, number]) => readNifti(makeNifti(plain({ scaling }))).data;
    expect(file([0.5, -1024])).toEqual(Float64Array.from({ length: 24 }, (_, i) => i / 2 - 1024));
    expect(file([0, 7])).toBeInstanceOf(Int16Array);
    expect(file([Number.NaN, 7])).toBeInstanceOf(Int16Array);
    expect(file([1, 0])).toEqual(Int16Array.from({ length: 24 }, (_, i) => i));
  });

  test("a 64-bit integer without an exact double is refused", () => {
    const datatype = { code: 1024, bits: 64 };
    const file = (value: bigint) =>
      makeNifti(plain({ datatype, put: (v, at, _i, le) => v.setBigInt64(at, value, le) }));
    expect(() => readNifti(file(2n ** 53n + 1n))).toThrow(/9007199254740993.*2\^53/);
    expect(readNifti(file(2n ** 60n)).data[0]).toBe(2 ** 60);
  });
});

describe("where the voxels lie", () => {
  test("RAS becomes LPS, the sform outranks the qform", () => {
    const rows = [-0.7, 0, 0, 100, 0, 0.7, 0, -50, 0, 0, 2, 30];
    const both = { qform: { code: 1, bcd: [0, 0, 0], offset: [1, 2, 3] }, pixdim: [1, 3, 3, 3] as const };
    const { grid } = readNifti(makeNifti(plain({ version: 2, sform: { code: 1, rows }, ...both })));
    expect(grid).toEqual({
      size: [2, 3, 4],
      spacing: [0.7, 0.7, 2],
      origin: [-100, 50, 30],
      direction: [1, 0, 0, 0, -1, 0, 0, 0, 1],
    });
    const second = readNifti(makeNifti(plain({ version: 2, sform: { code: 0, rows }, ...both }))).grid;
    expect(second).toEqual({
      size: [2, 3, 4],
      spacing: [3, 3, 3],
      origin: [-1, -2, 3],
      direction: [-1, 0, 0, 0, -1, 0, 0, 0, 1],
    });
  });

  test("without any orientation the axes run to the right, front and head from the origin", () => {
    const { grid } = readNifti(makeNifti(plain({ pixdim: [1, 1.5, 2, 3] })));
    expect(grid).toEqual({
      size: [2, 3, 4],
      spacing: [1.5, 2, 3],
      origin: [0, 0, 0],
      direction: [-1, 0, 0, 0, -1, 0, 0, 0, 1],
    });
  });

  test("lengths in metres and micrometres become millimetres", () => {
    const spacing = (units: number) =>
      readNifti(makeNifti(plain({ version: 2, units, pixdim: [1, 2, 2, 2] }))).grid.spacing[0];
    expect([0, 1, 2, 3].map(spacing)).toEqual([2, 2000, 2, 0.002]);
  });

  test("an oblique or left-handed grid comes back from its file, also through the quaternion alone", () => {
    fc.assert(
      fc.property(quaternion(), fc.boolean(), fc.boolean(), lengths(), ([b, c, d], mirrored, viaQform, spacing) => {
        const direction = directionOf(b, c, d, mirrored);
        const grid = { size: [2, 3, 4] as const, spacing, origin: [12.5, -7.25, 100] as const, direction };
        const bytes = writeNifti({ grid, data: new Uint8Array(24) }, { gzip: false });
        if (viaQform) new DataView(bytes.buffer).setInt16(254, 0, true);
        const read = readNifti(bytes).grid;
        expect(read.spacing).toEqual(spacing.map(Math.fround));
        expect(read.origin).toEqual(grid.origin);
        read.direction.forEach((x, i) => expect(x).toBeCloseTo(direction[i], 5));
      }),
      { numRuns: 200 },
    );
  });

  test("a sheared image is refused with the angle", () => {
    const rows = [1, 0.2, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];
    expect(() => readNifti(makeNifti(plain({ sform: { code: 1, rows } })))).toThrow(/i and j meet at 78\.69°/);
  });
});

describe("what cannot become one image says why", () => {
  const refused = (changes: Partial<NiftiFacts>) => () => readNifti(makeNifti(plain(changes)));
  test("several time points", () => {
    expect(refused({ dims: [2, 2, 2, 5] })).toThrow(/2×2×2×5/);
    expect(readNifti(makeNifti(plain({ dims: [2, 3, 4, 1] }))).data.length).toBe(24);
  });
  test.each([
    [32, 64, /complex/],
    [128, 24, /RGB/],
    [1536, 128, /float128/],
  ])("datatype %i", (code, bits, message) => {
    const put = () => {};
    expect(refused({ datatype: { code, bits }, put })).toThrow(message);
  });
  test("a detached header and an Analyze file", () => {
    const file = makeNifti(plain({}));
    file.set([0x6e, 0x69, 0x31, 0], 344);
    expect(() => readNifti(file)).toThrow(/detached/);
    file.fill(0, 344, 348);
    expect(() => readNifti(file)).toThrow(/Analyze/);
  });
});

describe("writing", () => {
  test("the type stays, and the same volume gives the same bytes", () => {
    for (const array of [
      Int8Array,
      Uint8Array,
      Int16Array,
      Uint16Array,
      Int32Array,
      Uint32Array,
      Float32Array,
      Float64Array,
    ]) {
      const volume = {
        grid: readNifti(makeNifti(plain({}))).grid,
        data: new array(Array.from({ length: 24 }, (_, i) => i)),
      };
      expect(readNifti(writeNifti(volume))).toEqual(volume);
      expect(writeNifti(volume)).toEqual(writeNifti(volume));
    }
  });
  test("a datatype that would change a value is refused", () => {
    const volume = { grid: readNifti(makeNifti(plain({}))).grid, data: new Float64Array(24).fill(1.5) };
    expect(() => writeNifti(volume, { datatype: "int16" })).toThrow(VolumeError);
    expect(readNifti(writeNifti(volume, { datatype: "float32" })).data).toEqual(new Float32Array(24).fill(1.5));
  });
});

describe.skipIf(!dataFound)(withData("real files"), () => {
  const read = (...path: string[]) => readNifti(readFileSync(join(dataFolder, ...path)));

  test("the IBSI lung phantom: spacing as stored, 125,256 voxels of GTV-1, the DICOM series' first slice position", () => {
    const image = read("ibsi1", "ct_nifti", "phantom.nii.gz");
    const mask = read("ibsi1", "ct_nifti", "mask.nii.gz");
    expect(image.grid.size).toEqual([204, 201, 60]);
    expect(image.grid.spacing).toEqual([Math.fround(0.977), Math.fround(0.977), 3]);
    expect(image.grid.direction).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
    expect(image.grid.origin[2]).toBeCloseTo(-100.4, 4);
    expect(Array.from(mask.data).filter((x) => x === 1).length).toBe(125_256);
  });

  test("the IBSI orientation phantom has its axes in the order x, y, z", () => {
    expect(read("ibsi2", "orientation.nii.gz").grid.size).toEqual([32, 48, 64]);
  });

  test("images and masks of lung nodules share their grid, and a written copy is the same volume", () => {
    const ids = readdirSync(join(dataFolder, "lidc_nodules")).filter((name) => name.startsWith("LIDC"));
    for (const id of ids.filter((_, n) => n % 60 === 0)) {
      const image = read("lidc_nodules", id, "image.nii.gz");
      const mask = read("lidc_nodules", id, "mask.nii.gz");
      expect(mask.grid).toEqual(image.grid);
      expect(new Set(mask.data)).toEqual(new Set([0, 1]));
      expect(readNifti(writeNifti(image, { gzip: false }))).toEqual(image);
    }
  });
});

function plain(changes: Partial<NiftiFacts>): NiftiFacts {
  return {
    version: 1,
    littleEndian: true,
    dims: [2, 3, 4],
    datatype: { code: 4, bits: 16 },
    put: (view, at, i, littleEndian) => view.setInt16(at, i, littleEndian),
    pixdim: [1, 1, 1, 1],
    ...changes,
  };
}

function quaternion(): fc.Arbitrary<Vec3> {
  const part = fc.double({ min: -1, max: 1, noNaN: true });
  return fc
    .tuple(part, part, part, part)
    .filter((q) => Math.hypot(...q) > 0.01)
    .map(([a, b, c, d]) => {
      const length = Math.hypot(a, b, c, d);
      return [b / length, c / length, d / length];
    });
}

function lengths(): fc.Arbitrary<Vec3> {
  const length = fc.double({ min: 0.1, max: 10, noNaN: true });
  return fc.tuple(length, length, length);
}

/** Rodrigues' form of the quaternion's rotation, the third axis turned around if mirrored. */
function directionOf(b: number, c: number, d: number, mirrored: boolean): Mat3 {
  const a = Math.sqrt(Math.max(0, 1 - b * b - c * c - d * d));
  const rotate = ([x, y, z]: Vec3): Vec3 => {
    const [tx, ty, tz] = [2 * (c * z - d * y), 2 * (d * x - b * z), 2 * (b * y - c * x)];
    return [x + a * tx + c * tz - d * ty, y + a * ty + d * tx - b * tz, z + a * tz + b * ty - c * tx];
  };
  const [u, v] = [rotate([1, 0, 0]), rotate([0, 1, 0])];
  const w = rotate([0, 0, mirrored ? -1 : 1]);
  return [u[0], v[0], w[0], u[1], v[1], w[1], u[2], v[2], w[2]];
}
