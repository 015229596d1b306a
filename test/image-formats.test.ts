import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomStream } from "@hilum/numeric";
import { parseCsvTable } from "@hilum/study";
import type { Volume } from "@hilum/volume";
import { reorient } from "@hilum/volume";
import { readMetaImage, writeMetaImage } from "@hilum/volume/metaimage";
import { readNifti, writeNifti } from "@hilum/volume/nifti";
import { readNrrd, writeNrrd } from "@hilum/volume/nrrd";
import { gzipSync, zlibSync } from "fflate";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { dataFolder, dataFound, withData } from "../packages/volume/src/test/data-folder.ts";
import { expectPlainMessage } from "./plain-message.ts";
import { filesBelow } from "./run-files.ts";
import { runHilum } from "./run-hilum.ts";
import { smallLesion } from "./small-cohort.ts";
import { boxMask, boxStructureSet, smallSeries, writeSeries } from "./small-series.ts";
import { temporaryFolder } from "./temporary-folder.ts";

// Chains of calls take seconds, and several times as long beside other work.
vi.setConfig({ testTimeout: 240_000 });

const cwd = temporaryFolder();
const at = (name: string) => join(cwd, name);
const hilum = (...args: string[]) => runHilum(args, { cwd });

const own = { series: "2.25.11", frame: "2.25.10", patient: "Seydlitz^Anna" };
const other = { series: "2.25.21", frame: "2.25.20" };
/** Coronal, and spacings that NIfTI's 32 bits hold exactly. */
const grid = {
  size: [16, 16, 12],
  spacing: [0.75, 0.5, 1.25],
  origin: [-60, 20, -300],
  direction: [1, 0, 0, 0, 0, 1, 0, -1, 0],
} as const;
const { image: lesion } = smallLesion(randomStream("image formats"));
const image = { grid, data: lesion.data.map((hu) => Math.max(hu, -1024)) };
const box = { from: [4, 5, 3], to: [11, 10, 8] } as const;
const mask = boxMask(grid, box);

beforeAll(() => {
  writeSeries(at("series"), smallSeries(image, own));
  writeSeries(at("other"), smallSeries(image, other));
  writeSeries(at("both"), smallSeries(image, own));
  writeSeries(at("both"), smallSeries(image, { ...own, series: "2.25.12" }), "second");
  writeFileSync(
    at("rtstruct.dcm"),
    boxStructureSet(grid, own, [
      { name: "GTV-1", box },
      { name: "Heart", box: { from: [0, 0, 0], to: [3, 3, 3] } },
    ]),
  );
  writeFileSync(at("ct.nii"), writeNifti(image, { gzip: false }));
  writeFileSync(at("mask.nii.gz"), writeNifti(mask));
  writeFileSync(
    at("fractions.nii"),
    writeNifti({ grid, data: Float32Array.from(mask.data, (x) => x / 2) }, { gzip: false }),
  );
  mkdirSync(at("letters"));
  writeFileSync(at("letters/letter.txt"), "Dear colleague");
  writeDetached();
});

/** The same image and mask as headers with their data in other files. */
function writeDetached(): void {
  const geometry = [
    "space: left-posterior-superior",
    "dimension: 3",
    "sizes: 16 16 12",
    "space directions: (0.75,0,0) (0,0,-0.5) (0,1.25,0)",
    "space origin: (-60,20,-300)",
    "endian: little",
  ];
  const lines = ["NRRD0004", "type: short", ...geometry, "encoding: gzip", "data file: voxels/ct.raw.gz", ""];
  mkdirSync(at("voxels"));
  const bytes = new Uint8Array(image.data.buffer, image.data.byteOffset, image.data.byteLength);
  writeFileSync(at("detached.nhdr"), lines.join("\n"));
  writeFileSync(at("voxels/ct.raw.gz"), gzipSync(bytes));
  const fields = [
    "ObjectType = Image",
    "NDims = 3",
    "BinaryData = True",
    "BinaryDataByteOrderMSB = False",
    "CompressedData = True",
    "TransformMatrix = 1 0 0 0 0 -1 0 1 0",
    "Offset = -60 20 -300",
    "ElementSpacing = 0.75 0.5 1.25",
    "DimSize = 16 16 12",
  ];
  const header = (type: string, file: string) => [...fields, `ElementType = ${type}`, `ElementDataFile = ${file}`, ""];
  writeFileSync(at("detached.mhd"), header("MET_SHORT", "detached.zraw").join("\n"));
  writeFileSync(at("detached.zraw"), zlibSync(bytes));
  writeFileSync(at("mask.mhd"), header("MET_UCHAR", "mask.zraw").join("\n"));
  writeFileSync(at("mask.zraw"), zlibSync(mask.data));
  writeFileSync(at("ct.mha"), writeMetaImage(image));
  writeFileSync(at("mask.nrrd"), writeNrrd(mask));
}

/** Feature values of a tidy table by name. */
function values(csv: string): Map<string, number> {
  const { columns, rows } = parseCsvTable(csv, "features");
  const [family, feature, value] = ["family", "feature", "value"].map((column) => columns.indexOf(column));
  return new Map(rows.map(({ cells }) => [`${cells[family]} ${cells[feature]}`, Number(cells[value])]));
}

const readers: Readonly<Record<string, (bytes: Uint8Array) => Volume>> = {
  ".nii": readNifti,
  ".gz": readNifti,
  ".nrrd": readNrrd,
  ".mha": readMetaImage,
};

/** What lies in a file, by its ending. */
function volumeIn(name: string): Volume {
  const ending = /\.\w+$/.exec(name)?.[0] ?? "";
  return readers[ending](readFileSync(at(name)));
}

/** Voxels that differ, and the grid, which must be the same. */
function expectSame(found: Volume, wanted: Volume): void {
  expect(found.grid).toEqual(wanted.grid);
  expect(found.data.length).toBe(wanted.data.length);
  expect(found.data.findIndex((value, n) => value !== wanted.data[n])).toBe(-1);
}

describe.concurrent("features of one lesion in other formats", () => {
  test.each([
    ["DICOM and RTSTRUCT", ["series", "rtstruct.dcm", "--roi", "GTV-1"]],
    ["DICOM and NRRD", ["series", "mask.nrrd"]],
    ["a NRRD header with its data elsewhere, and .mhd with .zraw", ["detached.nhdr", "mask.mhd"]],
    [".mhd with .zraw, and RTSTRUCT", ["detached.mhd", "rtstruct.dcm", "--roi", "gtv-1"]],
    [".mha, and NIfTI", ["ct.mha", "mask.nii.gz"]],
  ])("%s: to the last digit those of the NIfTI pair", async (_kinds, args) => {
    const { code, stdout, stderr } = await hilum("features", ...args, "--case", "same");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(await featuresOfNifti());
  });

  test("a DICOM SEG that was written from the mask gives them too", async () => {
    expect((await hilum("convert", "mask.nii.gz", "seg.dcm", "--image", "series", "--segment", "Tumour")).code).toBe(0);
    const { stdout } = await hilum("features", "series", "seg.dcm", "--roi", "Tumour", "--case", "same");
    expect(stdout).toBe(await featuresOfNifti());
  });
});

let ofNifti: Promise<string> | undefined;
function featuresOfNifti(): Promise<string> {
  ofNifti ??= hilum("features", "ct.nii", "mask.nii.gz", "--case", "same").then(({ stdout }) => {
    expect(values(stdout).get("firstorder Energy")).toBeGreaterThan(0);
    return stdout;
  });
  return ofNifti;
}

describe.concurrent("hilum convert", () => {
  test("a chain from DICOM through each pair of formats keeps every voxel and the grid", async () => {
    const chain = ["a.nrrd", "b.nii.gz", "c.mha", "d.nrrd", "e.mha", "f.nii", "g.nrrd"];
    for (const [n, name] of chain.entries()) {
      const { code, stderr } = await hilum("convert", n === 0 ? "series" : chain[n - 1], name);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expectSame(volumeIn(name), image);
    }
  });

  test("an RTSTRUCT becomes the mask that was drawn, and a DICOM SEG of it is that mask again", async () => {
    await hilum("convert", "rtstruct.dcm", "drawn.nii.gz", "--image", "series", "--roi", "GTV-1");
    expectSame(volumeIn("drawn.nii.gz"), mask);
    await hilum("convert", "drawn.nii.gz", "drawn.dcm", "--image", "series");
    await hilum("convert", "drawn.dcm", "again.mha", "--image", "series");
    expectSame(volumeIn("again.mha"), mask);
    // Alone it covers the slices that have a frame.
    await hilum("convert", "drawn.dcm", "alone.nrrd");
    const alone = volumeIn("alone.nrrd");
    expect(alone.grid).toMatchObject({ size: [16, 16, 6], origin: [-60, 20 + 3 * 1.25, -300] });
    expect([...alone.data]).toEqual([...mask.data.subarray(3 * 256, 9 * 256)]);
  });

  test("--series chooses among the series of a folder", async () => {
    const { code } = await hilum("convert", "both", "chosen.nii", "--series", "2.25.12");
    expect(code).toBe(0);
    expectSame(volumeIn("chosen.nii"), image);
  });
});

describe.concurrent("one clear message, and nothing is written, for", () => {
  const out = "refused/out.nii";
  test.each<[string, readonly string[], RegExp, number?]>([
    [
      "a region that is not there",
      ["features", "series", "rtstruct.dcm", "--roi", "GTV"],
      /no region "GTV"; .*"GTV-1", "Heart"/,
    ],
    ["several regions, none named", ["features", "series", "rtstruct.dcm"], /holds "GTV-1", "Heart"\. Name one/],
    [
      "another frame of reference",
      ["features", "other", "rtstruct.dcm", "--roi", "Heart"],
      /series 2\.25\.11 .*2\.25\.10.*2\.25\.21 .*2\.25\.20/,
    ],
    [
      "several series in a folder",
      ["features", "both", "rtstruct.dcm", "--roi", "GTV-1"],
      /2 series: 2\.25\.11 .*2\.25\.12 .*--series UID/,
    ],
    ["a series that is not there", ["convert", "both", out, "--series", "2.25.13"], /2\.25\.13.*2\.25\.11.*2\.25\.12/s],
    [
      "a folder without DICOM",
      ["features", "letters", "mask.nii.gz"],
      /^hilum: letters: none of the 1 files of the folder is DICOM/,
    ],
    ["RTSTRUCT without its image", ["convert", "rtstruct.dcm", out], /^hilum: rtstruct\.dcm: .*--image/],
    ["DICOM SEG without a series", ["convert", "mask.nii.gz", "refused/seg.dcm"], /DICOM series .*--image/],
    [
      "DICOM SEG on a NIfTI image",
      ["convert", "mask.nii.gz", "refused/seg.dcm", "--image", "ct.nii"],
      /DICOM series .*--image.*ct\.nii/,
    ],
    [
      "an unknown ending",
      ["convert", "ct.nii", "refused/ct.png"],
      /^hilum: ct\.png: .*\.nii\.gz, \.nii, \.nrrd and \.mha/,
    ],
    [
      "fractions as DICOM SEG",
      ["convert", "fractions.nii", "refused/seg.dcm", "--image", "series"],
      /value 0\.5; whole numbers/,
    ],
    [
      "a file that is not there",
      ["convert", "nothing.mha", out],
      /^hilum: nothing\.mha: not readable \(no such file\)/,
    ],
    ["an option that there is not", ["convert", "ct.nii", out, "--rio", "GTV"], /--rio/, 2],
  ])("%s", async (_title, args, message, wantedCode = 1) => {
    const { code, stdout, stderr } = await hilum(...args);
    expect({ code, stdout }).toEqual({ code: wantedCode, stdout: "" });
    expect(stderr).toMatch(message);
    expectPlainMessage(stderr);
    expect(stderr.split("\n").filter((line) => /^(hilum|error): /.test(line))).toHaveLength(1);
    expect(filesBelow(at("refused"))).toEqual([]);
  });
});

describe.concurrent("hilum info", () => {
  const shape = { size: [16, 16, 12], spacing: [0.75, 0.5, 1.25], origin: [-60, 20, -300] };
  const inside = mask.data.reduce((sum, value) => sum + value, 0);
  const folder = { uid: "2.25.11", images: 12, grid: shape, problems: [] };
  const regions = [
    { name: "GTV-1", parts: 6 },
    { name: "Heart", parts: 4 },
  ];
  const namesNobody = ({ stdout, stderr }: { stdout: string; stderr: string }) =>
    expect(stdout + stderr).not.toMatch(/seydlitz|anna/i);

  test.each<[string, string, RegExp]>([
    ["a folder", "series", /^12 files, 1 patients?, 1 series, 0 masks\nCT 16×16×12 voxels of 0\.75×0\.5×1\.25 mm/],
    [
      "an RTSTRUCT",
      "rtstruct.dcm",
      /^RTSTRUCT .*\n.*GTV-1 +6 contours\n.*Heart +4 contours\ndrawn on series 2\.25\.11/,
    ],
    ["a mask", "mask.nii.gz", new RegExp(`^format +nifti\n.*1: ${inside} voxels`, "s")],
    ["one slice", "series/IM003", /^format +dicom\nsize +16×16×1 voxels\n.*warning: .*one image/s],
  ])("says what %s holds, and names nobody", async (_kind, path, text) => {
    const run = await hilum("info", path);
    expect(run.code, run.stderr).toBe(0);
    expect(run.stdout).toMatch(text);
    namesNobody(run);
  });

  test.each<[string, string, object]>([
    ["a folder", "series", { kind: "folder", files: 12, series: [folder] }],
    ["an RTSTRUCT", "rtstruct.dcm", { kind: "structure-set", regions }],
    ["a NRRD header", "detached.nhdr", { format: "nrrd", voxelType: "int16", grid: shape, warnings: [] }],
    ["a MetaImage header", "mask.mhd", { format: "metaimage", grid: shape, labels: { "1": inside } }],
  ])("--json says it of %s for programs", async (_kind, path, document) => {
    const run = await hilum("info", path, "--json");
    expect(run.code, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject(document);
    namesNobody(run);
  });
});

const phantom = join(dataFolder, "ibsi1");
const [dicom, rtstruct] = [join(phantom, "ct_dicom/image"), join(phantom, "ct_dicom/rtstruct/DCM_RS_00060.dcm")];
const [ctNifti, maskNifti] = [join(phantom, "ct_nifti/phantom.nii.gz"), join(phantom, "ct_nifti/mask.nii.gz")];

describe.skipIf(!dataFound).concurrent(withData("the IBSI phantom"), () => {
  test("its DICOM series and RTSTRUCT give the features of its NIfTI pair", async () => {
    const [ofDicom, ofPair] = await Promise.all([
      hilum("features", dicom, rtstruct, "--roi", "GTV-1"),
      hilum("features", ctNifti, maskNifti),
    ]);
    const [found, wanted] = [values(ofDicom.stdout), values(ofPair.stdout)];
    expect(wanted.size).toBeGreaterThan(100);
    expect([...found.keys()]).toEqual([...wanted.keys()]);
    // The same voxels; only the spacing is stored with other digits (0.97699999809265 and that of 32 bits).
    for (const [name, value] of wanted)
      expect(Math.abs((found.get(name) ?? Number.NaN) - value), name).toBeLessThanOrEqual(1e-9 * Math.abs(value));
  });

  test("its RTSTRUCT is the mask of 125,256 voxels, also by way of a DICOM SEG", async () => {
    const wanted = reorient(readNifti(readFileSync(maskNifti)), "LPS");
    const conversions = [
      ["convert", rtstruct, "gtv.nii.gz", "--image", dicom, "--roi", "GTV-1"],
      ["convert", "gtv.nii.gz", "gtv.dcm", "--image", dicom, "--segment", "GTV-1"],
      ["convert", "gtv.dcm", "gtv.nrrd", "--image", dicom, "--roi", "gtv-1"],
    ];
    for (const args of conversions) {
      const { code, stderr } = await hilum(...args);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    }
    for (const name of ["gtv.nii.gz", "gtv.nrrd"]) {
      const found = reorient(volumeIn(name), "LPS");
      expect(found.grid.size).toEqual(wanted.grid.size);
      expect(found.data.findIndex((value, n) => value !== wanted.data[n])).toBe(-1);
      expect(Array.from(found.data).reduce((sum, value) => sum + value, 0)).toBe(125_256);
    }
  });
});
