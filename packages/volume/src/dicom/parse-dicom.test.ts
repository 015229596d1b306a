import { strToU8 } from "fflate";
import { describe, expect, test } from "vitest";
import { DicomError, isDicom, parseDicom } from "./index.ts";
import { makeEnhanced } from "./test/make-enhanced.ts";
import { makeSlice } from "./test/make-slice.ts";
import { converted, hasProgram, withProgram } from "./test/programs.ts";

/** Where the data set of `makeSlice` begins, behind the file meta group. */
function dataSetOf(file: Uint8Array): Uint8Array {
  return file.subarray(144 + new DataView(file.buffer).getUint32(140, true));
}

describe("a data set", () => {
  const { dataset } = parseDicom(makeSlice({ more: { PatientName: "Doe^Jane ", SeriesDescription: "a\\b" } }));

  test("gives text without padding, and several values apart", () => {
    expect(dataset.text("PatientName")).toBe("Doe^Jane");
    expect(dataset.texts("ImageType")).toEqual(["ORIGINAL", "PRIMARY", "AXIAL"]);
    expect(dataset.texts("SeriesDescription")).toEqual(["a", "b"]);
  });

  test("gives numbers from text and from binary", () => {
    expect(dataset.number("Rows")).toBe(8);
    expect(dataset.numbers("PixelSpacing")).toEqual([0.75, 0.5]);
    expect(dataset.number("PatientName")).toBeUndefined();
  });

  test("gives nothing for what is absent", () => {
    expect(dataset.has("KVP")).toBe(false);
    expect(dataset.text("KVP")).toBeUndefined();
    expect(dataset.numbers("KVP")).toEqual([]);
    expect(dataset.items("SegmentSequence")).toEqual([]);
    expect(dataset.bytes("KVP")).toBeUndefined();
  });
});

test("an empty number is absent, not 0", () => {
  const { dataset } = parseDicom(makeSlice({ more: { SliceThickness: [] } }));
  expect(dataset.number("SliceThickness")).toBeUndefined();
});

test("a bare data set without preamble is read, in either VR", async () => {
  const bare = dataSetOf(makeSlice());
  expect(isDicom(bare)).toBe(true);
  expect(parseDicom(bare).dataset.number("Rows")).toBe(8);
  expect(parseDicom(bare).transferSyntax).toBe("1.2.840.10008.1.2.1");
});

test.skipIf(!hasProgram("dcmconv"))(withProgram("dcmconv", "a bare data set in implicit VR is read"), async () => {
  const bare = await converted(makeSlice(), "dcmconv", ["-F", "+ti"]);
  expect(bare[0]).toBe(8);
  expect(isDicom(bare)).toBe(true);
  expect(parseDicom(bare).dataset.numbers("PixelSpacing")).toEqual([0.75, 0.5]);
  expect(parseDicom(bare).transferSyntax).toBe("1.2.840.10008.1.2");
});

test("other files are not taken for DICOM", () => {
  for (const bytes of [
    new Uint8Array(0),
    new Uint8Array(500),
    strToU8("NRRD0004\n".repeat(60)),
    strToU8("II*\0".repeat(50)),
  ]) {
    expect(isDicom(bytes)).toBe(false);
    expect(() => parseDicom(bytes)).toThrow(expect.objectContaining({ code: "not-dicom" }));
  }
});

test("the head can be read without the pixels, cut anywhere within them", () => {
  const file = makeSlice();
  const { start = 0 } = parseDicom(file).pixelElement ?? {};
  for (const length of [start, start + 1, start + 70, file.length]) {
    const { dataset } = parseDicom(file.subarray(0, length), { headOnly: true });
    expect(dataset.number("RescaleIntercept")).toBe(-1024);
  }
  expect(() => parseDicom(file.subarray(0, start - 20), { headOnly: true })).toThrow(
    expect.objectContaining({ code: "dicom-truncated" }),
  );
});

const tools = [
  ["deflated", ["+td"]],
  ["big endian", ["+tb"]],
  ["sequences without lengths", ["+te", "-e"]],
  ["implicit VR", ["+ti"]],
] as const;

test.skipIf(!hasProgram("dcmconv")).each(tools)(
  withProgram("dcmconv", "nested sequences and the head of a file: %s"),
  async (_name, options) => {
    const frames = [0, 1].map((n) => ({ position: [1, 2, n] as const, slope: 1, intercept: 0 }));
    const file = await converted(makeEnhanced(frames), "dcmconv", options);
    for (const headOnly of [false, true]) {
      const { dataset } = parseDicom(headOnly ? file.subarray(0, file.length - 20) : file, { headOnly });
      const positions = dataset
        .items("PerFrameFunctionalGroupsSequence")
        .map((frame) => frame.items("PlanePositionSequence")[0].numbers("ImagePositionPatient"));
      expect(positions).toEqual([
        [1, 2, 0],
        [1, 2, 1],
      ]);
    }
  },
);

test("an attribute and a sequence of unknown VR are read by the standard's", () => {
  const implicit = Uint8Array.of(
    0xfe,
    0xff,
    0,
    0xe0,
    18,
    0,
    0,
    0,
    0x18,
    0,
    0x50,
    0,
    10,
    0,
    0,
    0,
    ...strToU8("2.50000000"),
  );
  const file = [
    ...unknown(0x0008, 0x103e, strToU8("lung")),
    ...unknown(0x0028, 0x0010, Uint8Array.of(7, 1)),
    ...unknown(0x0028, 0x9110, implicit),
  ];
  const meta = makeSlice().subarray(0, makeSlice().length - dataSetOf(makeSlice()).length);
  const { dataset } = parseDicom(Uint8Array.from([...meta, ...file]));
  expect(dataset.text("SeriesDescription")).toBe("lung");
  expect(dataset.number("Rows")).toBe(263);
  expect(dataset.items("PixelMeasuresSequence")[0].number("SliceThickness")).toBe(2.5);
});

function unknown(group: number, element: number, value: Uint8Array): number[] {
  const little = (n: number): number[] => [n & 255, n >> 8];
  return [...little(group), ...little(element), 0x55, 0x4e, 0, 0, value.length, 0, 0, 0, ...value];
}

const names = [
  ["Latin-1", ["ISO_IR 100"], [0x4d, 0xfc, 0x6c, 0x6c, 0x65, 0x72], "Müller"],
  ["Latin-2", ["ISO_IR 101"], [0xb3, 0xf3, 0x64, 0xbc], "łódź"],
  ["Cyrillic", ["ISO_IR 144"], [0xbb, 0xee, 0xda], "Люк"],
  ["UTF-8", ["ISO_IR 192"], [...strToU8("Tumor 肿瘤")], "Tumor 肿瘤"],
  ["GB18030, with a backslash as second byte", ["GB18030"], [0xcd, 0xf5, 0x5e, 0x90, 0x5c], "王^怽"],
  [
    "Japanese with escapes (PS3.5, H.3.1)",
    ["", "ISO 2022 IR 87"],
    [
      ...strToU8("Yamada^Tarou="),
      0x1b,
      0x24,
      0x42,
      0x3b,
      0x33,
      0x45,
      0x44,
      0x1b,
      0x28,
      0x42,
      0x5e,
      0x1b,
      0x24,
      0x42,
      0x42,
      0x40,
      0x4f,
      0x3a,
      0x1b,
      0x28,
      0x42,
    ],
    "Yamada^Tarou=山田^太郎",
  ],
  ["half-width katakana (PS3.5, H.3.2)", ["ISO_IR 13"], [0xd4, 0xcf, 0xc0, 0xde], "ﾔﾏﾀﾞ"],
  [
    "Korean with escapes (PS3.5, I.2)",
    ["", "ISO 2022 IR 149"],
    [
      ...strToU8("Hong^Gildong="),
      0x1b,
      0x24,
      0x29,
      0x43,
      0xfb,
      0xf3,
      0x5e,
      0x1b,
      0x24,
      0x29,
      0x43,
      0xd1,
      0xce,
      0xd4,
      0xd7,
    ],
    "Hong^Gildong=洪^吉洞",
  ],
  [
    "Chinese with escapes (PS3.5, K.2)",
    ["", "ISO 2022 IR 58"],
    [
      ...strToU8("Zhang^XiaoDong="),
      0x1b,
      0x24,
      0x29,
      0x41,
      0xd5,
      0xc5,
      0x5e,
      0x1b,
      0x24,
      0x29,
      0x41,
      0xd0,
      0xa1,
      0xb6,
      0xab,
    ],
    "Zhang^XiaoDong=张^小东",
  ],
] as const;

test.each(names)("text in %s", (_name, terms, bytes, text) => {
  const more = { SpecificCharacterSet: [...terms], PatientName: Uint8Array.from(bytes) };
  expect(parseDicom(makeSlice({ more })).dataset.text("PatientName")).toBe(text);
});

test("a message says where in the file the damage is", () => {
  const file = makeSlice();
  const first = file.length - dataSetOf(file).length;
  const second = first + 8 + file[first + 6];
  file[second + 4] = 1;
  expect(() => parseDicom(file)).toThrow(DicomError);
  expect(() => parseDicom(file)).toThrow(new RegExp(`^At byte ${second} the attribute \\(0008,0016\\)`));
});
