import type { RandomStream } from "@hilum/numeric";
import { straightGrid } from "../../../test/arbitraries.ts";
import type { DamagedFile, DamageTable } from "../../../test/damage.ts";
import { cutAtTenth, damagedFiles, flipped, joined, noise } from "../../../test/damage.ts";
import type { Volume } from "../../../volume.ts";
import { parseDicom } from "../../parse-dicom.ts";
import { readStructureSet } from "../read-structure-set.ts";
import { roiMask } from "../roi-mask.ts";
import { selectRoi } from "../select-roi.ts";
import { magic, nested, shuffledPiece, tagPlace } from "./dicom-damage.ts";
import type { ContourFacts } from "./make-structure-set.ts";
import { makeStructureSet } from "./make-structure-set.ts";

/** The image that every region was drawn on. */
const grid = straightGrid([40, 36, 12], [0.8, 0.8, 2], [-16, -14, 50]);

const CONTOUR_DATA = [0x06, 0x30, 0x50, 0x00] as const;
const REFERENCED_FRAMES = [0x06, 0x30, 0x10, 0x00] as const;

/** Damaged RTSTRUCT files, the same ones for the same seed. */
export function damagedStructureSets(seed: number, count: number): DamagedFile[] {
  return damagedFiles("damaged-structure-set", damages, seed, count);
}

/** The only region of a file as a mask on the image. */
export function maskOfOnlyRegion(bytes: Uint8Array): Volume {
  return roiMask(selectRoi(readStructureSet(parseDicom(bytes))), grid);
}

const damages: DamageTable = {
  "cut at a tenth": (random, round) => ({ bytes: cutAtTenth(healthy(random), round), mustFail: true }),
  "last bytes lost": (random) => {
    const file = healthy(random);
    return { bytes: file.subarray(0, file.length - 1 - random.integer(40)), mustFail: true };
  },
  "a bit flipped": (random) => {
    const file = healthy(random);
    return { bytes: flipped(file, random, 128, file.length, 1), mustFail: false };
  },
  "twenty bits flipped": (random) => {
    const file = healthy(random);
    return { bytes: flipped(file, random, 128, file.length, 20), mustFail: false };
  },
  "a bit in the header of the regions flipped": (random) => {
    const file = healthy(random);
    return { bytes: flipped(file, random, 128, tagPlace(file, CONTOUR_DATA), 1), mustFail: false };
  },
  "a piece lost or doubled": (random) => ({ bytes: shuffledPiece(healthy(random), random), mustFail: false }),
  "ten million points claimed": (random) => ({ bytes: withContour(random, { claimed: 10_000_000 }), mustFail: true }),
  "a negative or absurd number of points claimed": (random, round) => ({
    bytes: withContour(random, { claimed: ["-3", "2147483647", "1e300", "0", "-1e5"][round % 5] }),
    mustFail: true,
  }),
  "an absurd length": (random) => {
    const file = healthy(random);
    const at = tagPlace(file, REFERENCED_FRAMES);
    const changed = file.slice();
    new DataView(changed.buffer).setUint32(at + 8, 0xfffffffe - 2 * random.integer(1000), true);
    return { bytes: changed, mustFail: true };
  },
  "a coordinate that is no number": (random, round) => ({
    bytes: withContour(random, {
      points: `${["NaN", "1e999", "--3", "", "1.2.3", "Infinity"][round % 6]}\\1\\54\\2\\3\\54\\5\\5\\54`,
      claimed: 3,
    }),
    // Infinity and an empty place are no decimal strings either.
    mustFail: true,
  }),
  "a polygon that spans a million kilometres": (random, round) => ({
    bytes: withContour(random, {
      points: [-1, -1, 1, -1, 1, 1].flatMap((x, n) => (n % 2 === 0 ? [x * 10 ** (9 + (round % 290))] : [x * 1e9, 54])),
    }),
    mustFail: true,
  }),
  "a zigzag of many points": (random) => ({
    bytes: withContour(random, {
      points: Array.from({ length: 2000 }, (_, n) => [random.uniform() * 30 - 15, n % 2 === 0 ? -1e5 : 1e5, 54]).flat(),
    }),
    mustFail: false,
  }),
  "a contour between slices": (random) => ({
    bytes: withContour(random, { points: [0, 0, 55, 5, 0, 55, 5, 5, 55] }),
    mustFail: true,
  }),
  "a contour across the slices": (random) => ({
    bytes: withContour(random, { points: [0, 0, 50, 5, 0, 54, 5, 5, 58] }),
    mustFail: true,
  }),
  "a contour without points, or with one": (random, round) => ({
    bytes: withContour(random, { points: round % 2 === 0 ? [] : [1, 1, 54] }),
    // One point fills nothing; the other contours remain.
    mustFail: round % 2 === 0,
  }),
  "a number of coordinates that is no multiple of three": (random) => ({
    bytes: withContour(random, { points: [0, 0, 54, 5, 0, 54, 5, 5] }),
    mustFail: true,
  }),
  "a type of contour that does not exist": (random) => ({
    bytes: makeStructureSet([{ name: "GTV", contours: [{ type: "SPIRAL", points: square(random, 2) }] }]),
    mustFail: true,
  }),
  "hundreds of empty regions": () => ({
    bytes: makeStructureSet(Array.from({ length: 600 }, (_, n) => ({ name: `region ${n}`, contours: [] }))),
    mustFail: true,
  }),
  "regions with one number": (random) => ({
    bytes: makeStructureSet(
      [1, 1].map((number) => ({ number, name: "GTV", contours: [{ points: square(random, 1) }] })),
    ),
    mustFail: true,
  }),
  "deep nesting": (random, round) => ({
    bytes: inserted(healthy(random), nested(100 * 2 ** (round % 8), REFERENCED_FRAMES)),
    mustFail: true,
  }),
  "a sequence that says it is unknown, with noise inside": (random) => {
    const length = 4 + random.integer(60) * 2;
    const head = new Uint8Array([0x06, 0x30, 0x0f, 0x00, 0x55, 0x4e, 0, 0, length, 0, 0, 0]);
    return { bytes: inserted(healthy(random), joined(head, noise(random, length))), mustFail: false };
  },
  "an image instead": (random) => ({
    bytes: makeStructureSet([{ name: "GTV", contours: [{ points: square(random, 1) }] }], {
      SOPClassUID: "1.2.840.10008.5.1.4.1.1.2",
    }),
    mustFail: true,
  }),
  "noise behind the magic number": (random) => ({
    bytes: joined(magic(), noise(random, random.integer(2000))),
    mustFail: true,
  }),
  noise: (random) => ({ bytes: noise(random, random.integer(2000)), mustFail: true }),
  nothing: () => ({ bytes: new Uint8Array(0), mustFail: true }),
};

function healthy(random: RandomStream): Uint8Array {
  const contours = Array.from({ length: 2 + random.integer(5) }, (_, n) => ({ points: square(random, n + 2) }));
  return makeStructureSet([{ name: "GTV", contours }]);
}

/** A healthy region with one more contour. */
function withContour(random: RandomStream, contour: Partial<ContourFacts>): Uint8Array {
  const whole = { points: square(random, 2), ...contour };
  return makeStructureSet([
    { name: "GTV", contours: [{ points: square(random, 1) }, whole, { points: square(random, 3) }] },
  ]);
}

function square(random: RandomStream, k: number): number[] {
  const [x, y, z] = [random.normal() * 3, random.normal() * 3, 50 + 2 * k];
  const size = 2 + 4 * random.uniform();
  return [x, y, z, x + size, y, z, x + size, y + size, z, x, y + size, z].map((value) => Number(value.toFixed(3)));
}

/** A file with more bytes before its first sequence of group 3006. */
function inserted(file: Uint8Array, bytes: Uint8Array): Uint8Array {
  const at = tagPlace(file, REFERENCED_FRAMES);
  return joined(joined(file.subarray(0, at), bytes), file.subarray(at));
}
