import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { data as dcmjs, log } from "dcmjs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readNifti } from "../../nifti/index.ts";
import { reorient } from "../../reorient.ts";
import { anyGrid, straightGrid } from "../../test/arbitraries.ts";
import { dataFolder, dataFound, withData } from "../../test/data-folder.ts";
import type { Grid, Volume } from "../../volume.ts";
import { DicomError } from "../dataset.ts";
import { parseDicom } from "../parse-dicom.ts";
import { hasProgram, withProgram } from "../test/programs.ts";
import { readSegmentation } from "./read-segmentation.ts";
import { segmentCodes } from "./segment-codes.ts";
import { segmentMask } from "./segment-mask.ts";
import { makeEnhancedSeries, makeSeries } from "./test/make-series.ts";
import { programReport } from "./test/program-report.ts";
import type { SegmentToWrite } from "./write-segmentation.ts";
import { writeSegmentation } from "./write-segmentation.ts";

log.setLevel("error");

const turn = 0.3;
const [c, s] = [Math.cos(turn), Math.sin(turn)];
/** Oblique, anisotropic, and with a number of pixels per frame that is no multiple of 8. */
const oblique: Grid = {
  size: [13, 11, 7],
  spacing: [0.7, 0.8, 2.5],
  origin: [-120.5, 33.25, -400],
  direction: [c, 0, s, s * s, c, -c * s, -s * c, s, c * c],
};
const segments: SegmentToWrite[] = [
  { value: 1, label: "Solid part", type: segmentCodes.neoplasm, region: segmentCodes.lung },
  {
    value: 2,
    label: "Lymphknoten größer",
    type: segmentCodes.lymphNode,
    category: segmentCodes.anatomicalStructure,
    algorithm: { type: "MANUAL" },
  },
];

/** Two blobs that share slices; the first and the last slice are empty. */
function twoLabels(grid: Grid): Volume<Uint8Array> {
  const [ni, nj, nk] = grid.size;
  const data = new Uint8Array(ni * nj * nk);
  for (let k = 1; k < nk - 1; k++)
    for (let j = 0; j < nj; j++)
      for (let i = 0; i < ni; i++) {
        if ((i - 4) ** 2 + (j - 5) ** 2 < 12 - k) data[i + ni * (j + nj * k)] = 1;
        if (k < 4 && i > 9 && j < 3 + k) data[i + ni * (j + nj * k)] = 2;
      }
  return { grid, data };
}

function only(mask: Volume<Uint8Array>, value: number): Uint8Array {
  return mask.data.map((x) => (x === value ? 1 : 0));
}

/** Errors and warnings of dicom3tools' validator that concern the object, not the patient data that the series lacks. */
function complaints(bytes: Uint8Array): string[] {
  const lines = programReport("dciodvfy", bytes).split("\n");
  expect(lines, "the validator knows what it validates").toContain("Segmentation");
  return lines.filter((line) => /Error|Warning/.test(line) && !/DICOMDIR|Retired Person Name form/.test(line));
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

describe("what is written comes back", () => {
  test("on any grid, the same voxels for each segment, alone and on the grid of the image", () => {
    fc.assert(
      fc.property(
        anyGrid(7).chain((grid) => {
          const length = grid.size[0] * grid.size[1] * grid.size[2];
          const values = fc.array(fc.nat(2), { minLength: length, maxLength: length });
          return fc.record({ grid: fc.constant(grid), values });
        }),
        ({ grid, values }) => {
          const mask = { grid, data: Uint8Array.from(values) };
          fc.pre(values.includes(1) && values.includes(2));
          const seg = readSegmentation(parseDicom(writeSegmentation(mask, { series: makeSeries(grid), segments })));
          for (const value of [1, 2]) {
            expect(segmentMask(seg, { segment: value, grid })).toEqual({ grid, data: only(mask, value) });
            const own = segmentMask(seg, { segment: value });
            expect(own.data.reduce((sum, x) => sum + x, 0)).toBe(values.filter((x) => x === value).length);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test("from a mask that was stored in another order, or covers only a part of the series", () => {
    const mask = twoLabels(oblique);
    const series = makeSeries(oblique);
    const expected = writeSegmentation(mask, { series, segments });
    for (const axes of ["RAS", "SAL", "LPI"])
      expect(writeSegmentation(reorient(mask, axes), { series, segments })).toEqual(expected);
    const [ni, nj] = oblique.size;
    const flat = { ...oblique, size: [ni, nj, 5] as const };
    const part = { grid: flat, data: mask.data.slice(0, ni * nj * 5) };
    const seg = readSegmentation(parseDicom(writeSegmentation(part, { series: series.toReversed(), segments })));
    expect(segmentMask(seg, { segment: 1, grid: oblique }).data).toEqual(
      only(mask, 1).map((x, at) => (at < ni * nj * 5 ? x : 0)),
    );
  });

  test("on an enhanced multi-frame series, with the numbers of the frames", () => {
    const mask = twoLabels(oblique);
    const bytes = writeSegmentation(mask, { series: makeEnhancedSeries(oblique), segments });
    const file = parseDicom(bytes);
    expect(segmentMask(readSegmentation(file), { segment: "Solid part", grid: oblique }).data).toEqual(only(mask, 1));
    const sources = file.dataset
      .items("PerFrameFunctionalGroupsSequence")
      .map((group) =>
        group.items("DerivationImageSequence")[0].items("SourceImageSequence")[0].number("ReferencedFrameNumber"),
      );
    expect(sources).toEqual([2, 3, 4, 5, 6, 2, 3, 4]);
  });
});

describe("the object that is written", () => {
  const mask = twoLabels(oblique);
  const series = makeSeries(oblique);
  const { dataset } = parseDicom(
    writeSegmentation(mask, { series, segments, seriesDescription: "Nodule, read twice" }),
  );

  test("belongs to the patient, study and frame of reference of its series, and has a series of its own", () => {
    for (const keyword of [
      "PatientName",
      "PatientID",
      "PatientSex",
      "PatientAge",
      "StudyInstanceUID",
      "StudyDate",
      "FrameOfReferenceUID",
    ] as const)
      expect([keyword, dataset.text(keyword)]).toEqual([keyword, series[0].dataset.text(keyword)]);
    expect(dataset.has("PatientBirthDate")).toBe(false);
    expect(dataset.text("SeriesInstanceUID")).toMatch(/^2\.25\.\d+$/);
    expect(dataset.text("SeriesDescription")).toBe("Nodule, read twice");
    expect([dataset.text("ContentDate"), dataset.text("ContentTime")]).toEqual(["20240305", "101112"]);
  });

  test("has frames only where a segment is, each with a reference to the image it lies on", () => {
    const frames = dataset
      .items("PerFrameFunctionalGroupsSequence")
      .map((group) => [
        group.items("SegmentIdentificationSequence")[0].number("ReferencedSegmentNumber"),
        group.items("DerivationImageSequence")[0].items("SourceImageSequence")[0].text("ReferencedSOPInstanceUID"),
        ...group.items("FrameContentSequence")[0].numbers("DimensionIndexValues"),
      ]);
    expect(frames.map(([, , ...index]) => index)).toEqual([
      [1, 1],
      [1, 2],
      [1, 3],
      [1, 4],
      [1, 5],
      [2, 1],
      [2, 2],
      [2, 3],
    ]);
    expect(frames.map(([segment, uid]) => [segment, uid])).toEqual(
      [
        [1, 2],
        [1, 3],
        [1, 4],
        [1, 5],
        [1, 6],
        [2, 2],
        [2, 3],
        [2, 4],
      ].map(([segment, slice]) => [segment, `2.25.103${slice}`]),
    );
    const [referenced] = dataset.items("ReferencedSeriesSequence");
    expect(referenced.text("SeriesInstanceUID")).toBe("2.25.101");
    expect(referenced.items("ReferencedInstanceSequence").length).toBe(5);
  });

  test("is the same, to the byte, for the same input; a changed voxel, label or seed gives other UIDs", () => {
    const options = { series, segments };
    const bytes = writeSegmentation(mask, options);
    expect(writeSegmentation(mask, options)).toEqual(bytes);
    expect(writeSegmentation(mask, { ...options, series: series.toReversed() })).toEqual(bytes);
    const changed = { ...mask, data: mask.data.map((x, at) => (at === mask.data.indexOf(1) ? 0 : x)) };
    const uids = [
      writeSegmentation(mask, options),
      writeSegmentation(changed, options),
      writeSegmentation(mask, { ...options, uidSeed: "second reader" }),
      writeSegmentation(mask, { series, segments: [{ ...segments[0], label: "Other" }, segments[1]] }),
    ].map((file) => parseDicom(file).dataset.text("SOPInstanceUID"));
    expect(new Set(uids).size).toBe(4);
  });

  test("has a date even if the series has none, and the one that was given", () => {
    const undated = makeSeries(oblique, { StudyDate: [], StudyTime: [] });
    const date = (options: { date?: { date: string; time: string } }) =>
      parseDicom(writeSegmentation(mask, { series: undated, segments, ...options })).dataset.text("ContentDate");
    expect(date({})).toBe("19000101");
    expect(date({ date: { date: "20250102", time: "030405" } })).toBe("20250102");
  });
});

describe("what cannot be written says why", () => {
  const mask = twoLabels(oblique);
  const series = makeSeries(oblique);
  test("a mask on another grid, or on slices that are not among the files", () => {
    expect(code(() => writeSegmentation(mask, { series: series.slice(2), segments }))).toMatch(
      /^grid-mismatch: Only \d+ of the mask's \d+ .*5 slices/,
    );
    const shifted = { ...mask, grid: { ...oblique, origin: [-120.1, 33.25, -400] as const } };
    expect(code(() => writeSegmentation(shifted, { series, segments }))).toMatch(/^grid-mismatch: Only 0/);
  });
  test("labels without a description, and descriptions without a voxel", () => {
    expect(code(() => writeSegmentation(mask, { series }))).toMatch(
      /^unknown-label: The mask holds the labels 2,.*\(1 are described\)/,
    );
    expect(code(() => writeSegmentation(mask, { series, segments: [...segments, { value: 9, label: "x" }] }))).toMatch(
      /^empty-mask.*label 9/,
    );
  });
  test("options that DICOM has no room for", () => {
    const write = (options: object) => code(() => writeSegmentation(mask, { series, segments, ...options }));
    expect(write({ contentLabel: "small letters" })).toMatch(/^bad-option.*"small letters"/);
    expect(write({ segments: [{ value: 1, label: "" }] })).toMatch(/^bad-option/);
    expect(write({ segments: [segments[0], segments[0]] })).toMatch(/^bad-option/);
    expect(write({ segments: [{ ...segments[0], algorithm: { type: "AUTOMATIC" } }] })).toMatch(
      /^bad-option.*needs a name/,
    );
  });
  test("several series, the same slice twice, and no series", () => {
    const other = makeSeries(oblique, { SeriesInstanceUID: "2.25.9" });
    expect(code(() => writeSegmentation(mask, { series: [...series, other[0]], segments }))).toMatch(
      /^mixed-series.*2 different values of SeriesInstanceUID/,
    );
    expect(code(() => writeSegmentation(mask, { series: [...series, series[3]], segments }))).toMatch(
      /^duplicate-slices: image 4 and image 4/,
    );
    expect(code(() => writeSegmentation(mask, { series: [], segments }))).toMatch(/^no-series/);
    const placeless = makeSeries(oblique, { ImagePositionPatient: [] });
    expect(code(() => writeSegmentation(mask, { series: placeless, segments }))).toMatch(/^no-geometry.*7 of 7 images/);
  });
});

/** Pixels of all frames as dcmjs reads and unpacks them, to 0 and 255. */
function dcmjsPixels(bytes: Uint8Array): Uint8Array {
  const { dict } = dcmjs.DicomMessage.readFile(new Uint8Array(bytes).buffer);
  const [packed] = dict["7FE00010"].Value;
  expect(packed).toBeInstanceOf(ArrayBuffer);
  return packed instanceof ArrayBuffer ? dcmjs.BitArray.unpack(new Uint8Array(packed)) : new Uint8Array(0);
}

/** The slices of a mask that hold a value, one after the other. */
function slicesWith({ grid, data }: Volume<Uint8Array>, value: number): number[] {
  const size = grid.size[0] * grid.size[1];
  const slices = Array.from({ length: grid.size[2] }, (_, k) => Array.from(data.subarray(k * size, (k + 1) * size)));
  return slices.filter((slice) => slice.includes(value)).flatMap((slice) => slice.map((x) => (x === value ? 1 : 0)));
}

describe("other programs", () => {
  const files = [
    { name: "an oblique series", grid: oblique, series: makeSeries(oblique) },
    {
      name: "a series that was de-identified and once compressed with loss",
      grid: oblique,
      series: makeSeries(oblique, {
        StudyDate: [],
        PatientIdentityRemoved: "YES",
        DeidentificationMethod: ["By hand", "PS3.15 Basic Profile"],
        LongitudinalTemporalInformationModified: "MODIFIED",
        LossyImageCompression: "01",
        LossyImageCompressionRatio: 12.5,
        LossyImageCompressionMethod: "ISO_10918_1",
      }),
    },
    { name: "an enhanced series", grid: oblique, series: makeEnhancedSeries(oblique) },
    {
      name: "a single slice",
      grid: { ...oblique, size: [13, 11, 3] as const },
      series: makeSeries({ ...oblique, size: [13, 11, 3] }),
    },
  ].map(({ name, grid, series }) => ({
    name,
    mask: twoLabels(grid),
    bytes: writeSegmentation(twoLabels(grid), { series, segments }),
  }));

  test.each(files)("dcmjs reads the same frames and names: $name", ({ mask, bytes }) => {
    const expected = [...slicesWith(mask, 1), ...slicesWith(mask, 2)];
    const pixels = dcmjsPixels(bytes);
    expect([...pixels.subarray(0, expected.length)].map((x) => x / 255)).toEqual(expected);
    const { dict } = dcmjs.DicomMessage.readFile(new Uint8Array(bytes).buffer);
    const natural = dcmjs.DicomMetaDictionary.naturalizeDataset(dict);
    expect(JSON.stringify(natural.SegmentSequence)).toContain("Solid part");
    expect(JSON.stringify(natural.PatientName)).toContain("Müller^Jörg");
  });

  test.skipIf(!hasProgram("dciodvfy")).each(files)(
    withProgram("dciodvfy", "the validator of dicom3tools has no complaint: $name"),
    ({ bytes }) => {
      expect(complaints(bytes)).toEqual([]);
    },
  );

  test.skipIf(!hasProgram("dcmdump")).each(files)(
    withProgram("dcmdump", "dcmtk parses every attribute: $name"),
    ({ bytes }) => {
      const dump = programReport("dcmdump", bytes);
      expect(dump).toMatch(/exit 0$/);
      expect(dump).not.toMatch(/^[EW]:/m);
      expect(dump).toContain("=SegmentationStorage");
      expect(dump).toContain("[Lymphknoten größer]");
    },
  );

  test.skipIf(!hasProgram("gdcminfo")).each(files)(
    withProgram("gdcminfo", "GDCM sees the frames: $name"),
    ({ mask, bytes }) => {
      const frames = (slicesWith(mask, 1).length + slicesWith(mask, 2).length) / 143;
      expect(programReport("gdcminfo", bytes)).toContain(`Dimensions: (13,11,${frames})`);
    },
  );
});

describe.skipIf(!dataFound)(withData("the IBSI lung phantom"), () => {
  const folder = join(dataFolder, "ibsi1", "ct_dicom", "image");
  const load = () => {
    const stored = readNifti(readFileSync(join(dataFolder, "ibsi1", "ct_nifti", "mask.nii.gz")));
    const mask = { grid: stored.grid, data: Uint8Array.from(stored.data) };
    const series = readdirSync(folder).map((name) => parseDicom(readFileSync(join(folder, name)), { headOnly: true }));
    return {
      mask,
      bytes: writeSegmentation(mask, { series, segments: [{ value: 1, label: "GTV-1", region: segmentCodes.lung }] }),
    };
  };

  test("its 125,256 voxels come back on the series' grid, also through dcmjs", () => {
    const { mask, bytes } = load();
    const { data } = segmentMask(readSegmentation(parseDicom(bytes)), { segment: "gtv-1", grid: mask.grid });
    expect(data.reduce((sum, x) => sum + x, 0)).toBe(125_256);
    expect(data.filter((x, at) => x !== mask.data[at]).length).toBe(0);
    const expected = slicesWith(mask, 1);
    const pixels = dcmjsPixels(bytes);
    expect(expected.length).toBe(26 * 204 * 201);
    expect(expected.filter((x, at) => 255 * x !== pixels[at]).length).toBe(0);
  });

  test.skipIf(!hasProgram("dciodvfy"))(withProgram("dciodvfy", "the validator of dicom3tools has no complaint"), () => {
    expect(complaints(load().bytes)).toEqual([]);
  });
});

test("a straight grid without rotation is written as plain numbers", () => {
  const grid = straightGrid([8, 8, 3], [0.5, 0.5, 1], [0, 0, 0]);
  const { dataset } = parseDicom(
    writeSegmentation({ grid, data: new Uint8Array(192).fill(1) }, { series: makeSeries(grid) }),
  );
  const [shared] = dataset.items("SharedFunctionalGroupsSequence");
  expect(shared.items("PlaneOrientationSequence")[0].texts("ImageOrientationPatient")).toEqual([
    "1",
    "0",
    "0",
    "0",
    "1",
    "0",
  ]);
  expect(shared.items("PixelMeasuresSequence")[0].numbers("SpacingBetweenSlices")).toEqual([1]);
});
