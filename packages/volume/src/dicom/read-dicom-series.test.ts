import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readImageDicomFileSeriesNode } from "@itk-wasm/dicom";
import { expect, test } from "vitest";
import { readNifti } from "../nifti/index.ts";
import { nodeWasm } from "../node/index.ts";
import { reorient } from "../reorient.ts";
import { dataFolder, dataFound, withData } from "../test/data-folder.ts";
import { DicomError, parseDicom, readDicomSeries, seriesVoxelType, sliceHeaders } from "./index.ts";
import { encapsulate } from "./test/encapsulate.ts";
import { encodeLosslessJpeg } from "./test/lossless-jpeg-encoder.ts";
import { makeEnhanced } from "./test/make-enhanced.ts";
import type { SliceFacts } from "./test/make-slice.ts";
import { makeSlice, pixelBytes } from "./test/make-slice.ts";
import { converted, hasProgram, withProgram } from "./test/programs.ts";

const wasm = nodeWasm;

test.skipIf(!dataFound)(
  withData("the IBSI phantom as DICOM has exactly the voxels and the grid of its NIfTI file"),
  async () => {
    const folder = join(dataFolder, "ibsi1/ct_dicom/image");
    const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name))));
    const volume = await readDicomSeries(files, { wasm });
    const nifti = reorient(readNifti(await readFile(join(dataFolder, "ibsi1/ct_nifti/phantom.nii.gz"))), "LPS");
    expect(volume.grid.size).toEqual([204, 201, 60]);
    expect(volume.data.findIndex((hu, n) => hu !== nifti.data[n])).toBe(-1);
    // NIfTI stores float32: 2^-24 of 175 mm.
    volume.grid.origin.forEach((mm, axis) => expect(mm).toBeCloseTo(nifti.grid.origin[axis], 4));
    volume.grid.spacing.forEach((mm, axis) => expect(mm).toBeCloseTo(nifti.grid.spacing[axis], 5));
    expect(volume.warnings).toEqual([]);
  },
);

test("an oblique series lies where ITK puts it, with ITK's values", async () => {
  const normal = [-0.6, 0.8, 0];
  const files = [4, 0, 3, 1, 2].map((n) =>
    makeSlice({
      instance: 5 - n,
      orientation: [0.8, 0.6, 0, 0, 0, -1],
      position: [10 + 1.5 * n * normal[0], -20 + 1.5 * n * normal[1], 30],
      stored: 12,
      slope: 1.5,
      intercept: -1000,
    }),
  );
  const ours = await readDicomSeries(files, { wasm });
  const folder = await mkdtemp(join(tmpdir(), "hilum-itk-"));
  const paths = files.map((_, n) => join(folder, `${n}.dcm`));
  await Promise.all(files.map((bytes, n) => writeFile(paths[n], bytes)));
  const { outputImage } = await readImageDicomFileSeriesNode({ inputImages: paths, singleSortedSeries: false });
  await rm(folder, { recursive: true });

  expect(outputImage.size).toEqual([...ours.grid.size]);
  ours.grid.spacing.forEach((mm, axis) => expect(outputImage.spacing[axis]).toBeCloseTo(mm, 6));
  ours.grid.origin.forEach((mm, axis) => expect(outputImage.origin[axis]).toBeCloseTo(mm, 6));
  ours.grid.direction.forEach((cosine, n) => expect(outputImage.direction[n]).toBeCloseTo(cosine, 6));
  expect(Array.from(ours.data)).toEqual(Array.from(outputImage.data ?? [], Number));
});

test("every slice is rescaled with its own slope and intercept", async () => {
  // ITK and others take those of one slice for all.
  const facts = (n: number): Partial<SliceFacts> => ({ instance: n, stored: 12, slope: n, intercept: -1000 - n });
  const files = [1, 2, 3].map((n) => makeSlice({ ...facts(n), position: [0, 0, n] }));
  const { data } = await readDicomSeries(files, { wasm });
  const want = [1, 2, 3].flatMap((n) =>
    Array.from(new Uint16Array(pixelBytes(facts(n)).buffer), (stored) => stored * n - 1000 - n),
  );
  expect(Array.from(data)).toEqual(want);
});

const frames = [3, 1, 0, 2].map((n) => ({
  position: [-10, -20, 2 * n] as const,
  slope: 1 + (n % 2),
  intercept: -1024 + n,
}));

/** The same slices as single files. */
function classic(): Uint8Array[] {
  return frames.map(({ position, ...facts }, n) =>
    makeSlice({ ...facts, stored: 12, instance: n + 1, position: [...position] }),
  );
}

test("an enhanced multi-frame CT reads like the same slices in single files", async () => {
  const enhanced = await readDicomSeries([makeEnhanced(frames)], { wasm });
  const single = await readDicomSeries(classic(), { wasm });
  expect(enhanced.grid).toEqual(single.grid);
  expect(enhanced.data).toEqual(single.data);
  expect(enhanced.slices.map(({ frame }) => frame)).toEqual([2, 1, 3, 0]);
});

test("an enhanced CT that lacks a frame's position names the frame", async () => {
  const groups = frames.map((_, n) =>
    n === 2 ? {} : { PlanePositionSequence: [{ ImagePositionPatient: [0, 0, n] }] },
  );
  const file = makeEnhanced(frames, { PerFrameFunctionalGroupsSequence: groups });
  await expect(readDicomSeries([file], { wasm })).rejects.toThrow(/1 of 4 images .*frame 3 of image 1/);
});

const layouts = [
  { title: "one fragment per frame, no offset table", pieces: 1, table: "none" },
  { title: "three fragments per frame, no offset table", pieces: 3, table: "none" },
  { title: "three fragments per frame, basic offset table", pieces: 3, table: "basic" },
  { title: "one fragment per frame, extended offset table", pieces: 1, table: "extended" },
] as const;

test.each(layouts)("a compressed multi-frame file: $title", async ({ pieces, table }) => {
  const native = makeEnhanced(frames);
  const compressed = frames.map((_, n) => {
    const samples = new Uint16Array(pixelBytes({ stored: 12, instance: n + 1 }).buffer);
    const bytes = encodeLosslessJpeg({ rows: 8, columns: 9, precision: 12, predictor: 1, samples });
    const length = Math.ceil(bytes.length / pieces / 2) * 2;
    return Array.from({ length: pieces }, (_, piece) => bytes.subarray(piece * length, (piece + 1) * length));
  });
  const file = encapsulate(native, { transferSyntax: "1.2.840.10008.1.2.4.70", frames: compressed, table });
  const got = await readDicomSeries([file], { wasm });
  expect(got.data).toEqual((await readDicomSeries([native], { wasm })).data);
});

test("an offset table that points between fragments is an error", async () => {
  const compressed = frames.map(() => [new Uint8Array(70)]);
  const file = encapsulate(makeEnhanced(frames), {
    transferSyntax: "1.2.840.10008.1.2.5",
    frames: compressed,
    table: "basic",
  });
  // The second offset, 78, stands 12 bytes behind the beginning of the pixel data.
  const { start = 0 } = parseDicom(file).pixelElement ?? {};
  expect(file[start + 12]).toBe(78);
  file[start + 12] = 76;
  await expect(readDicomSeries([file], { wasm })).rejects.toThrow(/offset table places frame 2 at 76/);
});

const forms: readonly [string, Partial<SliceFacts>, readonly number[]][] = [
  ["unused bits above the stored ones are masked", { stored: 10, valueAt: () => 0xfc00 | 77 }, [77 - 1024]],
  [
    "overlay bits below the stored ones are shifted out",
    { stored: 12, high: 15, valueAt: () => (55 << 4) | 9 },
    [55 - 1024],
  ],
  [
    "the sign is extended from the highest stored bit",
    { stored: 12, signed: true, valueAt: () => 0x0fff },
    [-1 - 1024],
  ],
  ["32 bits, signed", { allocated: 32, signed: true, valueAt: () => -123_456 }, [-123_456 - 1024]],
  ["32 bits, unsigned", { allocated: 32, valueAt: () => 4_000_000_000 }, [4_000_000_000 - 1024]],
  ["a slope of a quarter", { stored: 12, slope: 0.25, valueAt: () => 7 }, [1.75 - 1024]],
];

test.each(forms)("%s", async (_title, facts, [value]) => {
  const { data } = await readDicomSeries([makeSlice(facts)], { wasm });
  expect(new Set(data)).toEqual(new Set([value]));
});

test("floating-point pixels are kept", async () => {
  const values = Float32Array.from({ length: 72 }, (_, n) => n / 7);
  const pixels = { tag: "7FE00008", vr: "OF", bytes: new Uint8Array(values.buffer) };
  const { data } = await readDicomSeries([makeSlice({ allocated: 32, intercept: 0, pixels })], { wasm });
  expect(data).toEqual(values);
});

test("the voxel type follows from bits, slopes and intercepts alone", () => {
  const type = (...facts: Partial<SliceFacts>[]): string =>
    seriesVoxelType(facts.map((one) => sliceHeaders(parseDicom(makeSlice(one)))[0]));
  expect(type({ stored: 12 })).toBe("int16");
  expect(type({ signed: true, intercept: 0 })).toBe("int16");
  expect(type({ signed: true, intercept: -1 })).toBe("int32");
  expect(type({})).toBe("int32");
  expect(type({ stored: 12 }, { stored: 12, slope: 10 })).toBe("int32");
  expect(type({ stored: 12, slope: 0.5 })).toBe("float32");
  expect(type({ stored: 12, slope: 0.1 })).toBe("float64");
  expect(type({ allocated: 32, intercept: -1 })).toBe("float64");
});

const lossy = [
  { name: "JPEG baseline", program: "dcmcjpeg", options: ["+eb"], allocated: 8, tolerance: 12 },
  { name: "JPEG 2000", program: "gdcmconv", options: ["--j2k", "--lossy", "-r", "4"], allocated: 16, tolerance: 60 },
  { name: "JPEG-LS near-lossless", program: "dcmcjpls", options: ["+en", "+md", "3"], allocated: 16, tolerance: 3 },
] as const;

test.each(lossy)("lossy $name comes near, with a warning", async ({ program, options, allocated, tolerance }) => {
  if (!hasProgram(program)) return;
  const valueAt = (row: number, column: number): number => 100 + 3 * row + 2 * column;
  const native = makeSlice({
    rows: 32,
    columns: 32,
    allocated,
    stored: allocated === 8 ? 8 : 12,
    intercept: 0,
    valueAt,
  });
  const { data, warnings } = await readDicomSeries([await converted(native, program, options)], { wasm });
  const want = (await readDicomSeries([native], { wasm })).data;
  expect(Math.max(...data.map((x, i) => Math.abs(x - want[i])))).toBeLessThanOrEqual(tolerance);
  expect(warnings.at(-1)).toMatch(/1 of 1 images were compressed with loss/);
});

test.skipIf(!hasProgram("dcmcjpeg"))(
  withProgram("dcmcjpeg", "lossy JPEG of 12 bits is refused with a word"),
  async () => {
    const file = await converted(makeSlice({ stored: 12, rows: 16, columns: 16 }), "dcmcjpeg", ["+ee"]);
    await expect(readDicomSeries([file], { wasm })).rejects.toThrow(/In image 1: .*12 bits per pixel; 8 can be read/);
  },
);

test("colour is refused with a word", async () => {
  const more = { SamplesPerPixel: 3, PhotometricInterpretation: "RGB" };
  await expect(readDicomSeries([makeSlice({ more })], { wasm })).rejects.toThrow(/3 samples per pixel \("RGB"\)/);
});

test("an inverted grey scale is kept as stored, with a warning", async () => {
  const { data, warnings } = await readDicomSeries(
    [makeSlice({ more: { PhotometricInterpretation: "MONOCHROME1" } })],
    { wasm },
  );
  expect(data).toEqual((await readDicomSeries([makeSlice()], { wasm })).data);
  expect(warnings.at(-1)).toMatch(/MONOCHROME1/);
});

test("an error in a file names the file", async () => {
  const attempt = readDicomSeries([makeSlice(), makeSlice().subarray(0, 300)], { wasm, names: ["a.dcm", "b.dcm"] });
  await expect(attempt).rejects.toThrow(DicomError);
  await expect(attempt).rejects.toThrow(/^In b\.dcm: At byte \d+ .* cut short/);
});
