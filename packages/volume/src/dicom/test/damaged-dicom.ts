import { deflateRawSync, constants } from "node:zlib";
import type { RandomStream } from "@hilum/numeric";
import { strFromU8, strToU8 } from "fflate";
import type { DamagedFile, DamageTable } from "../../test/damage.ts";
import { cutAtTenth, damagedFiles, flipped, joined, noise, pick } from "../../test/damage.ts";
import type { DicomAttributes } from "../dicom-elements.ts";
import { parseDicom } from "../parse-dicom.ts";
import type { CompressedFrame } from "./compressed-frames.ts";
import { compressedFrames } from "./compressed-frames.ts";
import { encapsulate } from "./encapsulate.ts";
import { makeSlice } from "./make-slice.ts";

/** Files of one slice with every kind of damage, in native and compressed transfer syntaxes; the same for the same seed. */
export async function damagedDicom(seed: number, count: number): Promise<DamagedFile[]> {
  const frames = Object.values(await compressedFrames());
  return damagedFiles("damaged-dicom", damages(frames), seed, count);
}

const DEFLATED = "1.2.840.10008.1.2.1.99";
/** Where the data set of `makeSlice` begins: behind preamble, magic and file meta group. */
const dataSetStart = ((): number => {
  const file = makeSlice();
  return 144 + new DataView(file.buffer).getUint32(140, true);
})();

function damages(frames: readonly CompressedFrame[]): DamageTable {
  const compressedSlice = (
    random: RandomStream,
    change: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes,
  ): Uint8Array => {
    const { transferSyntax, bytes, facts } = pick(random, frames);
    return encapsulate(makeSlice(facts), { transferSyntax, frames: [[change(bytes)]] });
  };
  const inCodestream = (
    name: string,
    syntax: string,
    change: (bytes: Uint8Array, random: RandomStream) => void,
  ): DamageTable => ({
    [name]: (random) => {
      const chosen = frames.filter(({ transferSyntax }) => transferSyntax.startsWith(syntax));
      const { transferSyntax, bytes, facts } = pick(random, chosen);
      const changed = bytes.slice();
      change(changed, random);
      return { bytes: encapsulate(makeSlice(facts), { transferSyntax, frames: [[changed]] }), mustFail: false };
    },
  });
  return {
    "cut at a tenth": (_random, round) => ({ bytes: cutAtTenth(makeSlice(), round), mustFail: true }),
    "deflated, then cut at a tenth": (_random, round) => ({
      bytes: cutAtTenth(deflatedSlice(), round),
      mustFail: true,
    }),
    "compressed, then cut at a tenth": (random, round) => ({
      bytes: cutAtTenth(compressedSlice(random), round),
      mustFail: true,
    }),
    "a compressed frame that ends early": (random) => ({
      bytes: compressedSlice(random, (bytes) => bytes.subarray(0, random.integer(bytes.length - 8))),
      mustFail: true,
    }),
    "a bit of the header flipped": (random) => ({
      bytes: flipped(makeSlice(), random, 132, headEnd(), 1),
      mustFail: false,
    }),
    "twenty bits of the header flipped": (random) => ({
      bytes: flipped(makeSlice(), random, 132, headEnd(), 20),
      mustFail: false,
    }),
    "a bit of a compressed frame flipped": (random) => ({
      bytes: compressedSlice(random, (bytes) => flipped(bytes, random, 0, bytes.length, 1)),
      mustFail: false,
    }),
    "twenty bits of a compressed frame flipped": (random) => ({
      bytes: compressedSlice(random, (bytes) => flipped(bytes, random, 0, bytes.length, 20)),
      mustFail: false,
    }),
    "bits of a compressed frame's header flipped": (random) => ({
      bytes: compressedSlice(random, (bytes) => flipped(bytes, random, 2, Math.min(bytes.length, 120), 2)),
      mustFail: false,
    }),
    "a compressed frame of noise": (random) => ({
      bytes: compressedSlice(random, (bytes) => noise(random, bytes.length)),
      mustFail: true,
    }),
    "bits of the deflated data flipped": (random) => {
      const file = deflatedSlice();
      return { bytes: flipped(file, random, dataSetStart, file.length, 1 + random.integer(8)), mustFail: false };
    },
    "absurd sizes": (random) => ({ bytes: resized(makeSlice(), random), mustFail: true }),
    "absurd sizes, compressed": (random) => ({ bytes: resized(compressedSlice(random), random), mustFail: true }),
    "absurd sizes in the frame too": (random) => {
      const { transferSyntax, bytes, facts } = pick(random, frames);
      const changed = bytes.slice();
      resizeCodestream(changed, 65_535);
      return {
        bytes: resized(encapsulate(makeSlice(facts), { transferSyntax, frames: [[changed]] }), random, 65_535),
        mustFail: true,
      };
    },
    "a thousand times the pixels in the frame too": (random) => {
      const { transferSyntax, bytes, facts } = pick(random, frames);
      const changed = bytes.slice();
      resizeCodestream(changed, 640);
      return {
        bytes: resized(encapsulate(makeSlice(facts), { transferSyntax, frames: [[changed]] }), random, 640),
        mustFail: false,
      };
    },
    ...inCodestream("absurd tiles and levels of JPEG 2000", "1.2.840.10008.1.2.4.", (bytes, random) => {
      const view = new DataView(bytes.buffer);
      if (bytes[1] === 0x4f) view.setUint32(pick(random, [24, 28, 32, 36]), pick(random, [0, 1, 2, 0xffffffff]));
      const style = bytes.findIndex((byte, n) => byte === 0xff && bytes[n + 1] === 0x52);
      if (style > 0) bytes[style + 5 + random.integer(8)] = random.integer(256);
    }),
    "an element with an absurd length": (random, round) => ({
      bytes: withLength(makeSlice(), round, 0xfffffff0 - 2 * random.integer(9)),
      mustFail: true,
    }),
    "a fragment with an absurd length": (random) => {
      const file = compressedSlice(random);
      const { start = 0 } = parseDicom(file).pixelElement ?? {};
      new DataView(file.buffer).setUint32(
        start + pick(random, [4, 12]),
        pick(random, [0x7fffffff, 0xfffffffe, 0xffffffff]),
        true,
      );
      return { bytes: file, mustFail: true };
    },
    "the wrong byte order announced": () => ({ bytes: renamed(makeSlice(), "1.2.840.10008.1.2.2"), mustFail: true }),
    "a transfer syntax that does not exist": (random) => ({
      bytes: renamed(makeSlice(), `1.2.840.10008.1.${1 + random.integer(9)}.9`),
      mustFail: true,
    }),
    "native pixels announced as compressed": (random) => ({
      bytes: renamed(makeSlice(), pick(random, [DEFLATED, "1.2.840.10008.1.2.2"])),
      mustFail: true,
    }),
    "another codec's frame": (random) => {
      const { bytes, facts } = pick(random, frames);
      const { transferSyntax } = pick(
        random,
        frames.filter((frame) => frame.bytes !== bytes),
      );
      // JPEG 2000 decoders may well read HTJ2K.
      return { bytes: encapsulate(makeSlice(facts), { transferSyntax, frames: [[bytes]] }), mustFail: false };
    },
    "a bomb of zeros behind the pixels, deflated": () => ({
      bytes: deflated([synced(makeSlice().subarray(dataSetStart)), ...bombPieces(2)]),
      // Only what the pixels need is inflated.
      mustFail: false,
    }),
    "a bomb of 320 MB, deflated": () => ({
      bytes: deflated([synced(withElement("00990010", "UN", 0xfffffff0).subarray(dataSetStart)), ...bombPieces(40)]),
      mustFail: true,
    }),
    "sequences nested 10,000 deep": (_random, round) => ({ bytes: nested(10_000, round % 2 === 0), mustFail: true }),
    "sequences nested 10,000 deep with lengths": () => ({ bytes: nestedWithLengths(10_000), mustFail: true }),
    "a sequence that never ends": (random) => {
      const open = sequenceHead(0x00081140);
      const items = Array.from({ length: random.integer(50) }, () => Uint8Array.of(0xfe, 0xff, 0, 0xe0, 0, 0, 0, 0));
      return { bytes: [open, ...items].reduce(joined, makeSlice().subarray(0, dataSetStart)), mustFail: true };
    },
    "a million empty items": () => {
      const items = new Uint8Array(8_000_000);
      for (let at = 0; at < items.length; at += 8) items.set([0xfe, 0xff, 0, 0xe0], at);
      return {
        bytes: joined(joined(makeSlice().subarray(0, dataSetStart), sequenceHead(0x52009230)), items),
        mustFail: true,
      };
    },
    "half a million private elements": () => {
      const elements = new Uint8Array(4_000_000);
      const view = new DataView(elements.buffer);
      for (let n = 0; n < 500_000; n++) {
        view.setUint16(8 * n, 9 + 2 * (n >> 16), true);
        view.setUint16(8 * n + 2, n & 0xffff, true);
        elements.set([0x4c, 0x4f], 8 * n + 4);
      }
      return { bytes: joined(makeSlice().subarray(0, dataSetStart), elements), mustFail: true };
    },
    "bits that do not fit": (random, round) => ({
      bytes: changed(
        [
          { BitsAllocated: 7, BitsStored: 7, HighBit: 6 },
          { BitsStored: 0 },
          { BitsStored: 17, HighBit: 16 },
          { HighBit: 65_535 },
          { BitsAllocated: 1, BitsStored: 1, HighBit: 0 },
        ][round % 5],
        random,
      ),
      mustFail: true,
    }),
    "absurd numbers of frames": (random, round) => ({
      bytes: changed({ NumberOfFrames: [0, -1, 2_000_000_000, 16_000, 2][round % 5] }, random),
      mustFail: true,
    }),
    "lengths and directions that are none": (random, round) => ({
      bytes: changed(
        [
          { PixelSpacing: [0, 1] },
          { PixelSpacing: [-1, 1] },
          { ImageOrientationPatient: [0, 0, 0, 0, 0, 0] },
          { ImageOrientationPatient: [1, 0, 0, 1, 0, 0] },
          { ImageOrientationPatient: [1, 0, 0] },
          { SliceThickness: 0 },
          { Rows: 0 },
        ][round % 7],
        random,
      ),
      mustFail: true,
    }),
    "text where numbers belong": (_random, round) => ({
      bytes: textInPlace(
        [
          ["0.75", "abcd"],
          ["-1024", "1e999"],
          ["0.75", "NaN "],
        ][round % 3],
      ),
      mustFail: true,
    }),
    "no UIDs": (random, round) => ({
      bytes: changed([{ SeriesInstanceUID: [] }, { SOPInstanceUID: " " }][round % 2], random),
      mustFail: true,
    }),
    "noise behind the magic word": (random) => {
      const file = joined(new Uint8Array(128), joined(strToU8("DICM"), noise(random, random.integer(2000))));
      return { bytes: file, mustFail: true };
    },
    noise: (random) => ({ bytes: noise(random, random.integer(2000)), mustFail: true }),
    nothing: () => ({ bytes: new Uint8Array(0), mustFail: true }),
  };
}

function headEnd(): number {
  return parseDicom(makeSlice()).pixelElement?.start ?? 0;
}

function changed(more: DicomAttributes, random: RandomStream): Uint8Array {
  return makeSlice({ instance: 1 + random.integer(1000), more });
}

/** Rows and columns overwritten with the same number. */
function resized(file: Uint8Array, random: RandomStream, size = 20_000 + random.integer(45_000)): Uint8Array {
  const view = new DataView(file.buffer, file.byteOffset);
  for (const element of [0x10, 0x11]) {
    const at = find(file, Uint8Array.of(0x28, 0, element, 0, 0x55, 0x53));
    view.setUint16(at + 8, size, true);
  }
  return file;
}

/** The size that a JPEG or JPEG 2000 frame claims; run-length encoded frames claim none. */
function resizeCodestream(bytes: Uint8Array, size: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  if (bytes[0] === 0xff && bytes[1] === 0x4f) for (const at of [8, 12, 24, 28]) view.setUint32(at, size);
  else if (bytes[0] === 0xff) {
    const at = bytes.findIndex((byte, n) => byte === 0xff && [0xc0, 0xc3, 0xf7].includes(bytes[n + 1]));
    view.setUint16(at + 5, size);
    view.setUint16(at + 7, size);
  }
}

function find(file: Uint8Array, pattern: Uint8Array): number {
  return strFromU8(file, true).indexOf(strFromU8(pattern, true));
}

/** The file with another UID of the same or a smaller length as its transfer syntax. */
function renamed(file: Uint8Array, uid: string): Uint8Array {
  const head = encapsulate(file, { transferSyntax: uid, frames: [] });
  const { start = 0 } = parseDicom(file).pixelElement ?? {};
  const shift = new DataView(head.buffer).getUint32(140, true) - new DataView(file.buffer).getUint32(140, true);
  return joined(head.subarray(0, start - 12 + shift), file.subarray(start - 12));
}

function deflatedSlice(): Uint8Array {
  return deflated([new Uint8Array(deflateRawSync(makeSlice().subarray(dataSetStart)))]);
}

/** A head with the deflated transfer syntax, and pieces of a deflate stream behind it. */
function deflated(pieces: readonly Uint8Array[]): Uint8Array {
  const named = renamed(makeSlice(), DEFLATED);
  const meta = named.subarray(0, 144 + new DataView(named.buffer).getUint32(140, true));
  return pieces.reduce(joined, meta);
}

let eightMegabytes: Uint8Array | undefined;

/** So many times 8 MB of zeros, as 8 kB each. */
function bombPieces(count: number): readonly Uint8Array[] {
  eightMegabytes ??= synced(new Uint8Array(8_000_000));
  return Array.from({ length: count }, () => eightMegabytes ?? new Uint8Array(0));
}

/** Deflated so that another piece can follow. */
function synced(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(deflateRawSync(bytes, { finishFlush: constants.Z_FULL_FLUSH }));
}

/** A slice whose data set begins with an element that claims a length. */
function withElement(tag: string, vr: string, length: number): Uint8Array {
  const file = makeSlice();
  const head = new Uint8Array(12);
  const view = new DataView(head.buffer);
  view.setUint16(0, Number.parseInt(tag.slice(0, 4), 16), true);
  view.setUint16(2, Number.parseInt(tag.slice(4), 16), true);
  head.set(strToU8(vr), 4);
  view.setUint32(8, length, true);
  return joined(joined(file.subarray(0, dataSetStart), head), file.subarray(dataSetStart));
}

function withLength(file: Uint8Array, round: number, length: number): Uint8Array {
  const vrs = ["UN", "SQ", "OB", "UT"];
  return round % 5 === 4 ? pixelLength(file, length) : withElement("00081140", vrs[round % 4], length);
}

function pixelLength(file: Uint8Array, length: number): Uint8Array {
  new DataView(file.buffer).setUint32((parseDicom(file).pixelElement?.start ?? 0) - 4, length, true);
  return file;
}

function sequenceHead(tag: number, vr = "SQ"): Uint8Array {
  const head = new Uint8Array(12);
  const view = new DataView(head.buffer);
  view.setUint16(0, tag >>> 16, true);
  view.setUint16(2, tag & 0xffff, true);
  head.set(strToU8(vr), 4);
  view.setUint32(8, 0xffffffff, true);
  return head;
}

/** Sequences in sequences, with delimiters or, if not `closed`, without. */
function nested(depth: number, closed: boolean): Uint8Array {
  const level = joined(sequenceHead(0x00081140), Uint8Array.of(0xfe, 0xff, 0, 0xe0, 255, 255, 255, 255));
  const ends = Uint8Array.of(0xfe, 0xff, 0x0d, 0xe0, 0, 0, 0, 0, 0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0);
  const whole = new Uint8Array(depth * (closed ? 36 : 20));
  for (let n = 0; n < depth; n++) {
    whole.set(level, 20 * n);
    if (closed) whole.set(ends, 20 * depth + 16 * n);
  }
  return joined(makeSlice().subarray(0, dataSetStart), whole);
}

/** Per-frame functional groups in functional groups, each with its length: the reader asks for their items. */
function nestedWithLengths(depth: number): Uint8Array {
  const whole = new Uint8Array(20 * depth);
  const view = new DataView(whole.buffer);
  for (let n = 0; n < depth; n++) {
    whole.set(sequenceHead(0x52009230), 20 * n);
    view.setUint32(20 * n + 8, 20 * (depth - n) - 12, true);
    whole.set([0xfe, 0xff, 0, 0xe0], 20 * n + 12);
    view.setUint32(20 * n + 16, 20 * (depth - n) - 20, true);
  }
  return joined(makeSlice().subarray(0, dataSetStart), whole);
}

function textInPlace([from, to]: readonly string[]): Uint8Array {
  const file = makeSlice();
  file.set(strToU8(to), find(file, strToU8(from)));
  return file;
}
