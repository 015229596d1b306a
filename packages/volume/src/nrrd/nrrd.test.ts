import { gunzipSync } from "node:zlib";
import { gzipSync, strToU8 } from "fflate";
import { describe, expect, test } from "vitest";
import { counting } from "../test/counting.ts";
import { hostileNames } from "../test/hostile-names.ts";
import { straightGrid } from "../test/arbitraries.ts";
import { isNrrd } from "./header-text.ts";
import { nrrdHeader, readNrrd } from "./read-nrrd.ts";
import type { NrrdFields } from "./test/make-nrrd.ts";
import { makeNrrd } from "./test/make-nrrd.ts";
import { writeNrrd } from "./write-nrrd.ts";

const voxels = Int16Array.from({ length: 24 }, (_, i) => i);
const read = (changes: NrrdFields, data = counting(24)) => readNrrd(makeNrrd(changes, data));
const withoutSpace = { space: undefined, "space directions": undefined, "space origin": undefined };

describe("where the voxels lie", () => {
  const oblique = { "space directions": "(0,2,0) (3,0,0) (0,0,4)", "space origin": "(1,2,3)" };
  const direction = {
    LPS: [0, 1, 0, 1, 0, 0, 0, 0, 1],
    RAS: [0, -1, 0, -1, 0, 0, 0, 0, 1],
    LAS: [0, 1, 0, -1, 0, 0, 0, 0, 1],
  };
  test.each([
    ["left-posterior-superior", [1, 2, 3], direction.LPS],
    ["LPS", [1, 2, 3], direction.LPS],
    ["right-anterior-superior", [-1, -2, 3], direction.RAS],
    ["ras", [-1, -2, 3], direction.RAS],
    ["left-anterior-superior", [1, -2, 3], direction.LAS],
    ["LAS", [1, -2, 3], direction.LAS],
    ["scanner-xyz", [1, 2, 3], direction.LPS],
    ["3D-right-handed", [1, 2, 3], direction.LPS],
    ["3D-left-handed", [1, 2, 3], direction.LPS],
  ])("the space %s becomes LPS", (space, origin, cosines) => {
    expect(read({ ...oblique, space }).grid).toEqual({
      size: [2, 3, 4],
      spacing: [2, 3, 4],
      origin,
      direction: cosines,
    });
  });

  test("a space that only has a dimension is taken as LPS; without an origin it begins at 0", () => {
    expect(read({ ...oblique, space: undefined, "space dimension": "3", "space origin": undefined }).grid).toEqual({
      size: [2, 3, 4],
      spacing: [2, 3, 4],
      origin: [0, 0, 0],
      direction: direction.LPS,
    });
  });

  test("older files: spacings, and axis mins at the edge of the first cell or at its node", () => {
    const old = { ...withoutSpace, spacings: "1 2 3" };
    expect(read(old).grid).toEqual(straightGrid([2, 3, 4], [1, 2, 3]));
    expect(read({ ...old, "axis mins": "10 20 30" }).grid.origin).toEqual([10.5, 21, 31.5]);
    expect(read({ ...old, "axis mins": "10 20 30", centers: "node cell node" }).grid.origin).toEqual([10, 21, 30]);
  });

  test("an axis outside space with one sample is dropped, wherever it stands", () => {
    const plain = read({});
    const four = { dimension: "4", kinds: "vector domain domain domain" };
    const directions = "(0.75,0,0) (0,0.75,0) (0,0,2)";
    expect(read({ ...four, sizes: "1 2 3 4", "space directions": `none ${directions}` })).toEqual(plain);
    expect(read({ dimension: "4", sizes: "2 3 4 1", "space directions": `${directions} none` })).toEqual(plain);
    expect(read({ ...withoutSpace, ...four, sizes: "1 2 3 4", spacings: "nan 0.75 0.75 2" }).grid.size).toEqual([
      2, 3, 4,
    ]);
  });

  test.each<[string, NrrdFields, RegExp]>([
    ["no spacing", withoutSpace, /distances between voxels are unknown/],
    [
      "spacings in a space, which teem forbids",
      { "space directions": undefined, spacings: "1 1 1" },
      /space directions/,
    ],
    ["directions without a space", { space: undefined }, /no "space"/],
    ["a space with time", { space: "RAST" }, /"rast"/],
    ["sheared axes", { "space directions": "(1,0,0) (0.2,1,0) (0,0,1)" }, /i and j meet at 78\.69°/],
    ["centimetres", { "space units": '"cm" "cm" "cm"' }, /"cm"/],
    [
      "one slice",
      { dimension: "2", sizes: "4 6", "space directions": "(1,0,0) (0,1,0)" },
      /Only 2 of the image's 2 axes/,
    ],
    [
      "a vector field",
      {
        dimension: "4",
        sizes: "3 2 2 2",
        kinds: "vector space space space",
        "space directions": "none (1,0,0) (0,1,0) (0,0,1)",
      },
      /axis 1 \(vector\) has 3 samples/,
    ],
  ])("refused: %s", (_, changes, message) => {
    expect(() => read(changes)).toThrow(message);
  });
});

describe("how the voxels are written", () => {
  test("raw in both byte orders, gzip under both names, text under all three", () => {
    expect(read({}).data).toEqual(voxels);
    expect(read({ endian: "big" }, counting(24, false)).data).toEqual(voxels);
    expect(read({ encoding: "gzip" }).data).toEqual(voxels);
    expect(read({ encoding: "gz" }, gzipSync(counting(24))).data).toEqual(voxels);
    for (const encoding of ["text", "txt", "ascii"])
      expect(read({ encoding, endian: undefined }, strToU8(`${voxels.join(" ")}\n`)).data).toEqual(voxels);
  });

  test("text: line ends and commas, signs, exponents, not-a-number", () => {
    const text = strToU8("-1.5,2e3\n+.5\tNaN inf -INF 0 7.");
    const { data } = read({ type: "float", encoding: "text", sizes: "2 2 2" }, text);
    expect(data).toEqual(new Float32Array([-1.5, 2000, 0.5, Number.NaN, Infinity, -Infinity, 0, 7]));
  });

  test.each([
    ["int8", "128"],
    ["uint8", "-1"],
    ["short", "1.5"],
    ["int64", "9007199254740994"],
    ["int", "nan"],
    ["float", "1e400"],
    ["float", "0x10"],
  ])("text: a %s of %s is refused", (type, value) => {
    expect(() => read({ type, encoding: "text", sizes: "1 1 2" }, strToU8(`0 ${value}`))).toThrow(
      `Voxel 1 is written as "${value}", which is no `,
    );
  });

  test("lines and bytes before the data are passed over, also from the end and inside gzip data", () => {
    const with3 = new Uint8Array([...strToU8("one\ntwo\n"), 1, 2, 3, ...counting(24)]);
    expect(read({ "line skip": "2", "byte skip": "3" }, with3).data).toEqual(voxels);
    expect(read({ "byte skip": "-1" }, with3).data).toEqual(voxels);
    expect(read({ encoding: "gzip", "byte skip": "11" }, with3).data).toEqual(voxels);
  });

  test("64-bit integers become doubles, exactly or not at all", () => {
    const bytes = (n: bigint) => new Uint8Array(BigInt64Array.from([n]).buffer);
    const one = { type: "long long", sizes: "1 1 1" };
    expect(read(one, bytes(-(2n ** 60n))).data).toEqual(new Float64Array([-(2 ** 60)]));
    expect(() => read(one, bytes(2n ** 53n + 1n))).toThrow(/9007199254740993.*2\^53/);
  });

  test("bzip2 is refused with a word on what to do", () => {
    expect(() => read({ encoding: "bzip2" })).toThrow(/"bzip2"; raw, gzip and text are read.*unu save -f nrrd -e gzip/);
  });

  test("a faster gunzip is used, and overruled where it doubts", () => {
    const file = makeNrrd({ encoding: "gzip" }, counting(24));
    const lengths: number[] = [];
    const node = (bytes: Uint8Array, length: number) => {
      lengths.push(length);
      return new Uint8Array(gunzipSync(bytes, { maxOutputLength: length }));
    };
    expect(readNrrd(file, { inflate: node }).data).toEqual(voxels);
    expect(lengths).toEqual([48]);
    expect(readNrrd(file, { inflate: () => undefined }).data).toEqual(voxels);
    expect(readNrrd(file, { inflate: () => new Uint8Array(3) }).data).toEqual(voxels);
  });
});

describe("the header", () => {
  test("comments, key/value pairs, other line ends and every version are read", () => {
    const [first, ...rest] = new TextDecoder().decode(makeNrrd({}, new Uint8Array(0))).split("\n");
    const header = [
      first,
      "# a comment: with a colon",
      "DICOM_0008_0060:=CT",
      "measurement frame: (1,0,0) (0,1,0) (0,0,1)",
      ...rest,
    ];
    for (const magic of ["NRRD0001", "NRRD0005", "NRRD00.01"])
      for (const end of ["\n", "\r\n"]) {
        const text = strToU8([magic, ...header.slice(1)].join(end));
        expect(readNrrd(new Uint8Array([...text, ...counting(24)])).data).toEqual(voxels);
      }
  });

  test("a field that NRRD does not know is an error, not a loss", () => {
    expect(() => read({ "spcae origin": "(0,0,0)" })).toThrow(/Line \d+ of the header, "spcae origin: \(0,0,0\)"/);
  });

  test("tells NRRD from other files", () => {
    expect(isNrrd(makeNrrd({}, counting(24)))).toBe(true);
    expect(isNrrd(strToU8("NRRD0009\n"))).toBe(false);
    expect(isNrrd(strToU8("ObjectType = Image\n"))).toBe(false);
  });
});

describe("data files beside the header", () => {
  const parts = (count: number) =>
    new Map(
      Array.from({ length: count }, (_, n) => [
        `slice${n + 1}.raw`,
        counting(24).subarray((48 / count) * n, (48 / count) * (n + 1)),
      ]),
    );
  const readWith = (file: string, contents: ReadonlyMap<string, Uint8Array>, changes: NrrdFields = {}) =>
    readNrrd(makeNrrd({ ...changes, "data file": file }, new Uint8Array(0)), {
      detached: (name) => contents.get(name) ?? new Uint8Array(0),
    }).data;

  test("one file, also in a folder below, with or without ./", () => {
    expect(readWith("ct scan.raw", new Map([["ct scan.raw", counting(24)]]))).toEqual(voxels);
    expect(readWith("./sub/ct.raw", new Map([["sub/ct.raw", counting(24)]]))).toEqual(voxels);
    expect(readWith("ct.gz", new Map([["ct.gz", gzipSync(counting(24))]]), { encoding: "gz" })).toEqual(voxels);
  });

  test("a list, a pattern forwards and a list backwards", () => {
    const list = ["LIST", ...parts(4).keys()].join("\n");
    expect(readWith(list, parts(4))).toEqual(voxels);
    expect(readWith("slice%d.raw 1 4 1", parts(4))).toEqual(voxels);
    const backwards = new Map([...parts(4)].map(([, bytes], n) => [`s00${4 - n}.raw`, bytes]));
    expect(readWith("s%03d.raw 4 1 -1 2", backwards)).toEqual(voxels);
  });

  test("the header says what to fetch", () => {
    const header = (file: string | undefined) => nrrdHeader(makeNrrd({ "data file": file }, new Uint8Array(0)));
    expect(header("s%02d.raw 9 11 1").dataFiles).toEqual(["s09.raw", "s10.raw", "s11.raw"]);
    expect(header("a.raw")).toMatchObject({ encoding: "raw", dataFiles: ["a.raw"], dataLength: 48 });
    const whole = makeNrrd({}, counting(24));
    expect(nrrdHeader(whole)).toMatchObject({ dataFiles: [], dataOffset: whole.length - 48 });
  });

  test("a header alone says which files are missing", () => {
    expect(() => readNrrd(makeNrrd({ "data file": "slice%d.raw 1 4 1" }, new Uint8Array(0)))).toThrow(
      /4 other files \(slice1\.raw, slice2\.raw, slice3\.raw, …\)/,
    );
  });

  test.each(hostileNames)("the name %j is refused before anybody is asked for it", (name) => {
    const detached = (): Uint8Array => {
      throw new Error("asked for a hostile name");
    };
    const error = { code: "bad-data-file" };
    for (const file of [name, `LIST\n${name}`])
      expect(() => readNrrd(makeNrrd({ "data file": file, sizes: "2 2 2" }, new Uint8Array(0)), { detached })).toThrow(
        expect.objectContaining(error),
      );
  });
});

test("bytes too many or too few are counted", () => {
  expect(() => read({}, counting(25))).toThrow(
    "There are 50 bytes of data; the header (2×3×4 int16 voxels) announces 48.",
  );
  expect(() => read({}, counting(23))).toThrow(/46 bytes/);
});

test("a volume owns its voxels", () => {
  const file = makeNrrd({}, counting(24));
  const { data } = readNrrd(file);
  file.fill(0);
  expect(data).toEqual(voxels);
});

test("an oblique spacing survives our own writer", () => {
  const grid = straightGrid([2, 3, 4], [0.7, 0.7, 1.25], [-0.1, 0.2, 1e-7]);
  expect(readNrrd(writeNrrd({ grid, data: voxels })).grid).toEqual(grid);
});
