import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomStream } from "@hilum/numeric";
import { parseCsvTable } from "@hilum/study";
import { writeNifti } from "@hilum/volume/nifti";
import { beforeAll, describe, expect, test } from "vitest";
import { expectPlainMessage } from "./plain-message.ts";
import { runHilum } from "./run-hilum.ts";
import { smallLesion, tableText, writeSmallCohort } from "./small-cohort.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const cwd = temporaryFolder();
const one = ["images/n01.nii.gz", "masks/n01.nii.gz"];

/** The rows of a CSV text by column. */
function records(text: string): Record<string, string>[] {
  const { columns, rows } = parseCsvTable(text, "table");
  return rows.map(({ cells }) => Object.fromEntries(columns.map((column, i) => [column, cells[i]])));
}

beforeAll(() => {
  const cases = writeSmallCohort(cwd, 4);
  const random = randomStream("features of two lesions");
  const { image, mask } = smallLesion(random, { label: 1 });
  writeFileSync(join(cwd, "image.nii"), writeNifti(image, { gzip: false }));
  // A second lesion, in the first slice, with another label.
  mask.data.fill(2, 5 * 16 + 4, 5 * 16 + 12).fill(2, 6 * 16 + 4, 6 * 16 + 12);
  writeFileSync(join(cwd, "two-labels.nii"), writeNifti(mask, { gzip: false }));
  const shifted = smallLesion(randomStream("features of two lesions"), { origin: [-59.2, 20, -300] });
  writeFileSync(join(cwd, "shifted.nii"), writeNifti(shifted.mask, { gzip: false }));
  mkdirSync(join(cwd, "damaged"));
  writeFileSync(join(cwd, "damaged/cut.nii.gz"), readFileSync(join(cwd, "images/n02.nii.gz")).subarray(0, 900));
  const rows = [
    ...cases,
    { ...cases[1], case: "cut", image: "damaged/cut.nii.gz" },
    { ...cases[2], case: "gone", mask: "no.nii" },
  ];
  writeFileSync(join(cwd, "some-damaged.csv"), tableText(rows, ","));
});

describe("features of one lesion", () => {
  test("are a tidy table with one row for each feature", async () => {
    const { code, stdout } = await runHilum(["features", ...one, "--preset", "pyradiomics"], { cwd });
    expect(code).toBe(0);
    expect(stdout.split("\n")[0]).toBe("case,image,family,feature,value,note");
    const rows = records(stdout);
    expect(rows.every((row) => row["case"] === "n01" && row["image"] === "original")).toBe(true);
    expect(new Set(rows.map((row) => row["family"]))).toContain("firstorder");
    const value = (feature: string) => Number(rows.find((row) => row["feature"] === feature)?.["value"]);
    expect(value("MeshVolume")).toBeGreaterThan(50);
    expect(value("Maximum")).toBeGreaterThan(value("Mean"));
    expect(rows.every((row) => row["value"] !== "" && (row["value"] !== "NaN" || row["note"] !== ""))).toBe(true);
  });

  test("--wide is the same numbers in one row, columns image_family_feature", async () => {
    const tidy = await runHilum(["features", ...one, "--out", "tidy.csv"], { cwd });
    expect(tidy.stdout).toBe("features: tidy.csv\n");
    const { stdout } = await runHilum(["features", ...one, "--wide"], { cwd });
    const [row, ...others] = records(stdout);
    expect(others).toEqual([]);
    const expected = records(readFileSync(join(cwd, "tidy.csv"), "utf8")).map(
      ({ image, family, feature, value }): [string, string] => [`${image}_${family}_${feature}`, value],
    );
    expect(row).toEqual({ case: "n01", ...Object.fromEntries(expected) });
  });

  test("--label chooses the lesion; a label that is not there is refused with those that are", async () => {
    const count = async (label: string) => {
      const { stdout } = await runHilum(["features", "image.nii", "two-labels.nii", "--label", label, "--wide"], {
        cwd,
      });
      return Number(records(stdout)[0]["original_shape_VoxelVolume"]);
    };
    expect(await count("2")).toBeCloseTo(16 * 0.8 * 0.8 * 1.25, 3);
    expect(await count("1")).toBeGreaterThan(50);
    const { code, stderr } = await runHilum(["features", "image.nii", "two-labels.nii", "--label", "7"], { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(/label 7; its labels are 1, 2/);
  });

  test("an impossible feature is NaN and says why", async () => {
    const { mask } = smallLesion(randomStream("a single voxel"));
    mask.data.fill(0).fill(1, 1000, 1001);
    writeFileSync(join(cwd, "voxel.nii"), writeNifti(mask, { gzip: false }));
    const { code, stdout } = await runHilum(["features", "image.nii", "voxel.nii"], { cwd });
    expect(code).toBe(0);
    const impossible = records(stdout).filter((row) => row["value"] === "NaN");
    expect(impossible.length).toBeGreaterThan(0);
    for (const row of impossible) expect(row["note"]).not.toBe("");
  });
});

describe("several lesions in one mask", () => {
  test("each become a case, in the table, in what stands beside it, and in the document", async () => {
    const call = ["features", "image.nii", "two-labels.nii", "--label", "all", "--json", "--wide", "--out", "all.csv"];
    const { code, stdout } = await runHilum(call, { cwd });
    expect(code).toBe(0);
    const rows = records(readFileSync(join(cwd, "all.csv"), "utf8"));
    expect(rows.map((row) => row["case"])).toEqual(["image_label1", "image_label2"]);
    expect(Number(rows[1]["original_shape_VoxelVolume"])).toBeCloseTo(16 * 0.8 * 0.8 * 1.25, 3);
    const record = JSON.parse(readFileSync(join(cwd, "all.json"), "utf8"));
    expect(record).toMatchObject({ hilum: expect.any(String), settings: { preset: "pyradiomics" }, failures: [] });
    expect(["case", ...record.columns.map(({ column }: { column: string }) => column)]).toEqual(Object.keys(rows[0]));
    expect(record.cases[1]).toMatchObject({ case: "image_label2", voxelCounts: { input: 16 }, missing: {} });
    const { lesions, hilum } = JSON.parse(stdout);
    expect(hilum).toBe(record.hilum);
    expect(lesions.map((l: { case: string; label: number }) => [l.case, l.label])).toEqual([
      ["image_label1", 1],
      ["image_label2", 2],
    ]);
    const [first] = lesions[1].features;
    expect(String(first.value)).toBe(rows[1][`${first.image}_${first.family}_${first.feature}`]);
  });

  test("of many cases stand side by side; an empty mask is a failure of its case", async () => {
    const { mask } = smallLesion(randomStream("features of two lesions"));
    writeFileSync(join(cwd, "empty.nii"), writeNifti({ ...mask, data: mask.data.fill(0) }, { gzip: false }));
    writeFileSync(join(cwd, "lesions.csv"), "case,image,mask\na,image.nii,two-labels.nii\nb,image.nii,empty.nii\n");
    const call = ["features", "--cases", "lesions.csv", "--label", "all", "--jobs", "1", "--out", "lesions-out.csv"];
    const { code, stdout } = await runHilum([...call, "--json", "--quiet"], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ cases: 2, record: "lesions-out.json", failures: [{ case: "b" }] });
    const rows = records(readFileSync(join(cwd, "lesions-out.csv"), "utf8"));
    expect(rows.map((row) => row["case"])).toEqual(["a_label1", "a_label2"]);
    expect(readFileSync(join(cwd, "lesions-out.errors.csv"), "utf8")).toMatch(/\nb,empty\.nii: the mask is empty/);
  });
});

describe("settings", () => {
  test("are printed, copied, changed and used", async () => {
    const printed = await runHilum(["features", "--print-settings", "ibsi-C"], { cwd });
    expect(printed.stdout).toMatch(/^# .*--settings[^]*\npreset: ibsi-C\nversion: 1\n/);
    writeFileSync(join(cwd, "mine.yaml"), printed.stdout.replace(/families:[^]*/, "families: [Morphology]\n"));
    const { stdout } = await runHilum(["features", ...one, "--settings", "mine.yaml", "--json"], { cwd });
    const { features, diagnostics } = JSON.parse(stdout);
    expect(diagnostics.settings).toMatchObject({ preset: "ibsi-C", spacing: [2, 2, 2], families: ["Morphology"] });
    expect(features.map(({ family }: { family: string }) => family)).toEqual(Array.from({ length: 25 }, () => "morph"));
  });

  test("of a parameter file of PyRadiomics decide features, binning and label", async () => {
    const text =
      "setting: { binCount: 16, label: 2, correctMask: true }\nfeatureClass: { firstorder: [Entropy], shape: }\n";
    writeFileSync(join(cwd, "params.yaml"), text);
    const call = ["features", "image.nii", "two-labels.nii", "--settings", "params.yaml", "--wide"];
    const { code, stdout, stderr } = await runHilum(call, { cwd });
    expect({ code, warned: /params\.yaml: without effect .*correctMask/.test(stderr) }).toEqual({
      code: 0,
      warned: true,
    });
    const [row] = records(stdout);
    expect(Object.keys(row)).toHaveLength(1 + 14 + 1);
    expect(Number(row["original_shape_VoxelVolume"])).toBeCloseTo(16 * 0.8 * 0.8 * 1.25, 3);
  });

  test.each([
    [["--settings", "bad.yaml"], 1, /bad\.yaml: .*setting\.binwidth \(.*; featureClass\.GLCM \(did you mean glcm\?\)/],
    [["--preset", "ibsi", "--print-settings", "ibsi-A"], 2, /name two presets/],
    [["--label", "both"], 2, /--label: expected a whole number/],
  ])("%j is refused", async (args, exit, message) => {
    writeFileSync(join(cwd, "bad.yaml"), "setting: { binwidth: 10 }\nfeatureClass: { GLCM: [] }\n");
    const { code, stderr } = await runHilum(["features", ...one, ...args], { cwd });
    expect(code).toBe(exit);
    expect(stderr).toMatch(message);
    expectPlainMessage(stderr);
  });
});

describe("features as IBSI defines them", () => {
  test("come out of the same command under IBSI's names, tidy and as a document, and wide for many cases", async () => {
    const call = ["features", ...one, "--preset", "ibsi", "--out", "ibsi.csv", "--json"];
    const { features, diagnostics } = JSON.parse((await runHilum(call, { cwd })).stdout);
    const tidy = readFileSync(join(cwd, "ibsi.csv"), "utf8");
    expect(tidy.split("\n")[0]).toBe("case,image,family,feature,value,note");
    const rows = records(tidy);
    expect(rows).toHaveLength(482);
    expect(rows[0]).toMatchObject({ case: "n01", image: "original", family: "morph", feature: "volume" });
    expect(features.map((f: { value: number }) => String(f.value))).toEqual(rows.map((row) => row["value"]));
    const entropy = { name: "Joint entropy", ibsi: "TU9B", aggregation: "3D_avg", unit: "bit", family: "cm" };
    expect(features).toContainEqual(expect.objectContaining({ ...entropy, feature: "joint_entr_3D_avg" }));
    expect(diagnostics.settings).toMatchObject({ preset: "ibsi", version: 1 });

    writeFileSync(join(cwd, "one.csv"), `case,image,mask\nn01,${one.join()}\n`);
    const many = ["features", "--cases", "one.csv", "--preset", "ibsi", "--jobs", "1", "--out", "wide.csv"];
    expect((await runHilum(many, { cwd })).code).toBe(0);
    const columns = rows.map((row) => [`${row["image"]}_${row["family"]}_${row["feature"]}`, row["value"]]);
    expect(records(readFileSync(join(cwd, "wide.csv"), "utf8"))).toEqual([
      { case: "n01", ...Object.fromEntries(columns) },
    ]);
  });
});

describe("a mask on another grid", () => {
  test("is refused with what differs, and by how much", async () => {
    const { code, stderr } = await runHilum(["features", "image.nii", "shifted.nii"], { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(/first voxels (0\.8|0\.79999\d*) mm apart/);
    expectPlainMessage(stderr);
  });

  test("is put on the image's grid by --resample-mask", async () => {
    const { code, stdout } = await runHilum(["features", "image.nii", "shifted.nii", "--resample-mask", "--wide"], {
      cwd,
    });
    expect(code).toBe(0);
    expect(Number(records(stdout)[0]["original_shape_VoxelVolume"])).toBeGreaterThan(50);
  });
});

describe("features of many cases", () => {
  test("a damaged case stands in FILE.errors.csv, the others are done", async () => {
    const out = ["--out", "many.csv", "--jobs", "1"];
    const { code, stderr } = await runHilum(["features", "--cases", "some-damaged.csv", ...out], { cwd });
    expect(code).toBe(0);
    const rows = records(readFileSync(join(cwd, "many.csv"), "utf8"));
    expect(rows.map((row) => row["case"])).toEqual(["n01", "n02", "n03", "n04"]);
    const errors = records(readFileSync(join(cwd, "many.errors.csv"), "utf8"));
    expect(errors.map((row) => row["case"])).toEqual(["cut", "gone"]);
    expect(errors[0]["error"]).toMatch(/^damaged\/cut\.nii\.gz: /);
    expect(errors[1]["error"]).toMatch(/^no\.nii: not readable \(no such file\)/);
    expectPlainMessage(stderr);
    const single = await runHilum(["features", "images/n03.nii.gz", "masks/n03.nii.gz", "--wide"], { cwd });
    expect(rows[2]).toEqual(records(single.stdout)[0]);
  });

  test("are the same bytes with one worker and with two", { timeout: 120_000 }, async () => {
    for (const jobs of ["1", "2"]) {
      const out = ["--out", `jobs-${jobs}.csv`, "--jobs", jobs];
      const { code, stderr } = await runHilum(["features", "--cases", "some-damaged.csv", ...out], { cwd });
      expect(code, stderr).toBe(0);
    }
    for (const ending of ["csv", "errors.csv"])
      expect(readFileSync(join(cwd, `jobs-2.${ending}`), "utf8")).toBe(
        readFileSync(join(cwd, `jobs-1.${ending}`), "utf8"),
      );
  });
});
