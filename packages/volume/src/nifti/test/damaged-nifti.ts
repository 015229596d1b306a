import type { RandomStream } from "@hilum/numeric";
import type { DamagedFile, DamageTable } from "../../test/damage.ts";
import { compressed, cutAtTenth, damagedFiles, flipped, joined, noise } from "../../test/damage.ts";
import type { NiftiFacts } from "./make-nifti.ts";
import { makeNifti } from "./make-nifti.ts";

/** `count` damaged .nii and .nii.gz files, the same ones for the same seed; every kind of damage comes up in turn. */
export function damagedNifti(seed: number, count: number): DamagedFile[] {
  return damagedFiles("damaged-nifti", damages, seed, count);
}

const damages: DamageTable = {
  "cut at a tenth": (random, round) => ({ bytes: cutAtTenth(healthy(random), round), mustFail: true }),
  "compressed, then cut at a tenth": (random, round) => ({
    bytes: cutAtTenth(compressed(healthy(random)), round),
    mustFail: true,
  }),
  "compressed, last bytes lost": (random) => {
    const file = compressed(healthy(random));
    return { bytes: file.subarray(0, file.length - 1 - random.integer(12)), mustFail: true };
  },
  "bytes appended": (random) => {
    const file = healthy(random);
    return { bytes: joined(file, noise(random, 1 + random.integer(100))), mustFail: true };
  },
  "compressed, bytes appended": (random) => ({
    bytes: joined(compressed(healthy(random)), noise(random, 1 + random.integer(100))),
    mustFail: true,
  }),
  "a bit of the header flipped": (random) => ({ bytes: flipped(healthy(random), random, 0, 348, 1), mustFail: false }),
  "a bit of the header flipped, then compressed": (random) => ({
    bytes: compressed(flipped(healthy(random), random, 0, 348, 1)),
    mustFail: false,
  }),
  "twenty bits of the header flipped": (random) => ({
    bytes: flipped(healthy(random), random, 0, 348, 20),
    mustFail: false,
  }),
  "a bit of a voxel flipped": (random) => {
    const file = healthy(random);
    return { bytes: flipped(file, random, 544, file.length, 1), mustFail: false };
  },
  "a bit of the compressed data flipped": (random) => {
    const file = compressed(healthy(random));
    return { bytes: flipped(file, random, 10, file.length - 9, 1), mustFail: true };
  },
  "a wrong checksum": (random) => {
    const file = compressed(healthy(random));
    return { bytes: flipped(file, random, file.length - 8, file.length - 4, 1), mustFail: true };
  },
  "a negative size": (random) => ({ bytes: resized(random, () => -1 - random.integer(1000)), mustFail: true }),
  "sizes of zero": (random) => ({ bytes: resized(random, () => 0), mustFail: true }),
  "absurd sizes": (random) => ({ bytes: resized(random, () => 32_767), mustFail: true }),
  "absurd sizes, compressed": (random) => ({ bytes: compressed(resized(random, () => 32_767)), mustFail: true }),
  "a thousand times the voxels, compressed": (random) => ({
    bytes: compressed(resized(random, () => 1000)),
    mustFail: true,
  }),
  "half the header in the other byte order": (random) => {
    const file = healthy(random, { version: 1 });
    file.subarray(40, 56).forEach((_, i, dims) => {
      if (i % 2 === 0) [dims[i], dims[i + 1]] = [dims[i + 1], dims[i]];
    });
    return { bytes: file, mustFail: true };
  },
  "a bomb of zeros behind a small header": (random) => ({
    bytes: compressed(joined(healthy(random), new Uint8Array(8_000_000))),
    mustFail: true,
  }),
  "a spacing that is no length": (random, round) => ({
    bytes: makeNifti({
      ...facts(random),
      pixdim: [1, [Number.NaN, 0, Infinity, 1e30][round % 4], 1, 1],
      sform: undefined,
    }),
    mustFail: true,
  }),
  "an sform without volume": (random) => {
    const row = [random.normal(), random.normal(), random.normal(), 0];
    return {
      bytes: makeNifti({ ...facts(random), sform: { code: 1, rows: [...row, ...row, ...row] } }),
      mustFail: true,
    };
  },
  "a datatype that does not exist": (random) => ({
    bytes: makeNifti({ ...facts(random), datatype: { code: 3 + 10 * random.integer(50), bits: 16 } }),
    mustFail: true,
  }),
  "noise that begins like gzip": (random) => ({
    bytes: joined(new Uint8Array([0x1f, 0x8b, 8, 0]), noise(random, 500)),
    mustFail: true,
  }),
  noise: (random) => ({ bytes: noise(random, random.integer(2000)), mustFail: true }),
  nothing: () => ({ bytes: new Uint8Array(0), mustFail: true }),
};

function facts(random: RandomStream): NiftiFacts {
  return {
    version: random.integer(2) === 0 ? 1 : 2,
    littleEndian: random.integer(2) === 0,
    dims: [5 + random.integer(8), 5 + random.integer(8), 5 + random.integer(8)],
    datatype: { code: 4, bits: 16 },
    put: (view, at, _i, littleEndian) => view.setInt16(at, random.integer(4000) - 1000, littleEndian),
    pixdim: [1, 0.75, 0.75, 2],
    sform: { code: 1, rows: [-0.75, 0, 0, 100, 0, -0.75, 0, 80, 0, 0, 2, -300] },
  };
}

function healthy(random: RandomStream, changes: Partial<NiftiFacts> = {}): Uint8Array {
  return makeNifti({ ...facts(random), ...changes });
}

/** A healthy file whose three sizes were overwritten in the header. */
function resized(random: RandomStream, size: () => number): Uint8Array {
  const chosen = facts(random);
  const file = makeNifti(chosen);
  const view = new DataView(file.buffer);
  for (let d = 1; d <= 3; d++) {
    if (chosen.version === 1) view.setInt16(40 + 2 * d, size(), chosen.littleEndian);
    else view.setBigInt64(16 + 8 * d, BigInt(size()), chosen.littleEndian);
  }
  return file;
}
