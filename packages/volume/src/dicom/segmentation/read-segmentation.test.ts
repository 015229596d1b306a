import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { reorient } from "../../reorient.ts";
import { compareGrids } from "../../same-grid.ts";
import { straightGrid } from "../../test/arbitraries.ts";
import type { Grid } from "../../volume.ts";
import { DicomError } from "../dataset.ts";
import { parseDicom } from "../parse-dicom.ts";
import { converted, hasProgram, withProgram } from "../test/programs.ts";
import { packBits, unpackBits } from "./pack-bits.ts";
import { readSegmentation } from "./read-segmentation.ts";
import type { SegmentMaskOptions } from "./segment-mask.ts";
import { segmentMask } from "./segment-mask.ts";
import { selectSegment } from "./select-segment.ts";
import type { SegmentationFacts } from "./test/make-segmentation.ts";
import { makeSegmentation } from "./test/make-segmentation.ts";

const grid = straightGrid([5, 3, 8], [0.8, 0.9, 2], [-10, 20, 30]);
const [left, right] = [
  [1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 1, 0, 0],
  [0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1],
];
const binary: SegmentationFacts = {
  type: "BINARY",
  grid,
  labels: ["Left", "Right"],
  // Out of order: last slice first.
  frames: [
    { segment: 2, k: 6, pixels: right },
    { segment: 1, k: 5, pixels: left },
    { segment: 1, k: 2, pixels: right },
    { segment: 1, k: 3, pixels: left },
  ],
};

function read(facts: SegmentationFacts) {
  return readSegmentation(parseDicom(makeSegmentation(facts)));
}

function mask(facts: SegmentationFacts, options: SegmentMaskOptions) {
  return segmentMask(read(facts), options);
}

/** A volume with these slices, 0 elsewhere. */
function slices(on: Grid, at: Readonly<Record<number, readonly number[]>>): Uint8Array {
  const data = new Uint8Array(on.size[0] * on.size[1] * on.size[2]);
  for (const [k, pixels] of Object.entries(at)) data.set(pixels, Number(k) * on.size[0] * on.size[1]);
  return data;
}

function code(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof DicomError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "no error";
}

test("bits: a frame begins at the next bit, not byte", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.nat(1), { minLength: 7, maxLength: 7 }), { minLength: 1, maxLength: 20 }),
      (frames) => {
        const bytes = packBits(frames.map((frame) => Uint8Array.from(frame)));
        expect(bytes.length).toBe(Math.ceil((7 * frames.length) / 8));
        frames.forEach((frame, n) => expect([...unpackBits(bytes, 7 * n, 7)]).toEqual(frame));
      },
    ),
  );
  expect(packBits([Uint8Array.of(1, 0, 0), Uint8Array.of(0, 0, 1, 0, 1, 1)])).toEqual(Uint8Array.of(0b10100001, 1));
});

describe("what a segmentation holds", () => {
  test("segments, links and the places of the frames", () => {
    const { pixels, ...rest } = read(binary);
    expect(rest).toMatchObject({
      type: "BINARY",
      label: "TEST",
      segments: [
        { number: 1, label: "Left", algorithmType: "MANUAL" },
        { number: 2, label: "Right", algorithmType: "MANUAL" },
      ],
      seriesUids: ["2.25.101"],
      frameOfReferenceUid: "2.25.102",
    });
    expect(rest.frames.map(({ segment, plane }) => [segment, plane.origin[2]])).toEqual([
      [2, 42],
      [1, 40],
      [1, 34],
      [1, 36],
    ]);
    expect([...pixels(1)]).toEqual(left);
  });

  test("its head is enough to list the segments; the missing pixels are noticed when they are asked for", () => {
    const bytes = makeSegmentation(binary);
    const head = readSegmentation(parseDicom(bytes.subarray(0, bytes.length - 6), { headOnly: true }));
    expect(head.segments.length).toBe(2);
    expect(code(() => segmentMask(head, { segment: 1 }))).toMatch(
      /^damaged-segmentation.*need 8 bytes of pixel data, there are 2/,
    );
  });
});

describe("choosing a segment", () => {
  test("by number, by label in any case, by its number as text, or the only one", () => {
    const { segments } = read({ ...binary, labels: ["Left", "Right", "3"] });
    expect(selectSegment({ segments }, 2).label).toBe("Right");
    expect(selectSegment({ segments }, " right").number).toBe(2);
    expect(selectSegment({ segments }, "1").label).toBe("Left");
    expect(selectSegment({ segments: segments.slice(0, 1) }).label).toBe("Left");
  });
  test("otherwise the segments are listed", () => {
    const { segments } = read({ ...binary, labels: ["Nodule", "nodule"] });
    expect(code(() => selectSegment({ segments }))).toMatch(/^several-segments.*1 "Nodule", 2 "nodule"/);
    expect(code(() => selectSegment({ segments }, "NODULE"))).toMatch(/^several-segments: 2 segments match "NODULE"/);
    expect(code(() => selectSegment({ segments }, 7))).toMatch(
      /^segment-not-found: There is no segment number 7.*1 "Nodule"/,
    );
  });
});

describe("on the grid of the image", () => {
  test("frames in any order stand on their slices, the others are empty", () => {
    expect(mask(binary, { segment: 1, grid })).toEqual({ grid, data: slices(grid, { 2: right, 3: left, 5: left }) });
    expect(mask(binary, { segment: "Right", grid })).toEqual({ grid, data: slices(grid, { 6: right }) });
  });

  test("an image in any orientation, turned around or seen from another side", () => {
    const upright = mask(binary, { segment: 1, grid });
    for (const axes of ["RAS", "LPI", "SAL", "PSR", "ILA"]) {
      const turned = reorient(upright, axes);
      expect(mask(binary, { segment: 1, grid: turned.grid }).data).toEqual(turned.data);
    }
  });

  test("frames that are larger or smaller than the image fit as long as every marked pixel is one of its voxels", () => {
    const larger: Grid = { ...grid, size: [9, 9, 20], origin: [-10 - 2 * 0.8, 20 - 0.9, 30 - 6 * 2] };
    const wide = mask(binary, { segment: 1, grid: larger });
    expect(wide.grid).toBe(larger);
    expect(wide.data.reduce((sum, x) => sum + x, 0)).toBe(16);
    expect(wide.data[1 * 9 + 2 + 81 * (6 + 3)]).toBe(1);
    const smaller: Grid = { ...grid, size: [2, 3, 2], origin: [-10 + 3 * 0.8, 20, 40] };
    expect(mask(binary, { segment: 2, grid: smaller })).toEqual({
      grid: smaller,
      data: Uint8Array.of(0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 0, 1),
    });
  });

  test("on other voxels it keeps a grid of its own, and compareGrids says what differs", () => {
    const other: Grid = { ...grid, size: [5, 3, 5], spacing: [0.8, 0.9, 3] };
    const own = mask(binary, { segment: 1, grid: other });
    expect(own.grid.size).toEqual([5, 3, 4]);
    expect(own.grid.spacing[2]).toBeCloseTo(2, 9);
    expect(own.grid.origin).toEqual([-10, 20, 34]);
    expect(own.data).toEqual(slices(own.grid, { 0: right, 1: left, 3: left }));
    expect(compareGrids(other, own.grid).join("; ")).toMatch(/sizes 5×3×5 and 5×3×4; spacings .*×3 and .*×2 mm/);
  });
});

describe("a grid of its own", () => {
  test("a single frame is as thick as the header says", () => {
    expect(mask(binary, { segment: 2 }).grid).toEqual({ ...grid, size: [5, 3, 1], origin: [-10, 20, 42] });
  });
  test("distances that are no multiples of one are refused, without the image", () => {
    const uneven = { ...binary, frames: [0, 1, 2.4].map((k) => ({ segment: 1, k, pixels: left })) };
    expect(code(() => mask(uneven, { segment: 1 }))).toMatch(/^uneven-frames.*0, 2, 4\.8 mm/);
  });
  test("a span of kilometres is not filled with voxels", () => {
    const far = { ...binary, frames: [0, 1, 400_000_000 / 1000].map((k) => ({ segment: 1, k, pixels: left })) };
    const tiny = { ...far, grid: { ...grid, spacing: [0.8, 0.9, 0.02] as const } };
    const many = { ...tiny, frames: [0, 1, 49_000_000].map((k) => ({ segment: 1, k, pixels: left })) };
    expect(code(() => mask(many, { segment: 1 }))).toMatch(/^too-large.*49000001 slices/);
  });
});

describe("fractions and label maps", () => {
  const fractional: SegmentationFacts = {
    type: "FRACTIONAL",
    grid,
    labels: ["Nodule"],
    frames: [{ segment: 1, k: 4, pixels: [0, 50, 99, 100, 101, 150, 199, 200, 0, 0, 0, 0, 0, 0, 0] }],
  };
  const labels: SegmentationFacts = {
    type: "LABELMAP",
    grid,
    labels: ["Left", "Right"],
    frames: [
      { segment: 0, k: 1, pixels: left.map((x, n) => x + 2 * right[n]) },
      { segment: 0, k: 2, pixels: right },
    ],
  };

  test("a fraction of at least one half, or the threshold that is given, is inside", () => {
    const inside = (threshold?: number) => {
      const { data } = mask(fractional, { grid, ...(threshold !== undefined && { threshold }) });
      return [...data.subarray(60, 68)].join("");
    };
    expect([inside(), inside(0.25), inside(0.995), inside(1)]).toEqual([
      "00011111",
      "01111111",
      "00000011",
      "00000001",
    ]);
    expect(code(() => inside(0))).toMatch(/^bad-threshold/);
  });

  test.each([8, 16] as const)("a label map with %i bits holds all segments in one", (bits) => {
    expect(mask({ ...labels, bits }, { segment: "Left", grid }).data).toEqual(slices(grid, { 1: left, 2: right }));
    expect(mask({ ...labels, bits }, { segment: 2, grid }).data).toEqual(slices(grid, { 1: right }));
  });

  const rewritten = [
    { name: "deflated", program: "dcmconv", options: ["+td"] },
    { name: "implicit VR", program: "dcmconv", options: ["+ti"] },
    { name: "sequences of undefined length", program: "dcmconv", options: ["-e"] },
  ];
  const compressed = [
    { name: "big endian", program: "dcmconv", options: ["+tb"] },
    { name: "RLE", program: "dcmcrle", options: [] },
    { name: "lossless JPEG", program: "dcmcjpeg", options: ["+e1"] },
  ];
  test.each(rewritten.filter(({ program }) => hasProgram(program)))(
    withProgram("dcmconv", "binary, rewritten by dcmtk: $name"),
    async ({ program, options }) => {
      const seg = readSegmentation(parseDicom(await converted(makeSegmentation(binary), program, options)));
      expect(segmentMask(seg, { segment: 1, grid })).toEqual(mask(binary, { segment: 1, grid }));
    },
  );
  test.each([...rewritten, ...compressed].filter(({ program }) => hasProgram(program)))(
    withProgram("dcmcrle", "fractional, rewritten by dcmtk: $name"),
    async ({ program, options }) => {
      const two = {
        ...fractional,
        frames: [...fractional.frames, { segment: 1, k: 6, pixels: left.map((x) => 200 * x) }],
      };
      const seg = readSegmentation(parseDicom(await converted(makeSegmentation(two), program, options)));
      expect(segmentMask(seg, { grid })).toEqual(mask(two, { grid }));
    },
  );
});

describe("damage is named", () => {
  const broken = (changes: SegmentationFacts["changes"], facts = binary) =>
    code(() => mask({ ...facts, changes: changes ?? {} }, { segment: 1, grid }));
  test("another kind of file", () => {
    expect(broken({ SOPClassUID: "1.2.840.10008.5.1.4.1.1.2", Modality: "CT" })).toMatch(/^not-a-segmentation.*CT/);
  });
  test("contradictions between header, frames and pixels", () => {
    expect(broken({ SegmentationType: "SURFACE" })).toMatch(/^damaged-segmentation.*SURFACE/);
    expect(broken({ NumberOfFrames: 5 })).toMatch(/announces 5 frames and describes 4/);
    expect(broken({ Rows: 30_000 })).toMatch(/need 75000 bytes of pixel data, there are 8/);
    expect(broken({ Rows: 2 })).toMatch(/need 5 bytes of pixel data, there are 8/);
    expect(broken({ BitsAllocated: 8 })).toMatch(/BINARY one has 1 bits per pixel, it has 8/);
    expect(broken({ SegmentSequence: [] })).toMatch(/describes 0 segments/);
    expect(broken({ SegmentSequence: [{ SegmentNumber: 1 }, { SegmentNumber: 1 }] })).toMatch(
      /2 segments have 1 different numbers/,
    );
    expect(broken({ SegmentSequence: [{ SegmentNumber: 1 }] })).toMatch(
      /frame 1 belongs to segment 2, which is not described/,
    );
  });
  test("frames without a place", () => {
    expect(broken({ SharedFunctionalGroupsSequence: [] })).toMatch(
      /^damaged-geometry: Frame 1.*no ImageOrientationPatient/,
    );
  });
  test("a segment without a pixel", () => {
    const empty = { ...binary, frames: [{ segment: 1, k: 0, pixels: left.map(() => 0) }] };
    expect(broken({}, empty)).toMatch(/^empty-segment: Segment 1 \("Left"\) marks no pixel in 1 frames/);
  });
});
