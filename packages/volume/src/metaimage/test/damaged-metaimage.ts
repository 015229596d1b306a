import type { RandomStream } from "@hilum/numeric";
import { strToU8, zlibSync } from "fflate";
import { counting } from "../../test/counting.ts";
import type { DamagedFile, DamageTable } from "../../test/damage.ts";
import { bombOfZeros, cutAtTenth, damagedFiles, flipped, joined, noise, pick } from "../../test/damage.ts";
import { hostileNames } from "../../test/hostile-names.ts";
import type { MetaImageFields } from "./make-metaimage.ts";
import { makeMetaImage } from "./make-metaimage.ts";

/** `count` damaged .mha and .mhd files, the same ones for the same seed; every kind of damage comes up in turn. */
export function damagedMetaImage(seed: number, count: number): DamagedFile[] {
  return damagedFiles("damaged-metaimage", damages, seed, count);
}

const damages: DamageTable = {
  "cut at a tenth": (random, round) => ({ bytes: cutAtTenth(healthy(random), round), mustFail: true }),
  "compressed, then cut at a tenth": (random, round) => ({ bytes: cutAtTenth(zipped(random), round), mustFail: true }),
  "compressed, last bytes lost": (random) => ({
    bytes: zipped(random).subarray(0, -1 - random.integer(12)),
    mustFail: true,
  }),
  "bytes appended": (random) => ({
    bytes: joined(healthy(random), noise(random, 1 + random.integer(100))),
    mustFail: true,
  }),
  "compressed, bytes appended": (random) => ({
    bytes: joined(zipped(random), noise(random, 1 + random.integer(100))),
    mustFail: true,
  }),
  "a bit of the header flipped": (random) => ({ bytes: headerFlipped(healthy(random), random, 1), mustFail: false }),
  "a bit of the header flipped, compressed": (random) => ({
    bytes: headerFlipped(zipped(random), random, 1),
    mustFail: false,
  }),
  "ten bits of the header flipped": (random) => ({
    bytes: headerFlipped(healthy(random), random, 10),
    mustFail: false,
  }),
  "a bit of a voxel flipped": (random) => {
    const file = healthy(random);
    return { bytes: flipped(file, random, headerLength(file), file.length, 1), mustFail: false };
  },
  "a bit of the compressed data flipped": (random) => {
    const file = zipped(random);
    return { bytes: flipped(file, random, headerLength(file) + 2, file.length - 5, 1), mustFail: true };
  },
  "a wrong checksum": (random) => {
    const file = zipped(random);
    return { bytes: flipped(file, random, file.length - 4, file.length, 1), mustFail: true };
  },
  "a size of the compressed data that is wrong": (random) => ({
    bytes: zipped(random, { CompressedDataSize: pick(random, ["1", "0", "-1", "1e15", "99999", "x", "1.5"]) }),
    mustFail: true,
  }),
  "absurd sizes": (random) => ({ bytes: healthy(random, { DimSize: absurd(random) }), mustFail: true }),
  "absurd sizes, compressed": (random) => ({ bytes: zipped(random, { DimSize: absurd(random) }), mustFail: true }),
  "a thousand times the voxels": (random) => ({ bytes: healthy(random, { DimSize: "600 600 600" }), mustFail: true }),
  "a thousand times the voxels, compressed": (random) => ({
    bytes: zipped(random, { DimSize: "600 600 600" }),
    mustFail: true,
  }),
  "a thousand times the voxels, as text": (random) => ({
    bytes: healthy(random, { BinaryData: "False", DimSize: "600 600 600" }),
    mustFail: true,
  }),
  "a bomb of zeros behind a small header": () => ({
    bytes: joined(header({ CompressedData: "True" }), bombOfZeros.zlib()),
    mustFail: true,
  }),
  "a gzip bomb of zeros behind a small header": () => ({
    bytes: joined(header({ CompressedData: "True" }), bombOfZeros.gzip()),
    mustFail: true,
  }),
  "a bomb of zeros, nearly all of it announced": () => ({
    bytes: joined(
      header({ CompressedData: "True", ElementType: "MET_UCHAR", DimSize: "200 200 199" }),
      bombOfZeros.zlib(),
    ),
    mustFail: true,
  }),
  "a zlib stream inside a zlib stream": (random) => ({
    bytes: makeMetaImage({ CompressedData: "True", DimSize: "10 10 10" }, zlibSync(noise(random, 2000))),
    mustFail: true,
  }),
  "a header size beyond the end": (random) => ({
    bytes: healthy(random, { HeaderSize: pick(random, ["5", "2147483648", "-2", "1e9", "0x10", "100000"]) }),
    mustFail: true,
  }),
  "the other byte order": (random) => ({ bytes: healthy(random, { BinaryDataByteOrderMSB: "True" }), mustFail: false }),
  "two byte orders": (random) => ({ bytes: healthy(random, { ElementByteOrderMSB: "True" }), mustFail: true }),
  "a truth value that is none": (random) => ({
    bytes: healthy(random, { CompressedData: pick(random, ["maybe", "", "2", "TrueFalse"]) }),
    mustFail: true,
  }),
  "a spacing that is no length": (random) => ({
    bytes: healthy(random, {
      ElementSpacing: pick(random, ["0 1 1", "nan 1 1", "inf 1 1", "1 1", "-1 1 1", "1e30 1 1", "1 1 1 1", undefined]),
    }),
    mustFail: true,
  }),
  "axes without volume": (random) => ({
    bytes: healthy(random, {
      TransformMatrix: pick(random, [
        "0 0 0 0 0 0 0 0 0",
        "1 0 0 1 0 0 0 0 1",
        "2 0 0 0 2 0 0 0 2",
        "1 0 0 0 1 0 0 0",
        "nan 0 0 0 1 0 0 0 1",
        "1 0 0 0.5 0.8660254 0 0 0 1",
      ]),
    }),
    mustFail: true,
  }),
  "a hostile data file": (random, round) => ({
    bytes: healthy(random, { ElementDataFile: hostileNames[round % hostileNames.length] }),
    mustFail: true,
  }),
  "a list of hostile data files": (_, round) => ({
    bytes: makeMetaImage(
      { ElementDataFile: `LIST\na.raw\n${hostileNames[round % hostileNames.length]}` },
      new Uint8Array(0),
    ),
    mustFail: true,
  }),
  "a data file that nobody has": (random) => ({
    bytes: makeMetaImage({ ElementDataFile: pick(random, ["ct.raw", "%03d.raw 1 4 1", "LIST"]) }, new Uint8Array(0)),
    mustFail: true,
  }),
  "numbered files without end": (random) => ({
    bytes: healthy(random, {
      ElementDataFile: pick(random, [
        "s%d.raw 1 1000000000 1",
        "s%d.raw 1 2 0",
        "%d%d%d 1 2 1",
        "s%999999999d.raw 1 2 1",
        `${"%d".repeat(100_000)} 1 2 1`,
      ]),
    }),
    mustFail: true,
  }),
  "twenty thousand unknown fields, then half a header": (random) => ({
    bytes: strToU8(
      `ObjectType = Image\n${Array.from({ length: 20_000 }, (_, n) => `A${n} = ${random.integer(10)}\n`).join("")}`,
    ),
    mustFail: true,
  }),
  "a line without end": (random) => ({
    bytes: strToU8(
      `ObjectType = Image\n${pick(random, ["DimSize = ", "ElementType = ", "Offset = ", "ElementDataFile = ", "x"])}${"9".repeat(900_000)}x\n`,
    ),
    mustFail: true,
  }),
  "a field twice": (random) => ({
    bytes: healthy(random, { ElementSpacing: "1 1 1\nElementSpacing = 1 1 2" }),
    mustFail: true,
  }),
  "a type that is none": (random) => ({
    bytes: healthy(random, {
      ElementType: pick(random, ["MET_NONE", "MET_STRING", "MET_SHORT_ARRAY", "__proto__", "short", ""]),
    }),
    mustFail: true,
  }),
  "several channels, other objects, scaled intensities": (random, round) => ({
    bytes: healthy(
      random,
      [
        { ElementNumberOfChannels: "3" },
        { ObjectType: "Tube" },
        { ElementToIntensityFunctionSlope: "2" },
        { NDims: "4", DimSize: "10 10 10 2" },
        { NDims: "2", DimSize: "10 100" },
        { NDims: "1000000000" },
      ][round % 6],
    ),
    mustFail: true,
  }),
  "text that is no number": (random) => ({
    bytes: makeMetaImage(
      { BinaryData: "False", DimSize: "2 2 2" },
      strToU8(`1 2 3 4 5 6 7 ${pick(random, ["x", "1.5", "40000", "1e400", "9".repeat(10_000), "--1"])}`),
    ),
    mustFail: true,
  }),
  "noise after the first line": (random) => ({
    bytes: joined(strToU8("ObjectType = Image\n"), noise(random, random.integer(2000))),
    mustFail: true,
  }),
  noise: (random) => ({ bytes: noise(random, random.integer(2000)), mustFail: true }),
  nothing: () => ({ bytes: new Uint8Array(0), mustFail: true }),
};

function healthy(random: RandomStream, changes: MetaImageFields = {}): Uint8Array {
  const voxels = counting(1000);
  voxels[random.integer(2000)] = random.integer(256);
  return makeMetaImage({ DimSize: "10 10 10", ...changes }, voxels);
}

function zipped(random: RandomStream, changes: MetaImageFields = {}): Uint8Array {
  return healthy(random, { ...changes, CompressedData: "True" });
}

function absurd(random: RandomStream): string {
  return pick(random, [
    "0 10 10",
    "-10 10 10",
    "10 10",
    "1e9 1e9 1e9",
    "2147483647 2147483647 2147483647",
    "1000000 1000000 1",
    "10 10 10.5",
    "NaN 10 10",
    "9007199254740993 1 1",
  ]);
}

function headerFlipped(file: Uint8Array, random: RandomStream, bits: number): Uint8Array {
  return flipped(file, random, 0, headerLength(file), bits);
}

function headerLength(file: Uint8Array): number {
  const end = strToU8("LOCAL\n");
  return file.findIndex((_, n) => end.every((byte, i) => file[n + i] === byte)) + end.length;
}

function header(changes: MetaImageFields): Uint8Array {
  const file = makeMetaImage(changes, new Uint8Array(0));
  return file.subarray(0, headerLength(file));
}
