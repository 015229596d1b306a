import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8 } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dataFolder } from "../../test/data-folder.ts";
import type { Keyword } from "../attributes.ts";
import { parseDicom } from "../parse-dicom.ts";
import { readSegmentation } from "../segmentation/read-segmentation.ts";
import { segmentMask } from "../segmentation/segment-mask.ts";
import { writeSegmentation } from "../segmentation/write-segmentation.ts";
import { seriesGeometry } from "../series-geometry.ts";
import { sliceHeaders } from "../slice-header.ts";
import { readStructureSet } from "../structure-set/read-structure-set.ts";
import { converted, hasProgram, withProgram } from "../test/programs.ts";
import type { DicomElement } from "../write-dicom.ts";
import { deidentifyDicom } from "./deidentify-dicom.ts";
import { identifyingTexts } from "./identifying-texts.ts";
import { keptAttributes } from "./kept-attributes.ts";
import { rawDicom, rawItems, rawValue } from "./raw-dataset.ts";
import type { RawDataset } from "./raw-dataset.ts";
import { identifiedCt, secrets } from "./test/make-identified.ts";

const key = Uint8Array.from({ length: 32 }, (_, n) => n);
const options = { key, patient: "P0001" };
const text = (tag: string, vr: string, value: string): DicomElement => ({ tag, vr, bytes: strToU8(value) });

function values(bytes: Uint8Array, ...keywords: Keyword[]): (string | undefined)[] {
  const { dataset } = parseDicom(bytes);
  return keywords.map((keyword) =>
    dataset.texts(keyword).length > 1 ? dataset.texts(keyword).join("\\") : dataset.text(keyword),
  );
}

/** Tags at any depth. */
function tagsIn(dataset: RawDataset): number[] {
  return [...dataset.elements].flatMap(([tag, element]) => [
    tag,
    ...(element.vr === "SQ" ? rawItems(dataset, element).flatMap(tagsIn) : []),
  ]);
}

const folder = mkdtempSync(join(tmpdir(), "hilum-deidentify-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What dciodvfy finds wrong in a file that it takes for such an object. */
function errorsOf(file: Uint8Array, kind: string): string[] {
  writeFileSync(join(folder, "file.dcm"), file);
  const { stderr } = spawnSync("dciodvfy", [join(folder, "file.dcm")], { encoding: "utf8" });
  expect(stderr).toMatch(new RegExp(`^${kind}$`, "m"));
  return stderr.split("\n").filter((line) => line.startsWith("Error"));
}

describe("a CT image full of names", () => {
  const { bytes, removed } = deidentifyDicom(identifiedCt(), options);
  const all = Buffer.from(bytes).toString("latin1").toLowerCase();

  test.each(secrets)("%s stood in the input and is nowhere in the output", (secret) => {
    expect(Buffer.from(identifiedCt()).toString("latin1")).toContain(secret);
    expect(all).not.toContain(secret.toLowerCase());
  });

  test("holds only attributes of the list, of the de-identification and of the patient's new name", () => {
    const added = [0x00100010, 0x00100020, 0x00101010, 0x00120062, 0x00120063, 0x00120064, 0x00280303, 0x7fe00010];
    const strays = tagsIn(rawDicom(bytes)).filter((tag) => !keptAttributes.has(tag) && !added.includes(tag));
    expect(strays).toEqual([]);
  });

  test("is the same image", () => {
    const [before, after] = [identifiedCt(), bytes].map(rawDicom);
    const image = (file: RawDataset) =>
      [0x00200032, 0x00200037, 0x00280010, 0x00280030, 0x00281052, 0x7fe00010, 0x00180050, 0x00181210].map((tag) =>
        Array.from(rawValue(file, file.elements.get(tag)!)),
      );
    expect(image(after)).toEqual(image(before));
  });

  test("says that and how identities were removed", () => {
    expect(values(bytes, "PatientName", "PatientID", "PatientBirthDate", "PatientSex")).toEqual([
      "P0001",
      "P0001",
      undefined,
      "F",
    ]);
    const file = rawDicom(bytes);
    const text = (dataset: RawDataset, tag: number) =>
      Buffer.from(rawValue(dataset, dataset.elements.get(tag)!))
        .toString()
        .trim();
    expect(text(file, 0x00120062)).toBe("YES");
    expect(text(file, 0x00280303)).toBe("MODIFIED");
    const codes = rawItems(file, file.elements.get(0x00120064)!).map((item) => text(item, 0x00080100));
    expect(codes).toEqual(["113100", "113107", "113108"]);
    expect(removed).toEqual(
      expect.arrayContaining(["(0010,0010)", "(0009,1001)", "(6000,3000)", "(0040,0275)", "(0020,000D)"]),
    );
  });

  test("keeps the time between two dates, and no date or time of day", () => {
    const [study, acquired] = values(bytes, "StudyDate", "AcquisitionDate").map(Number);
    expect(study).not.toBe(20190321);
    expect(study).toBeLessThan(20180322);
    const days = (date: number) =>
      Date.UTC(Math.floor(date / 10_000), (Math.floor(date / 100) % 100) - 1, date % 100) / 864e5;
    expect(days(acquired) - days(study)).toBe(1);
    expect(all).not.toContain("0915");
  });

  test("has the age at the study, and above 89 only that", () => {
    expect(values(bytes, "PatientAge")).toEqual(["087Y"]);
    const older = identifiedCt([text("00100030", "DA", "19200101")]);
    expect(values(deidentifyDicom(older, options).bytes, "PatientAge")).toEqual(["090Y"]);
    const stated = identifiedCt([text("00101010", "AS", "095Y")]);
    expect(values(deidentifyDicom(stated, options).bytes, "PatientAge")).toEqual(["090Y"]);
  });
});

describe("the key", () => {
  test("gives the same file again, another key other UIDs and dates", () => {
    const uids = (bytes: Uint8Array) => values(bytes, "StudyInstanceUID", "SOPInstanceUID", "StudyDate");
    const first = deidentifyDicom(identifiedCt(), options).bytes;
    expect(deidentifyDicom(identifiedCt(), options).bytes).toEqual(first);
    const other = deidentifyDicom(identifiedCt(), { ...options, key: key.map((byte) => byte + 1) }).bytes;
    uids(other).forEach((uid, n) => expect(uid).not.toBe(uids(first)[n]));
    for (const uid of uids(first).slice(0, 2)) expect(uid).toMatch(/^2\.25\.[1-9]\d{30,38}$/);
  });

  test("of fewer than 16 bytes is refused", () => {
    expect(() => deidentifyDicom(identifiedCt(), { ...options, key: key.subarray(0, 15) })).toThrow(
      /15 bytes; at least 16/,
    );
  });
});

describe("what cannot be freed of names is refused", () => {
  test.each([
    ["burned-in annotation", [text("00280301", "CS", "YES")], /burned into its pixels/],
    ["a screen copy", [text("00080008", "CS", "DERIVED\\SECONDARY\\SCREEN SAVE")], /copy of a screen/],
    ["a secondary capture", [text("00080016", "UI", "1.2.840.10008.5.1.4.1.1.7")], /only these can be de-identified/],
    ["an overlay in the pixels' bits", [{ tag: "60020102", vr: "US", bytes: Uint8Array.of(15, 0) }], /\(6002,0102\)/],
    [
      "a name in the pixels",
      [{ tag: "7FE00010", vr: "OW", bytes: strToU8("xxxxWINTERHALTERxxxxxxxxxxxxxxxx") }],
      /pixel data/,
    ],
    [
      "an id in a number",
      [text("00100020", "LO", "20031415"), text("00181152", "IS", "20031415")],
      /value of \(0010,0020\)/,
    ],
  ] as const)("%s", (_, more, message) => {
    expect(() => deidentifyDicom(identifiedCt(more), options)).toThrow(message);
  });

  test("and the message never shows the value", () => {
    const bytes = identifiedCt([{ tag: "7FE00010", vr: "OW", bytes: strToU8("xxxxWINTERHALTERxxxxxxxxxxxxxxxx") }]);
    expect(() => deidentifyDicom(bytes, options)).toThrow(/^(?!.*winterhalter)/i);
  });
});

test.each([
  ["the model", [text("00081090", "LO", "Waldkrankenhaus CT 2")], "ManufacturerModelName"],
  ["the kernel", [text("00181210", "SH", "kunigunde")], "ConvolutionKernel"],
] as const)("%s is blanked where it repeats a name", (_, more, keyword) => {
  expect(values(deidentifyDicom(identifiedCt(more), options).bytes, keyword)).toEqual(["REMOVED"]);
});

test("a file that went through it goes through it again, also under the same new name", () => {
  const once = deidentifyDicom(identifiedCt(), options).bytes;
  expect(values(deidentifyDicom(once, options).bytes, "PatientID")).toEqual(["P0001"]);
});

describe("written in another way, the values are the same", () => {
  const plain = deidentifyDicom(identifiedCt(), options).bytes;
  test.skipIf(!hasProgram("dcmconv")).each(["+ti", "+tb", "+td"])(
    withProgram("dcmconv", "dcmconv %s"),
    async (syntax) => {
      const bytes = await converted(identifiedCt(), "dcmconv", [syntax]);
      expect(deidentifyDicom(bytes, options).bytes).toEqual(plain);
    },
  );

  test.skipIf(!hasProgram("dcmcrle"))(withProgram("dcmcrle", "compressed pixels stay as they are"), async () => {
    const bytes = await converted(identifiedCt(), "dcmcrle", []);
    const [before, after] = [bytes, deidentifyDicom(bytes, options).bytes].map(rawDicom);
    const pixels = (file: RawDataset) => Buffer.from(rawValue(file, file.elements.get(0x7fe00010)!)).toString("hex");
    expect(pixels(after)).toBe(pixels(before));
    expect(after.transferSyntax).toBe(before.transferSyntax);
  });
});

describe("a segmentation of that image", () => {
  const image = parseDicom(identifiedCt());
  const { grid } = seriesGeometry(sliceHeaders(image));
  const labels = ["Nodule", "Winterhalter links", "Lung"];
  const written = writeSegmentation(
    { grid, data: Uint8Array.from({ length: 16 }, (_, n) => n % 4) },
    { series: [image], segments: labels.map((label, n) => ({ value: n + 1, label })) },
  );
  const { bytes } = deidentifyDicom(written, options);

  test("refers to it, has the same masks, and segments without names", () => {
    const [before, after] = [written, bytes].map((file) => readSegmentation(parseDicom(file)));
    expect(after.seriesUids).toEqual(values(deidentifyDicom(identifiedCt(), options).bytes, "SeriesInstanceUID"));
    expect(after.segments.map(({ label }) => label)).toEqual(["Nodule", "ROI 2", "Lung"]);
    for (const segment of [1, 2, 3]) {
      expect(segmentMask(after, { segment, grid })).toEqual(segmentMask(before, { segment, grid }));
    }
  });

  test.each(["winterhalter", "kunigunde", "884213", "20190321", "1.3.6.1.4.1.55555"])("does not hold %s", (secret) => {
    expect(Buffer.from(bytes).toString("latin1").toLowerCase()).not.toContain(secret);
  });

  test.skipIf(!hasProgram("dciodvfy"))(withProgram("dciodvfy", "is a valid segmentation"), () => {
    expect(errorsOf(bytes, "Segmentation")).toEqual(errorsOf(written, "Segmentation"));
  });
});

const series = join(dataFolder, "ibsi1", "ct_dicom");
const found = existsSync(series);

describe.skipIf(!found)(found ? "the IBSI phantom" : "the IBSI phantom (skipped: HILUM_DATA not found)", () => {
  let files: Uint8Array[] = [];
  let [ct, structures]: Uint8Array[] = [];
  beforeAll(() => {
    files = ["image/DCM_IMG_00000.dcm", "rtstruct/DCM_RS_00060.dcm"].map((name) => readFileSync(join(series, name)));
    [ct, structures] = files.map((file) => deidentifyDicom(file, options).bytes);
  });

  test("the structure set still refers to its images", () => {
    const set = readStructureSet(parseDicom(structures));
    expect(set.seriesUids).toEqual(values(ct, "SeriesInstanceUID"));
    expect(set.frameOfReferenceUid).toBe(values(ct, "FrameOfReferenceUID")[0]);
    expect(set.rois.map(({ name, contours }) => [name, contours.length])).toEqual([["GTV-1", 26]]);
    const drawnOn = parseDicom(structures)
      .dataset.items("ReferencedFrameOfReferenceSequence")
      .flatMap((frame) => frame.items("RTReferencedStudySequence"))
      .flatMap((study) => study.items("RTReferencedSeriesSequence"))
      .flatMap((one) => one.items("ContourImageSequence"))
      .map((image) => image.text("ReferencedSOPInstanceUID"));
    const images = readdirSync(join(series, "image")).map((name) => readFileSync(join(series, "image", name)));
    const uids = new Set(images.map((file) => values(deidentifyDicom(file, options).bytes, "SOPInstanceUID")[0]));
    expect(new Set(drawnOn)).toEqual(uids);
  });

  test("nothing that identifies is left", () => {
    files.forEach((file, n) => {
      const texts = identifyingTexts(file);
      expect(texts).toContain("pat1");
      const all = Buffer.from([ct, structures][n]).toString("latin1").toLowerCase();
      for (const word of texts) expect(all).not.toContain(word);
    });
  });

  test.skipIf(!hasProgram("dciodvfy"))(withProgram("dciodvfy", "has no errors that it did not have before"), () => {
    files.forEach((file, n) => {
      const kind = ["CTImage", "RTStructureSet"][n];
      expect(errorsOf([ct, structures][n], kind)).toEqual(errorsOf(file, kind));
    });
  });
});
