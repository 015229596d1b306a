import type { RandomStream } from "@hilum/numeric";
import { strToU8 } from "fflate";
import { counting } from "../../test/counting.ts";
import type { DamagedFile, DamageTable } from "../../test/damage.ts";
import { bombOfZeros, cutAtTenth, damagedFiles, flipped, joined, noise, pick } from "../../test/damage.ts";
import { hostileNames } from "../../test/hostile-names.ts";
import type { NrrdFields } from "./make-nrrd.ts";
import { makeNrrd, plainFields } from "./make-nrrd.ts";

/** `count` damaged .nrrd and .nhdr files, the same ones for the same seed; every kind of damage comes up in turn. */
export function damagedNrrd(seed: number, count: number): DamagedFile[] {
  return damagedFiles("damaged-nrrd", damages, seed, count);
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
    return { bytes: flipped(file, random, headerLength(file) + 10, file.length - 9, 1), mustFail: true };
  },
  "a wrong checksum": (random) => {
    const file = zipped(random);
    return { bytes: flipped(file, random, file.length - 8, file.length - 4, 1), mustFail: true };
  },
  "absurd sizes": (random) => ({ bytes: healthy(random, { sizes: absurd(random) }), mustFail: true }),
  "absurd sizes, compressed": (random) => ({ bytes: zipped(random, { sizes: absurd(random) }), mustFail: true }),
  "a thousand times the voxels": (random) => ({ bytes: healthy(random, { sizes: "600 600 600" }), mustFail: true }),
  "a thousand times the voxels, compressed": (random) => ({
    bytes: zipped(random, { sizes: "600 600 600" }),
    mustFail: true,
  }),
  "a thousand times the voxels, as text": (random) => ({
    bytes: healthy(random, { encoding: "text", sizes: "600 600 600" }),
    mustFail: true,
  }),
  "a bomb of zeros behind a small header": (random) => ({
    bytes: joined(healthy(random, { encoding: "gz" }).subarray(0, -2000), bombOfZeros.gzip()),
    mustFail: true,
  }),
  "a bomb of zeros, nearly all of it announced": () => ({
    bytes: joined(
      makeNrrd({ encoding: "gz", type: "uint8", sizes: "200 200 199" }, new Uint8Array(0)),
      bombOfZeros.gzip(),
    ),
    mustFail: true,
  }),
  "a byte skip beyond the end": (random) => ({
    bytes: healthy(random, { "byte skip": pick(random, ["5", "2147483648", "-2", "1e9", "0x10"]) }),
    mustFail: true,
  }),
  "a byte skip as large as the memory, compressed": (random) => ({
    bytes: zipped(random, { "byte skip": pick(random, ["2147483647", "-1", "99999999999999999999"]) }),
    mustFail: true,
  }),
  "more lines to pass over than there are": (random) => ({
    bytes: healthy(random, { "line skip": pick(random, ["2147483647", "1000000", "-1"]) }),
    mustFail: true,
  }),
  "the other byte order": (random) => ({ bytes: healthy(random, { endian: "big" }), mustFail: false }),
  "no byte order": (random) => ({
    bytes: healthy(random, { endian: pick(random, [undefined, "middle", "", "littlebig"]) }),
    mustFail: true,
  }),
  "a direction that is no length": (random) => ({
    bytes: healthy(random, {
      "space directions": pick(random, [
        "(0,0,0) (0,1,0) (0,0,1)",
        "(nan,0,0) (0,1,0) (0,0,1)",
        "(1e300,0,0) (0,1e300,0) (0,0,1)",
        "(1,0,0) (1,0,0) (0,0,1)",
        "(1,0,0) (0.5,1,0) (0,0,1)",
        "(1,0) (0,1) (0,0)",
        "none none none",
        "(1,0,0) (0,1,0)",
        "((((((((((",
      ]),
    }),
    mustFail: true,
  }),
  "a hostile data file": (random, round) => ({
    bytes: makeNrrd({ ...facts(random), "data file": hostileNames[round % hostileNames.length] }, new Uint8Array(0)),
    mustFail: true,
  }),
  "a list of hostile data files": (random, round) => ({
    bytes: joined(
      makeNrrd({ ...facts(random), "data file": "LIST" }, new Uint8Array(0)).subarray(0, -1),
      strToU8(`a.raw\n${hostileNames[round % hostileNames.length]}\n`),
    ),
    mustFail: true,
  }),
  "a data file that nobody has": (random) => ({
    bytes: healthy(random, { "data file": pick(random, ["ct.raw", "slices/%03d.raw 1 4 1", "LIST"]) }),
    mustFail: true,
  }),
  "numbered files without end": (random) => ({
    bytes: healthy(random, {
      "data file": pick(random, [
        "s%d.raw 1 1000000000 1",
        "s%d.raw 1 2 0",
        "%d%d%d 1 2 1",
        "s%999999999d.raw 1 2 1",
        `${"%d".repeat(100_000)} 1 2 1`,
      ]),
    }),
    mustFail: true,
  }),
  "twenty thousand key/value pairs, then half a header": (random) => ({
    bytes: joined(
      strToU8(`NRRD0004\n${"a:=b\n".repeat(20_000)}`),
      noise(random, 5000).map((byte) => (byte === 10 ? 0 : byte)),
    ),
    mustFail: true,
  }),
  "a line without end": (random) => ({
    bytes: strToU8(
      `NRRD0004\n${pick(random, ["sizes: ", "type: ", "space directions: ", "data file: ", "# "])}${"9".repeat(900_000)}x\n\n`,
    ),
    mustFail: true,
  }),
  "deep brackets": (random) => ({
    bytes: healthy(random, { "space directions": "(".repeat(50_000) + ")".repeat(50_000) }),
    mustFail: true,
  }),
  "a field twice": (random) => ({
    bytes: makeNrrd({ ...facts(random), "data file": "a.raw\ntype: float" }, counting(1000)),
    mustFail: true,
  }),
  "a type that is none": (random) => ({
    bytes: healthy(random, { type: pick(random, ["block", "complex", "uint128", "__proto__", "constructor", ""]) }),
    mustFail: true,
  }),
  "colours and vectors": (random) => ({
    bytes: healthy(random, {
      dimension: "4",
      sizes: "3 5 5 5",
      "space directions": "none (1,0,0) (0,1,0) (0,0,1)",
      kinds: "RGB-color domain domain domain",
    }),
    mustFail: true,
  }),
  "text that is no number": (random) => ({
    bytes: joined(
      healthy(random, { encoding: "text", sizes: "2 2 2" }).subarray(0, -2 * 1000),
      strToU8(`1 2 3 4 5 6 7 ${pick(random, ["x", "1.5", "40000", "1e400", "9".repeat(10_000), "--1"])}`),
    ),
    mustFail: true,
  }),
  bzip2: (random) => ({ bytes: healthy(random, { encoding: "bzip2" }), mustFail: true }),
  "noise after the first line": (random) => ({
    bytes: joined(strToU8("NRRD0004\n"), noise(random, random.integer(2000))),
    mustFail: true,
  }),
  noise: (random) => ({ bytes: noise(random, random.integer(2000)), mustFail: true }),
  nothing: () => ({ bytes: new Uint8Array(0), mustFail: true }),
};

function facts(random: RandomStream): NrrdFields {
  return { ...plainFields, sizes: "10 10 10", encoding: "raw", type: random.integer(2) === 0 ? "short" : "int16" };
}

function healthy(random: RandomStream, changes: NrrdFields = {}): Uint8Array {
  const voxels = counting(1000);
  voxels[random.integer(2000)] = random.integer(256);
  return makeNrrd({ ...facts(random), ...changes }, voxels);
}

function zipped(random: RandomStream, changes: NrrdFields = {}): Uint8Array {
  return healthy(random, { ...changes, encoding: "gzip" });
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
  return file.findIndex((byte, n) => byte === 10 && file[n + 1] === 10) + 2;
}
