import type { RandomStream } from "@hilum/numeric";
import { straightGrid } from "../../../test/arbitraries.ts";
import type { DamagedFile, DamageTable } from "../../../test/damage.ts";
import { cutAtTenth, damagedFiles, flipped, joined, noise } from "../../../test/damage.ts";
import type { Volume } from "../../../volume.ts";
import type { DicomAttributes } from "../../dicom-elements.ts";
import { parseDicom } from "../../parse-dicom.ts";
import { magic, nested, shuffledPiece, tagPlace } from "../../structure-set/test/dicom-damage.ts";
import { readSegmentation } from "../read-segmentation.ts";
import { segmentMask } from "../segment-mask.ts";
import type { SegmentationFacts } from "./make-segmentation.ts";
import { makeSegmentation } from "./make-segmentation.ts";

/** The image that every segmentation was made on. */
const grid = straightGrid([21, 17, 14], [0.8, 0.8, 2], [-16, -14, 50]);

const PER_FRAME_GROUPS = [0x00, 0x52, 0x30, 0x92] as const;
const PIXEL_DATA = [0xe0, 0x7f, 0x10, 0x00] as const;

/** Damaged DICOM SEG files, the same ones for the same seed. */
export function damagedSegmentations(seed: number, count: number): DamagedFile[] {
  return damagedFiles("damaged-segmentation", damages, seed, count);
}

/** The only segment as a mask: first on the image's grid, then on its own, since both paths must hold. */
export function maskOfOnlySegment(bytes: Uint8Array): Volume {
  const segmentation = readSegmentation(parseDicom(bytes));
  segmentMask(segmentation, { grid });
  return segmentMask(segmentation);
}

/** A healthy file in which some attributes say something else. */
function lying(
  mustFail: boolean,
  changes: (random: RandomStream, round: number) => DicomAttributes,
): DamageTable[string] {
  return (random, round) => ({ bytes: healthy(random, changes(random, round)), mustFail });
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
  "a bit of the frames' places flipped": (random) => {
    const file = healthy(random);
    return {
      bytes: flipped(file, random, tagPlace(file, PER_FRAME_GROUPS), tagPlace(file, PIXEL_DATA), 1),
      mustFail: false,
    };
  },
  "a bit of the pixels flipped": (random) => {
    const file = healthy(random);
    return { bytes: flipped(file, random, tagPlace(file, PIXEL_DATA) + 12, file.length, 1), mustFail: false };
  },
  "a piece lost or doubled": (random) => ({ bytes: shuffledPiece(healthy(random), random), mustFail: false }),
  "absurd sizes": lying(true, () => ({ Rows: 65_535, Columns: 65_535 })),
  "sizes of zero": lying(true, (_, round) => ({ [round % 2 === 0 ? "Rows" : "Columns"]: 0 })),
  "other sizes": lying(true, (random) => ({ Rows: 1 + random.integer(16), Columns: 21 })),
  "absurd numbers of frames": lying(true, (_, round) => ({
    NumberOfFrames: ["2147483647", "-1", "0", "1e30", "many", "10000000"][round % 6],
  })),
  "an absurd length of the pixel data": (random) => {
    const file = healthy(random).slice();
    new DataView(file.buffer).setUint32(tagPlace(file, PIXEL_DATA) + 8, 0xfffffffe - 2 * random.integer(1000), true);
    return { bytes: file, mustFail: true };
  },
  "pixel data that claim to be compressed": (random) => {
    const file = healthy(random).slice();
    new DataView(file.buffer).setUint32(tagPlace(file, PIXEL_DATA) + 8, 0xffffffff, true);
    return { bytes: file, mustFail: true };
  },
  "other bits per pixel": lying(true, (random) => ({ BitsAllocated: 2 + random.integer(6) })),
  "another type": lying(true, (_, round) => ({
    SegmentationType: ["SURFACE", "", "BINARY ", "FRACTIONALLY"][round % 4 === 2 ? 0 : round % 4],
  })),
  "no segments, or two with one number": lying(true, (_, round) => ({
    SegmentSequence: round % 2 === 0 ? [] : [{ SegmentNumber: 1 }, { SegmentNumber: 1 }],
  })),
  "frames of a segment that is not described": lying(true, () => ({ SegmentSequence: [{ SegmentNumber: 77 }] })),
  "positions that are no numbers": (random, round) => ({
    bytes: placed(
      random,
      ["NaN\\0\\0", "1e999\\0\\0", "0\\0", "0\\0\\0\\0", "1e12\\1e12\\1e12", "left\\up\\in"][round % 6],
    ),
    mustFail: true,
  }),
  "a position kilometres away": (random) => ({
    bytes: placed(random, `0\\0\\${random.integer(999_999)}.5`),
    mustFail: false,
  }),
  "axes that span no plane": lying(true, (random, round) => ({
    SharedFunctionalGroupsSequence: [
      {
        PlaneOrientationSequence: [
          {
            ImageOrientationPatient: ["1\\0\\0\\1\\0\\0", "0\\0\\0\\0\\0\\0", "NaN\\0\\0\\0\\1\\0", "5\\0\\0\\0\\5\\0"][
              round % 4
            ],
          },
        ],
        PixelMeasuresSequence: [{ PixelSpacing: [0.8, 0.8], SliceThickness: random.uniform() }],
      },
    ],
  })),
  "a spacing that is no length": lying(true, (_, round) => ({
    SharedFunctionalGroupsSequence: [
      {
        PlaneOrientationSequence: [{ ImageOrientationPatient: [1, 0, 0, 0, 1, 0] }],
        PixelMeasuresSequence: [{ PixelSpacing: ["0\\0", "-1\\1", "NaN\\1", "1e300\\1"][round % 4] }],
      },
    ],
  })),
  "a fractional maximum of nothing": (random, round) => ({
    bytes: makeSegmentation({
      ...facts(random, "FRACTIONAL"),
      changes: { MaximumFractionalValue: round % 2 === 0 ? 0 : [] },
    }),
    mustFail: true,
  }),
  "no frame in the segment": (random) => ({
    bytes: makeSegmentation({ ...facts(random, "BINARY"), labels: ["Nodule", "Other"], frames: [] }),
    mustFail: true,
  }),
  "deep nesting": (random, round) => {
    const file = healthy(random);
    const at = tagPlace(file, PER_FRAME_GROUPS);
    return {
      bytes: joined(joined(file.subarray(0, at), nested(100 * 2 ** (round % 8), PER_FRAME_GROUPS)), file.subarray(at)),
      mustFail: true,
    };
  },
  "an image instead": lying(true, () => ({ SOPClassUID: "1.2.840.10008.5.1.4.1.1.2" })),
  "noise behind the magic number": (random) => ({
    bytes: joined(magic(), noise(random, random.integer(2000))),
    mustFail: true,
  }),
  nothing: () => ({ bytes: new Uint8Array(0), mustFail: true }),
};

function facts(random: RandomStream, type: SegmentationFacts["type"]): SegmentationFacts {
  const pixels = (): number[] => Array.from({ length: 21 * 17 }, () => (random.integer(4) === 0 ? 1 : 0));
  const frames = Array.from({ length: 3 + random.integer(5) }, (_, n) => ({ segment: 1, k: 2 + n, pixels: pixels() }));
  return { type, grid, labels: ["Nodule"], frames };
}

function healthy(random: RandomStream, changes: DicomAttributes = {}): Uint8Array {
  const type = random.integer(3) === 0 ? "LABELMAP" : "BINARY";
  return makeSegmentation({ ...facts(random, type), changes });
}

/** The first frame has another position. */
function placed(random: RandomStream, position: string): Uint8Array {
  const healthy = facts(random, "BINARY");
  const groups = healthy.frames.map(({ k }, n) => ({
    PlanePositionSequence: [{ ImagePositionPatient: n === 0 ? position : [-16, -14, 50 + 2 * k] }],
    SegmentIdentificationSequence: [{ ReferencedSegmentNumber: 1 }],
  }));
  return makeSegmentation({ ...healthy, changes: { PerFrameFunctionalGroupsSequence: groups } });
}
