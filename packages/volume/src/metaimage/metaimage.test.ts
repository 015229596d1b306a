import { unzipSync } from "node:zlib";
import { gzipSync, strToU8, zlibSync } from "fflate";
import { describe, expect, test } from "vitest";
import { straightGrid } from "../test/arbitraries.ts";
import { counting } from "../test/counting.ts";
import { hostileNames } from "../test/hostile-names.ts";
import { isMetaImage } from "./header-text.ts";
import { metaImageHeader, readMetaImage } from "./read-metaimage.ts";
import type { MetaImageFields } from "./test/make-metaimage.ts";
import { makeMetaImage } from "./test/make-metaimage.ts";
import { unzlib } from "./unzlib.ts";

const voxels = Int16Array.from({ length: 24 }, (_, i) => i);
const read = (changes: MetaImageFields, data = counting(24)) => readMetaImage(makeMetaImage(changes, data));

describe("where the voxels lie", () => {
  test("the matrix holds the axes' directions one after another", () => {
    const { grid } = read({ TransformMatrix: "0 1 0 0 0 1 1 0 0" });
    expect(grid).toEqual({
      size: [2, 3, 4],
      spacing: [0.75, 0.75, 2],
      origin: [-100, -80.5, 30],
      direction: [0, 0, 1, 1, 0, 0, 0, 1, 0],
    });
  });

  test("older names say the same", () => {
    const plain = { TransformMatrix: undefined, Offset: undefined, ElementSpacing: undefined };
    const matrix = "0 1 0 0 0 1 1 0 0";
    const { grid } = read({ TransformMatrix: matrix });
    const offset = "-100 -80.5 30";
    expect(read({ ...plain, Rotation: matrix, Origin: offset, ElementSize: "0.75 0.75 2" }).grid).toEqual(grid);
    expect(read({ ...plain, Orientation: matrix, Position: offset, ElementSpacing: "0.75 0.75 2" }).grid).toEqual(grid);
    expect(read({ ...plain, ElementSpacing: "1 2 3", ElementSize: "4 5 6" }).grid).toEqual(
      straightGrid([2, 3, 4], [1, 2, 3]),
    );
  });

  test("the anatomical orientation and the centre of rotation move nothing", () => {
    expect(read({ AnatomicalOrientation: "LPI", CenterOfRotation: "5 6 7" })).toEqual(read({}));
  });

  test("more dimensions are read where they have one sample", () => {
    const four = {
      NDims: "4",
      Offset: "-100 -80.5 30 0",
      ElementSpacing: "0.75 0.75 2 1",
      TransformMatrix: "1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1",
    };
    expect(read({ ...four, DimSize: "2 3 4 1" })).toEqual(read({}));
    expect(() => read({ ...four, DimSize: "2 3 2 2" })).toThrow(/2×3×2×2/);
    expect(() => read({ NDims: "2", DimSize: "4 6" })).toThrow(/2 dimensions \(4×6\); a volume needs 3/);
  });

  test.each<[string, MetaImageFields, RegExp]>([
    ["no spacing", { ElementSpacing: undefined }, /distances between voxels are unknown/],
    ["a negative spacing", { ElementSpacing: "1 -1 1" }, /1 × -1 × 1 mm/],
    ["stretched axes", { TransformMatrix: "2 0 0 0 2 0 0 0 2" }, /axis i \(2, 0, 0\) has the length 2/],
    ["sheared axes", { TransformMatrix: "1 0 0 0.2 0.9797959 0 0 0 1" }, /i and j meet at 78\.46°/],
    ["several channels", { ElementNumberOfChannels: "3" }, /3 channels/],
    ["scaled intensities", { ElementToIntensityFunctionSlope: "2" }, /by 2 and to add 0/],
    [
      "two byte orders",
      { ElementByteOrderMSB: "True" },
      /BinaryDataByteOrderMSB = false and ElementByteOrderMSB = true/,
    ],
    ["an array type", { ElementType: "MET_SHORT_ARRAY" }, /MET_SHORT_ARRAY/],
    ["another object", { ObjectType: "Tube" }, /not-metaimage|begins with/],
  ])("refused: %s", (_, changes, message) => {
    expect(() => read(changes)).toThrow(message);
  });
});

describe("how the voxels are written", () => {
  test("either byte order, under both names", () => {
    expect(read({ BinaryDataByteOrderMSB: "True" }, counting(24, false)).data).toEqual(voxels);
    const named = { BinaryDataByteOrderMSB: undefined, ElementByteOrderMSB: "1" };
    expect(read(named, counting(24, false)).data).toEqual(voxels);
  });

  test("compressed with and without its size, as zlib and as gzip", () => {
    expect(read({ CompressedData: "True" }).data).toEqual(voxels);
    const size = String(zlibSync(counting(24)).length);
    expect(read({ CompressedData: "True", CompressedDataSize: size }).data).toEqual(voxels);
    expect(() => read({ CompressedData: "True", CompressedDataSize: "7" })).toThrow(/announces 7/);
    const detached = () => gzipSync(counting(24));
    const header = makeMetaImage({ CompressedData: "True", ElementDataFile: "ct.zraw" }, new Uint8Array(0));
    expect(readMetaImage(header.subarray(0, -8), { detached }).data).toEqual(voxels);
  });

  test("as text", () => {
    expect(read({ BinaryData: "False" }, strToU8(voxels.join("\n"))).data).toEqual(voxels);
  });

  test("a faster unzip is used, and overruled where it doubts", () => {
    const file = makeMetaImage({ CompressedData: "True" }, counting(24));
    const node = (bytes: Uint8Array, length: number) => new Uint8Array(unzipSync(bytes, { maxOutputLength: length }));
    expect(readMetaImage(file, { inflate: node }).data).toEqual(voxels);
    expect(readMetaImage(file, { inflate: () => undefined }).data).toEqual(voxels);
  });

  test("bytes before the data: counted from the beginning of a file of its own, or from its end", () => {
    const beside = new Uint8Array([9, 9, 9, ...counting(24)]);
    const header = (HeaderSize: string) => makeMetaImage({ HeaderSize, ElementDataFile: "ct.raw" }, new Uint8Array(0));
    for (const size of ["3", "-1"])
      expect(readMetaImage(header(size), { detached: () => beside }).data).toEqual(voxels);
    expect(read({ HeaderSize: "-1" }, beside).data).toEqual(voxels);
    expect(() => read({ HeaderSize: "3" }, beside)).toThrow(
      /HeaderSize is 3, but the header itself ends only at byte \d+/,
    );
  });
});

describe("a zlib stream", () => {
  const content = Uint8Array.from({ length: 200_000 }, (_, i) => (i * i) % 251);
  test("comes back in pieces of any size", () => {
    expect(unzlib(zlibSync(content), content.length)).toEqual(content);
  });
  test("that is longer or shorter than announced, or fails its checksum, is refused", () => {
    const stream = zlibSync(content);
    expect(() => unzlib(stream, content.length - 1)).toThrow(/hold more/);
    expect(() => unzlib(stream, content.length + 1)).toThrow(/hold 200000/);
    const wrong = stream.slice();
    wrong[wrong.length - 1] ^= 1;
    expect(() => unzlib(wrong, content.length)).toThrow(/checksum/);
    expect(() => unzlib(stream.subarray(0, -20), content.length)).toThrow(/damaged or cut short|hold/);
  });
});

describe("the header", () => {
  test("colons, other line ends and fields of other programs are read", () => {
    const text = new TextDecoder().decode(
      makeMetaImage({ "0008|0060": undefined, MyNote: "a = b: c" }, new Uint8Array(0)),
    );
    for (const header of [
      text,
      text.replaceAll("\n", "\r\n"),
      text.replaceAll(" = ", ": "),
      text.replaceAll(" = ", "="),
    ])
      expect(readMetaImage(new Uint8Array([...strToU8(header), ...counting(24)])).data).toEqual(voxels);
  });

  test("tells MetaImages from other files", () => {
    expect(isMetaImage(makeMetaImage({}, counting(24)))).toBe(true);
    expect(isMetaImage(strToU8("NDims = 3\n"))).toBe(true);
    expect(isMetaImage(strToU8("NRRD0004\n"))).toBe(false);
    expect(isMetaImage(strToU8("ObjectType = Tube\n"))).toBe(false);
  });
});

describe("data files beside the header", () => {
  const slices = new Map(
    Array.from({ length: 4 }, (_, n) => [`s${n + 1}.raw`, counting(24).subarray(12 * n, 12 * n + 12)]),
  );
  const header = (ElementDataFile: string) => makeMetaImage({ ElementDataFile }, new Uint8Array(0));

  test("a list and a pattern, with and without a step", () => {
    const detached = (name: string) => slices.get(name) ?? new Uint8Array(0);
    for (const files of [["LIST", ...slices.keys()].join("\n"), "s%d.raw 1 4 1", "s%d.raw 1 4"])
      expect(readMetaImage(header(files), { detached }).data).toEqual(voxels);
    expect(metaImageHeader(header("s%d.raw 1 4 1")).dataFiles).toEqual([...slices.keys()]);
  });

  test("a header alone says which file is missing", () => {
    expect(() => readMetaImage(header("ct.raw"))).toThrow(/1 other file \(ct\.raw\)/);
  });

  test.each(hostileNames)("the name %j is refused before anybody is asked for it", (name) => {
    const detached = (): Uint8Array => {
      throw new Error("asked for a hostile name");
    };
    const error = { code: "bad-data-file" };
    for (const file of [name, `LIST\n${name}`])
      expect(() => readMetaImage(header(file), { detached })).toThrow(expect.objectContaining(error));
  });
});
