import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseCsvTable } from "@hilum/study";
import { readNifti } from "@hilum/volume/nifti";
import { parseDicom } from "@hilum/volume/dicom";
import { beforeAll, describe, expect, test } from "vitest";
import { converted, hasProgram, withProgram } from "../packages/volume/src/dicom/test/programs.ts";
import { rewriters } from "../packages/volume/src/dicom/test/transfer-syntaxes.ts";
import type { Rewriter } from "../packages/volume/src/dicom/test/transfer-syntaxes.ts";
import { dataFolder, dataFound, withData } from "../packages/volume/src/test/data-folder.ts";
import { runHilum } from "./run-hilum.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const cwd = temporaryFolder();
const phantom = join(dataFolder, "ibsi1");
const rtstruct = join(phantom, "ct_dicom/rtstruct/DCM_RS_00060.dcm");
const pair = { image: join(phantom, "ct_nifti/phantom.nii.gz"), mask: join(phantom, "ct_nifti/mask.nii.gz") };
const possible = dataFound && hasProgram("dcmconv");
/** Shape is that of the mask, the first-order features look at every voxel in it; the textures would only take time. */
const settings = ["--settings", "quick.yaml"];

/** The slices in explicit VR little endian, from which every program starts. */
const native: Uint8Array[] = [];
let wanted: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  if (!possible) return;
  writeFileSync(join(cwd, "quick.yaml"), "families: [shape, firstorder]\n");
  const folder = join(phantom, "ct_dicom/image");
  const names = readdirSync(folder);
  native.push(...(await twoAtOnce(names, (name) => converted(readFileSync(join(folder, name)), "dcmconv", ["+te"]))));
  const { code } = await hilum("features", pair.image, pair.mask, ...settings, "--wide", "--out", "wanted.csv");
  expect(code).toBe(0);
  wanted = onlyRow("wanted.csv");
}, 60_000);

const hilum = (...args: string[]) => runHilum(args, { cwd });

/** The results of some work on each item, in order, two at a time. */
async function twoAtOnce<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const rest = items.entries();
  const worker = async () => {
    for (const [n, item] of rest) results[n] = await work(item);
  };
  await Promise.all([worker(), worker()]);
  return results;
}

/** The one row of a table, by column. */
function onlyRow(path: string): Record<string, string> {
  const { columns, rows } = parseCsvTable(readFileSync(join(cwd, path), "utf8"), path);
  expect(rows).toHaveLength(1);
  return Object.fromEntries(columns.map((column, i) => [column, rows[0].cells[i]]));
}

/** The first voxel that is not that of the pair; -1 if there is none. */
function firstDifference(path: string, kind: keyof typeof pair): number {
  const [found, expected] = [join(cwd, path), pair[kind]].map((file) => readNifti(readFileSync(file)));
  expect(found.grid).toEqual(expected.grid);
  expect(found.data.length).toBe(expected.data.length);
  return found.data.findIndex((value, n) => value !== expected.data[n]);
}

/** The same features but for the last digits, since the spacing is stored with other digits. */
function expectSameFeatures(found: Readonly<Record<string, string>>): void {
  const names = Object.keys(wanted).filter((name) => name.startsWith("original_"));
  expect(names.length).toBeGreaterThan(20);
  for (const name of names)
    expect(Math.abs(Number(found[name]) - Number(wanted[name])), name).toBeLessThanOrEqual(
      1e-9 * Math.abs(Number(wanted[name])),
    );
}

describe.each(rewriters)("the IBSI phantom in $name", ({ name, program, rewrite, uid }: Rewriter) => {
  const skipped = !possible || (program !== undefined && !hasProgram(program));
  const title = (text: string) => withProgram(program, withProgram("dcmconv", withData(text)));
  const folder = `dicom/${name.replaceAll(/\W+/g, "-")}`;
  const out = `cohort/${name.replaceAll(/\W+/g, "-")}`;

  test.skipIf(skipped)(title("becomes, by hilum import, its NIfTI pair voxel for voxel"), async () => {
    mkdirSync(join(cwd, folder, "ct"), { recursive: true });
    const files = await twoAtOnce(native, rewrite);
    expect(files).toHaveLength(60);
    expect(parseDicom(files[30]).transferSyntax).toBe(uid);
    files.forEach((bytes, n) => writeFileSync(join(cwd, folder, "ct", `${n}.dcm`), bytes));
    cpSync(rtstruct, join(cwd, folder, "rtstruct.dcm"));

    const run = await hilum("import", folder, "--out", out, "--json");
    expect(run.code, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ cases: 1, withoutMask: 0, problems: 0 });
    const { image, mask } = onlyRow(`${out}/cases.csv`);
    expect(firstDifference(join(out, image), "image")).toBe(-1);
    expect(firstDifference(join(out, mask), "mask")).toBe(-1);
    const voxels = readNifti(readFileSync(join(cwd, out, mask))).data;
    expect(Array.from(voxels).reduce((sum, value) => sum + value, 0)).toBe(125_256);
  });

  test.skipIf(skipped)(title("gives its features, imported or straight from the folder"), async () => {
    const table = ["--cases", `${out}/cases.csv`, "--out", `${out}.csv`, "--jobs", "1"];
    const straight = [
      join(folder, "ct"),
      join(folder, "rtstruct.dcm"),
      "--roi",
      "GTV-1",
      "--wide",
      "--out",
      `${folder}.csv`,
    ];
    const runs = await Promise.all([
      hilum("features", ...table, ...settings),
      hilum("features", ...straight, ...settings),
    ]);
    for (const { code, stderr } of runs) expect(code, stderr).toBe(0);
    expectSameFeatures(onlyRow(`${out}.csv`));
    expectSameFeatures(onlyRow(`${folder}.csv`));
  });
});
