import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DicomError } from "./dataset.ts";
import type { DicomAttributes } from "./dicom-elements.ts";
import { decimalString, dicomElements } from "./dicom-elements.ts";
import { parseDicom } from "./parse-dicom.ts";
import { programReport } from "./segmentation/test/program-report.ts";
import { hasProgram, withProgram } from "./test/programs.ts";
import { writeDicom } from "./write-dicom.ts";

const identity = { SOPClassUID: "1.2.840.10008.5.1.4.1.1.2", SOPInstanceUID: "2.25.7" } as const;

function file(attributes: DicomAttributes): Uint8Array {
  return writeDicom(dicomElements({ ...identity, ...attributes }));
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

test("a decimal string has at most 16 characters and is the number, to as many digits as fit", () => {
  expect([0, -0.5, 0.1, 1e20, -1e-7, 123_456].map(decimalString)).toEqual([
    "0",
    "-0.5",
    "0.1",
    "1e+20",
    "-1e-7",
    "123456",
  ]);
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
      const text = decimalString(x);
      expect(text.length).toBeLessThanOrEqual(16);
      expect(text).toMatch(/^-?\d+(\.\d+)?(e[+-]\d+)?$/);
      expect(Math.abs(Number(text) - x)).toBeLessThanOrEqual(1e-8 * Math.abs(x));
    }),
  );
  expect(() => decimalString(Number.NaN)).toThrow(DicomError);
});

describe("what is written is read", () => {
  test("text, numbers of every kind, several values, nothing, and sequences in sequences", () => {
    const { dataset, transferSyntax } = parseDicom(
      file({
        SpecificCharacterSet: "ISO_IR 192",
        PatientName: "Müller^Jörg",
        PatientSex: [],
        ImageType: ["DERIVED", "PRIMARY", "AXIAL"],
        ImagePositionPatient: [-1.5, 2, 1 / 3],
        NumberOfFrames: 12,
        Rows: 65_535,
        DimensionIndexValues: [1, 4_000_000_000],
        DimensionIndexPointer: "ImagePositionPatient",
        ReferencedSeriesSequence: [
          { SeriesInstanceUID: "2.25.8", ReferencedInstanceSequence: [{ ReferencedSOPInstanceUID: "2.25.9" }, {}] },
        ],
        SegmentSequence: [],
      }),
    );
    expect(transferSyntax).toBe("1.2.840.10008.1.2.1");
    expect(dataset.text("PatientName")).toBe("Müller^Jörg");
    expect(dataset.has("PatientSex")).toBe(false);
    expect(dataset.texts("ImageType")).toEqual(["DERIVED", "PRIMARY", "AXIAL"]);
    expect(dataset.numbers("ImagePositionPatient")).toEqual([-1.5, 2, 0.33333333333333]);
    expect(dataset.number("NumberOfFrames")).toBe(12);
    expect(dataset.number("Rows")).toBe(65_535);
    expect(dataset.numbers("DimensionIndexValues")).toEqual([1, 4_000_000_000]);
    expect([...(dataset.bytes("DimensionIndexPointer") ?? [])]).toEqual([0x20, 0, 0x32, 0]);
    const [series] = dataset.items("ReferencedSeriesSequence");
    expect(series.items("ReferencedInstanceSequence").map((item) => item.text("ReferencedSOPInstanceUID"))).toEqual([
      "2.25.9",
      undefined,
    ]);
    expect(dataset.items("SegmentSequence")).toEqual([]);
  });

  test("a value that is too long for its length field is written as unknown, and read all the same", () => {
    const points = Array.from({ length: 30_000 }, (_, n) => n / 4);
    expect(parseDicom(file({ ContourData: points })).dataset.numbers("ContourData")).toEqual(points);
  });

  test("compressed pixel data keep their fragments and transfer syntax", () => {
    const fragments = [new Uint8Array(0), Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5)];
    const bytes = writeDicom([...dicomElements(identity), { tag: "7FE00010", vr: "OB", fragments }], {
      transferSyntax: "1.2.840.10008.1.2.5",
    });
    const { transferSyntax, pixelElement, source } = parseDicom(bytes);
    expect(transferSyntax).toBe("1.2.840.10008.1.2.5");
    expect(pixelElement?.delimited).toBe(true);
    const item = [0xfe, 0xff, 0x00, 0xe0];
    const expected = [...item, 0, 0, 0, 0, ...item, 4, 0, 0, 0, 1, 2, 3, 0, ...item, 2, 0, 0, 0, 4, 5];
    expect([...source.bytes.subarray(pixelElement?.start, pixelElement?.end)]).toEqual(expected);
  });

  test("attributes come in the order of their tags; group lengths and another file's meta information are left out", () => {
    const elements = dicomElements({ Rows: 1, PatientID: "x", ...identity });
    const extra = [
      { tag: "00100000", vr: "UL", bytes: Uint8Array.of(9, 9, 9, 9) },
      { tag: "00020010", vr: "UI", bytes: Uint8Array.of(0x31, 0x2e) },
    ];
    expect(writeDicom([...elements, ...extra])).toEqual(writeDicom(elements.toReversed()));
  });
});

describe("what cannot be written says why", () => {
  test("a file without identity, a tag that is none, a value that does not fit", () => {
    expect(code(() => writeDicom([]))).toMatch(/^cannot-write: The file has no SOP Class UID/);
    expect(
      code(() => writeDicom([...dicomElements(identity), { tag: "0010", vr: "LO", bytes: new Uint8Array(0) }])),
    ).toMatch(/^cannot-write.*"0010"/);
    expect(code(() => file({ NumberOfFrames: 1.5 }))).toMatch(/^cannot-write: NumberOfFrames \(IS\) cannot hold 1.5/);
    expect(code(() => file({ DimensionIndexPointer: "Nothing" }))).toMatch(/^cannot-write/);
  });
});

test.skipIf(!hasProgram("dcmdump"))(withProgram("dcmdump", "dcmtk reads the same values"), () => {
  const dump = programReport(
    "dcmdump",
    file({
      PatientID: "odd",
      Rows: 7,
      ReferencedSeriesSequence: [{ SeriesInstanceUID: "2.25.8" }],
      PixelSpacing: [0.5, 0.25],
    }),
  );
  expect(dump).toMatch(/exit 0$/);
  for (const line of ["[odd]", "US 7 ", "[0.5\\0.25]", "[2.25.8]"]) expect(dump).toContain(line);
});
