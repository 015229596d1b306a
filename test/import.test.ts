import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { parseCsvTable } from "@hilum/study";
import { identifyingTexts, parseDicom, seriesGeometry, sliceHeaders, writeSegmentation } from "@hilum/volume/dicom";
import { readNifti } from "@hilum/volume/nifti";
import { beforeAll, describe, expect, test } from "vitest";
import { dataFolder, dataFound } from "../packages/volume/src/test/data-folder.ts";
import { madeUpSlices, writeMadeUpTree } from "./import-tree.ts";
import { expectPlainMessage } from "./plain-message.ts";
import { filesBelow } from "./run-files.ts";
import { runHilum } from "./run-hilum.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const cwd = temporaryFolder();
const source = join(dataFolder, "ibsi1", "ct_dicom");

/** The rows of a CSV file by column. */
function records(path: string): Record<string, string>[] {
  const { columns, rows } = parseCsvTable(readFileSync(join(cwd, path), "utf8"), path);
  return rows.map(({ cells }) => Object.fromEntries(columns.map((column, i) => [column, cells[i]])));
}

/** Everything that a folder holds, names of files included, packed files unpacked, in lower case. */
function everyByte(folder: string): string {
  const contents = filesBelow(join(cwd, folder)).flatMap((name) => {
    const bytes = readFileSync(join(cwd, folder, name));
    return [name, bytes.toString("latin1"), name.endsWith(".gz") ? gunzipSync(bytes).toString("latin1") : ""];
  });
  return contents.join("\n").toLowerCase();
}

/** Number of voxels in a mask. */
const inside = (data: ArrayLike<number>) => Array.from(data).reduce((sum, value) => sum + value, 0);

const hilum = (...args: string[]) => runHilum(["import", ...args], { cwd });

describe("a made-up tree of two patients", () => {
  const patients = [
    {
      PatientName: "Winterhalter^Kunigunde",
      PatientID: "MRN884213",
      PatientBirthDate: "19500417",
      InstitutionName: "Waldkrankenhaus",
    },
    {
      PatientName: "Lilienthal^Ottmar",
      PatientID: "MRN551902",
      PatientBirthDate: "19260801",
      InstitutionName: "Seeklinik",
    },
  ] as const;
  const words =
    "winterhalter kunigunde lilienthal ottmar mrn884213 mrn551902 19500417 19260801 waldkrankenhaus seeklinik 20190321".split(
      " ",
    );
  const secrets = [...words, "zuweiser", "ottokar", "1.3.6.1.4.1.55555", "folder of", "thorax", "ultravist"];

  beforeAll(() => {
    const [first, second] = patients;
    const put = (folder: string, files: Uint8Array[]) => {
      mkdirSync(join(cwd, "tree", folder), { recursive: true });
      files.forEach((bytes, n) => writeFileSync(join(cwd, "tree", folder, `IM${String(n).padStart(4, "0")}`), bytes));
    };
    const uid = "1.3.6.1.4.1.55555";
    const localiser = { ImageType: ["ORIGINAL", "PRIMARY", "LOCALIZER"] };
    put(
      "folder of Winterhalter/A",
      madeUpSlices(first, { study: `${uid}.1`, series: `${uid}.1.1`, slices: 24, spacingMm: 1 }),
    );
    put(
      "folder of Winterhalter/B",
      madeUpSlices(first, { study: `${uid}.1`, series: `${uid}.1.2`, slices: 12, spacingMm: 5 }),
    );
    put(
      "x/y",
      madeUpSlices(first, { study: `${uid}.1`, series: `${uid}.1.3`, slices: 1, spacingMm: 1, other: localiser }),
    );
    put("second", madeUpSlices(second, { study: `${uid}.2`, series: `${uid}.2.1`, slices: 12, spacingMm: 5 }));
    // A copy of one image, files that are no DICOM, a damaged one, and a link that leads in a circle.
    cpSync(join(cwd, "tree/folder of Winterhalter/A/IM0003"), join(cwd, "tree/second/copy"));
    writeFileSync(join(cwd, "tree/second/Brief an Lilienthal.txt"), "Sehr geehrter Herr Lilienthal");
    writeFileSync(
      join(cwd, "tree/second/Winterhalter.dcm"),
      readFileSync(join(cwd, "tree/second/copy")).subarray(0, 500),
    );
    symlinkSync("..", join(cwd, "tree/second/circle"));
  });

  test("the thinnest original series of each study becomes a case, with its acquisition", async () => {
    const { code, stdout, stderr } = await hilum("tree", "--out", "cohort", "--json", "--links", "links.csv");
    expect({ code, stderr: stderr.replaceAll(/^(read headers|import series): .*\n/gm, "") }).toEqual({
      code: 0,
      stderr: "",
    });
    expect(JSON.parse(stdout)).toMatchObject({
      patients: 2,
      series: { found: 4, imported: 2, leftOut: 2 },
      cases: 2,
      added: 2,
      withoutMask: 2,
      problems: 1,
    });
    const cases = records("cohort/cases.csv");
    const byThickness = (mm: string) => cases.find((row) => row["slice_thickness_mm"] === mm)!;
    expect(byThickness("1")).toMatchObject({
      age: "68",
      sex: "F",
      manufacturer: "SIEMENS",
      model: "SOMATOM Force",
      kernel: "Br40",
    });
    expect(byThickness("1")).toMatchObject({
      kvp: "120",
      mas: "85",
      slices: "24",
      contrast: "yes",
      phase: "venous",
      label: "",
      mask: "",
    });
    expect(byThickness("5")).toMatchObject({
      age: "90",
      note: "thinnest there is: 5 mm slices, more than 2 mm; no mask",
    });
    expect(cases.map((row) => row["case"])).toEqual(["P0001", "P0002"]);
    expect(new Set(cases.map((row) => row["centre"]))).toEqual(new Set(["centre-1", "centre-2"]));
    const image = readNifti(readFileSync(join(cwd, "cohort", byThickness("1")["image"])));
    expect(image.grid).toMatchObject({ size: [8, 8, 24], origin: [-40, -30, 100] });
    expect(image.data[64 * 2 + 5]).toBe(((10 * 7 + 2) % 256) + 3 * 256 - 1024);
  });

  test("series.csv says what was left out and why, problems.csv what could not be read", () => {
    const reasons = records("cohort/series.csv").filter((row) => row["outcome"] === "left out");
    expect(reasons.map((row) => row["reason"]).sort()).toEqual(["5 mm slices; another series has 1 mm", "a localiser"]);
    const [problem, ...others] = records("cohort/problems.csv");
    expect(others).toEqual([]);
    expect(problem?.["problem"]).toMatch(/cut short|damaged/);
    expectPlainMessage(problem?.["problem"] ?? "");
  });

  test("the links, and only they, lead back", () => {
    const links = records("links.csv");
    const oldest = records("cohort/cases.csv").find((row) => row["age"] === "90")!["case"];
    expect(links.find((row) => row["case"] === oldest)).toMatchObject({
      patient_id: "MRN551902",
      patient_name: "Lilienthal^Ottmar",
    });
    const [file] = records("links.files.csv");
    expect(file?.["path"]).toBe(join(cwd, "tree/second/Winterhalter.dcm"));
    expect(file?.["file"]).toBe(records("cohort/problems.csv")[0]?.["file"]);
    if (process.platform !== "win32") {
      for (const path of ["links.csv", "links.files.csv", "cohort.key"])
        expect(statSync(join(cwd, path)).mode & 0o077).toBe(0);
    }
  });

  test.each(secrets)("no byte of the cohort holds %j, which the input does", (secret) => {
    expect(everyByte("tree")).toContain(secret);
    expect(everyByte("cohort")).not.toContain(secret);
  });

  test("with --dicom neither", async () => {
    const { code, stderr } = await hilum("tree", "--out", "with-dicom", "--dicom", "--quiet");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(filesBelow(join(cwd, "with-dicom")).filter((name) => name.endsWith(".dcm"))).toHaveLength(36);
    const all = everyByte("with-dicom");
    for (const secret of secrets) expect(all).not.toContain(secret);
  });

  test("again it adds nothing; a new patient is added after the others, and what a researcher wrote stays", async () => {
    const table = join(cwd, "cohort/cases.csv");
    const edited = readFileSync(table, "utf8")
      .replace("case,", "reader,case,")
      .replaceAll(/^P/gm, "Meier,P")
      .replace(/,,/, ",1,");
    writeFileSync(table, edited);
    const image = statSync(join(cwd, "cohort/images/P0001.nii.gz")).mtimeMs;
    expect(JSON.parse((await hilum("tree", "--out", "cohort", "--json")).stdout)).toMatchObject({ cases: 2, added: 0 });
    expect(readFileSync(table, "utf8")).toBe(edited);
    writeMadeUpTree(join(cwd, "tree/later"), 1, 15);
    expect(JSON.parse((await hilum("tree", "--out", "cohort", "--json")).stdout)).toMatchObject({ cases: 3, added: 1 });
    const rows = records("cohort/cases.csv");
    expect(rows.map((row) => [row["reader"], row["case"], row["slices"]])).toEqual([
      ["Meier", "P0001", expect.any(String)],
      ["Meier", "P0002", expect.any(String)],
      ["", "P0003", "15"],
    ]);
    expect(statSync(join(cwd, "cohort/images/P0001.nii.gz")).mtimeMs).toBe(image);
    rmSync(join(cwd, "tree/later"), { recursive: true });
  });

  test("the same key gives the same names in another folder", async () => {
    await hilum("tree", "--out", "again", "--key", "with-dicom.key");
    expect(readFileSync(join(cwd, "again/cases.csv"), "utf8")).toBe(
      readFileSync(join(cwd, "with-dicom/cases.csv"), "utf8"),
    );
  });

  test("a lost key is noticed before anything is mixed up", async () => {
    renameSync(join(cwd, "cohort.key"), join(cwd, "elsewhere.key"));
    const { code, stderr } = await hilum("tree", "--out", "cohort");
    expect(code).toBe(1);
    expect(stderr).toMatch(/another key .*made just now.*--key/s);
    rmSync(join(cwd, "cohort.key"));
    expect((await hilum("tree", "--out", "cohort", "--key", "elsewhere.key")).code).toBe(0);
  });

  test.each([
    [["tree", "--out", "tree"], /is, or holds, the folder that is read/],
    [["tree", "--out", "."], /is, or holds, the folder that is read/],
    [["tree", "--out", "new", "--links", "new/links.csv"], /--links new\/links\.csv lies in --out new/],
    [["tree", "--out", "new", "--key", "new/sub/../key"], /--key .* lies in --out new/],
    [["nowhere", "--out", "new"], /nowhere: no such folder/],
    [["tree/x/none", "--out", "new"], /no such folder/],
  ])("hilum import %j is refused", async (args, message) => {
    const { code, stderr } = await hilum(...args);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expectPlainMessage(stderr);
  });
});

describe("a segmentation of a series that is not the thinnest", () => {
  const uid = "1.3.6.1.4.1.55555.7";
  const patient = {
    PatientName: "Seydlitz^Anna",
    PatientID: "MRN777",
    PatientBirthDate: "19600101",
    InstitutionName: "Seeklinik",
  };

  beforeAll(() => {
    const thin = madeUpSlices(patient, { study: uid, series: `${uid}.1`, slices: 24, spacingMm: 1 });
    const thick = madeUpSlices(patient, { study: uid, series: `${uid}.2`, slices: 12, spacingMm: 3 });
    const { grid, slices } = seriesGeometry(thick.flatMap((bytes) => sliceHeaders(parseDicom(bytes))));
    const data = new Uint8Array(64 * slices.length).fill(1, 200, 220).fill(2, 300, 307);
    const segments = ["Lung", "Nodule Seydlitz"].map((label, n) => ({ value: n + 1, label }));
    const seg = writeSegmentation({ grid, data }, { series: thick.map((bytes) => parseDicom(bytes)), segments });
    mkdirSync(join(cwd, "seg"));
    [seg, ...thick, ...thin].forEach((bytes, n) => writeFileSync(join(cwd, "seg", `${100 - n}`), bytes));
  });

  test("decides which series is taken; the segment with a lesion's name becomes the mask, under a neutral name", async () => {
    const { code, stdout } = await hilum("seg", "--out", "with-seg", "--json", "--dicom");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ cases: 1, withoutMask: 0, problems: 0 });
    const [row] = records("with-seg/cases.csv");
    expect(row).toMatchObject({ slices: "12", roi: "ROI 2", note: "3 mm slices, more than 2 mm" });
    const mask = readNifti(readFileSync(join(cwd, "with-seg", row["mask"])));
    expect(inside(mask.data)).toBe(7);
    expect(mask.data.indexOf(1)).toBe(300);
    expect(records("with-seg/series.csv").map((one) => one["reason"])).toContain(
      "a mask was drawn on another series of the study",
    );
    for (const secret of ["seydlitz", "mrn777", "55555"]) expect(everyByte("with-seg")).not.toContain(secret);
  });

  test("--roi with a star takes several: a case each, of the same image", async () => {
    expect((await hilum("seg", "--out", "all-regions", "--roi", "*")).code).toBe(0);
    const rows = records("all-regions/cases.csv");
    expect(rows.map((row) => [row["case"], row["patient"], row["image"], row["roi"]])).toEqual([
      ["P0001", "P0001", "images/P0001.nii.gz", "Lung"],
      ["P0001-2", "P0001", "images/P0001.nii.gz", "ROI 2"],
    ]);
  });
});

describe.skipIf(!dataFound)(dataFound ? "the IBSI phantom" : "the IBSI phantom (skipped: HILUM_DATA not found)", () => {
  beforeAll(() => {
    // One folder for all, odd names, no endings; a second patient by rewriting the first with dcmtk.
    const folder = join(cwd, "ibsi/STUDY of Pat1");
    mkdirSync(join(folder, "deep/er"), { recursive: true });
    const names = filesBelow(source);
    names.forEach((name, n) =>
      cpSync(join(source, name), join(folder, n % 2 === 0 ? `deep/er/${names.length - n}` : `${n}.tmp.IMA~`)),
    );
    if (!hasDcmodify) return;
    cpSync(folder, join(cwd, "ibsi/other"), { recursive: true });
    const files = filesBelow(join(cwd, "ibsi/other")).map((name) => join(cwd, "ibsi/other", name));
    const changes = [
      "(0010,0010)=Winterhalter^Kunigunde",
      "(0010,0020)=MRN884213",
      "(0010,0030)=19500417",
      "(0008,0080)=Waldkrankenhaus",
    ];
    const options = changes.flatMap((change) => ["-i", change]);
    execFileSync("dcmodify", ["-nb", ...options, ...files]);
    // Other UIDs everywhere: the last digit of the root is another one.
    for (const file of files) {
      const bytes = readFileSync(file);
      const from = Buffer.from("1.3.6.1.4.1.9590.100.1.2.");
      for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + 1)) bytes[at + from.length - 2] = 0x37;
      writeFileSync(file, bytes);
    }
  });
  const hasDcmodify = spawnSync("dcmodify", ["--version"]).status === 0;

  test("comes out voxel for voxel as its NIfTI pair, mask and all", async () => {
    const { code, stdout } = await hilum("ibsi", "--out", "phantom", "--json", "--dicom", "--centre", "h1");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ cases: hasDcmodify ? 2 : 1, withoutMask: 0, problems: 0 });
    for (const row of records("phantom/cases.csv")) {
      expect(row).toMatchObject({ centre: "h1", roi: "GTV-1", slices: "60", manufacturer: "CMS, Inc." });
      for (const [ours, theirs] of [
        [row["image"], "phantom"],
        [row["mask"], "mask"],
      ] as const) {
        const [found, expected] = [
          join(cwd, "phantom", ours),
          join(dataFolder, "ibsi1/ct_nifti", `${theirs}.nii.gz`),
        ].map((path) => readNifti(readFileSync(path)));
        expect(found.grid).toEqual(expected.grid);
        expect(
          Buffer.compare(
            Buffer.from(Float32Array.from(found.data).buffer),
            Buffer.from(Float32Array.from(expected.data).buffer),
          ),
        ).toBe(0);
      }
      const mask = readNifti(readFileSync(join(cwd, "phantom", row["mask"])));
      expect(inside(mask.data)).toBe(125_256);
    }
  });

  test("and no byte of the cohort identifies anybody", () => {
    const all = everyByte("phantom");
    // Each text once: nearly all files share theirs, and the cohort is large.
    const texts = new Set(
      filesBelow(join(cwd, "ibsi")).flatMap((name) => identifyingTexts(readFileSync(join(cwd, "ibsi", name)))),
    );
    expect(texts.size).toBeGreaterThan(60);
    for (const text of texts) if (all.includes(text)) expect.fail(`${text} is left`);
    expect(all).not.toContain("study of");
  });

  test("the de-identified DICOM is a cohort again, with the same voxels", async () => {
    expect((await hilum("phantom/dicom", "--out", "second", "--key", "second.key")).code).toBe(0);
    const voxels = (folder: string, kind: string) =>
      records(`${folder}/cases.csv`).map((row) =>
        gunzipSync(readFileSync(join(cwd, folder, row[kind]))).toString("base64"),
      );
    for (const kind of ["image", "mask"]) expect(voxels("second", kind)).toEqual(voxels("phantom", kind));
    const [file] = filesBelow(join(cwd, "phantom/dicom"));
    expect(parseDicom(readFileSync(join(cwd, "phantom/dicom", file))).dataset.text("PatientName")).toMatch(/^P000\d$/);
  });

  test("hilum features reads what was imported", async () => {
    const { code } = await runHilum(
      ["features", "--cases", "phantom/cases.csv", "--out", "features.csv", "--jobs", "1"],
      { cwd },
    );
    expect(code).toBe(0);
    const [row] = records("features.csv");
    expect(Number(row?.["original_shape_VoxelVolume"])).toBeCloseTo(125_256 * 0.977 ** 2 * 3, -1);
  });

  test("--roi that is not there leaves the image without a mask and lists what there is", async () => {
    const { code } = await hilum("ibsi/STUDY of Pat1", "--out", "no-roi", "--roi", "liver*");
    expect(code).toBe(0);
    expect(records("no-roi/cases.csv")[0]).toMatchObject({ mask: "", note: expect.stringMatching(/no mask$/) });
    expect(records("no-roi/problems.csv")[0]?.["problem"]).toMatch(
      /none of its 1 regions is one that --roi names. It holds "GTV-1"/,
    );
    expect((await hilum("ibsi/STUDY of Pat1", "--out", "no-roi", "--roi", "gtv*")).code).toBe(0);
    expect(records("no-roi/cases.csv")).toHaveLength(1);
    expect(records("no-roi/cases.csv")[0]).toMatchObject({ case: "P0001", mask: "masks/P0001.nii.gz", roi: "GTV-1" });
  });
});
