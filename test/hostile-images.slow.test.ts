import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomStream } from "@hilum/numeric";
import { writeNifti } from "@hilum/volume/nifti";
import { beforeAll, describe, expect, test } from "vitest";
import { makeSlice } from "../packages/volume/src/dicom/test/make-slice.ts";
import { expectPlainMessage } from "./plain-message.ts";
import { filesBelow } from "./run-files.ts";
import { runHilum } from "./run-hilum.ts";
import type { HilumRun } from "./run-hilum.ts";
import { smallLesion } from "./small-cohort.ts";
import { boxMask, boxStructureSet, smallSeries, writeSeries } from "./small-series.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Commands run in a folder below, so that what leaves it is found. */
const root = temporaryFolder();
const cwd = join(root, "inner");
const at = (name: string) => join(cwd, name);
const hilum = (...args: string[]) => runHilum(args, { cwd, limitMs: 20_000 });

const names = { series: "2.25.11", frame: "2.25.10", patient: "Seydlitz^Anna" };
const hostile = ["../../x", "bell\u0007 and \u009b31m", "=cmd()", "__proto__", "x".repeat(300)];
const grid = {
  size: [16, 16, 12],
  spacing: [0.75, 0.75, 1.25],
  origin: [-60, 20, -300],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
} as const;
const { image: lesion } = smallLesion(randomStream("hostile images"));
const image = { grid, data: lesion.data.map((hu) => Math.max(hu, -1024)) };
const box = { from: [4, 5, 3], to: [11, 10, 8] } as const;
const oddFiles = ["new\nline", "\u{1f480}", "escape\u001b[2J", "a;rm -rf ~", "%s%n", "-rf"];
const windows = process.platform === "win32";

beforeAll(() => {
  mkdirSync(cwd);
  const slices = smallSeries(image, names);
  writeSeries(at("series"), slices);
  const rois = hostile.map((name) => ({ name, box }));
  writeFileSync(at("rtstruct.dcm"), boxStructureSet(grid, names, rois, { StructureSetLabel: "label\u0007" }));
  writeFileSync(at("mask.nii"), writeNifti(boxMask(grid, box), { gzip: false }));
  writeFileSync(join(root, "secret.raw"), new Uint8Array(8).fill(7));
});

/** Nothing that a terminal would obey, and no page of text. */
function expectHarmless({ stdout, stderr }: HilumRun): void {
  // oxlint-disable-next-line no-control-regex -- these are looked for
  expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  expectPlainMessage(stderr);
}

function expectNothingOutside(): void {
  expect(filesBelow(root).filter((name) => !name.startsWith("inner/"))).toEqual(["secret.raw"]);
}

describe("regions with hostile names", () => {
  test("are listed without what a terminal would obey, and as they are in JSON", async () => {
    const text = await hilum("info", "rtstruct.dcm");
    expect(text.code, text.stderr).toBe(0);
    for (const name of ["../../x", "=cmd()", "__proto__"]) expect(text.stdout).toContain(name);
    expectHarmless(text);
    const { stdout } = await hilum("info", "rtstruct.dcm", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ regions: hostile.map((name) => ({ name })) });
  });

  test("are listed harmlessly in an error", async () => {
    const run = await hilum("features", "series", "rtstruct.dcm");
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/"\.\.\/\.\.\/x".*Name one of them/);
    expectHarmless(run);
  });

  test("lead nowhere: one is converted, all are imported", async () => {
    const convert = await hilum("convert", "rtstruct.dcm", "x.nii", "--image", "series", "--roi", "../../x");
    expect(convert.code, convert.stderr).toBe(0);
    mkdirSync(at("tree"));
    writeSeries(at("tree"), smallSeries(image, names));
    writeFileSync(at("tree/rtstruct.dcm"), readFileSync(at("rtstruct.dcm")));
    const run = await hilum("import", "tree", "--out", "cohort", "--roi", "*", "--json");
    expect(run.code, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ cases: hostile.length, withoutMask: 0 });
    expect(filesBelow(at("cohort/masks"))).toHaveLength(hostile.length);
    expect(readFileSync(at("cohort/cases.csv"), "utf8")).not.toMatch(/\.\.|=cmd|bell|xxxx/);
    expectHarmless(run);
    expectNothingOutside();
  });
});

describe("a header that names data files", () => {
  const nrrd = (file: string, sizes = "2 2 2", type = "uchar") =>
    `NRRD0004\ntype: ${type}\ndimension: 3\nspace: left-posterior-superior\nsizes: ${sizes}\nspace directions: (1,0,0) (0,1,0) (0,0,1)\n` +
    `space origin: (0,0,0)\nendian: little\nencoding: raw\ndata file: ${file}\n`;
  const metaimage = (file: string) =>
    `ObjectType = Image\nNDims = 3\nElementSpacing = 1 1 1\nOffset = 0 0 0\nDimSize = 2 2 2\nElementType = MET_UCHAR\nElementDataFile = ${file}\n`;

  test.each([
    ["away.nhdr", nrrd("../../etc/passwd")],
    ["away.mhd", metaimage("../secret.raw")],
    ["absolute.nhdr", nrrd("/etc/passwd")],
    ["list.nhdr", nrrd("LIST\nok.raw\n../secret.raw")],
    ["numbered.mhd", metaimage("../secret%d.raw 1 1 1")],
  ])("elsewhere is refused before anything is read (%s)", async (name, text) => {
    writeFileSync(at(name), text);
    const run = await hilum("convert", name, "out.nii");
    expect({ code: run.code, stdout: run.stdout }).toEqual({ code: 1, stdout: "" });
    expect(run.stderr).toMatch(new RegExp(`^hilum: ${name}: The header names the data file .*(\\.\\.|absolute)`));
    expectHarmless(run);
    expect(filesBelow(cwd)).not.toContain("out.nii");
  });

  test("a thousand times the same one costs it once", async () => {
    writeFileSync(at("large.raw"), new Uint8Array(4_000_000));
    writeFileSync(at("many.nhdr"), nrrd(`LIST\n${"large.raw\n".repeat(1000)}`, "2 2 1000"));
    const run = await runHilum(["info", "many.nhdr"], { cwd, limitMs: 20_000 });
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/^hilum: many\.nhdr: /);
    expect(run.peakMiB).toBeLessThan(512);
  });

  test.skipIf(windows)("that never end, as pipes and devices, is refused", async () => {
    execFileSync("mkfifo", [at("pipe")]);
    writeFileSync(at("pipe.nhdr"), nrrd("pipe"));
    for (const path of ["pipe", "pipe.nhdr", "/dev/zero"]) {
      const run = await hilum("info", path);
      expect(run.code).toBe(1);
      expect(run.stderr).toMatch(/^hilum: .*neither a file nor a folder/);
    }
  });
});

describe.skipIf(windows)("a DICOM folder with hostile names of files", () => {
  beforeAll(() => {
    mkdirSync(at("odd"));
    smallSeries(image, names).forEach((bytes, n) =>
      writeFileSync(join(at("odd"), `${oddFiles[n] ?? "IM"}${n}`), bytes),
    );
    execFileSync("mkfifo", [at("odd/pipe")]);
  });

  test("is read like any other", async () => {
    const [odd, plain] = await Promise.all([
      hilum("features", "odd", "mask.nii", "--case", "same"),
      hilum("features", "series", "mask.nii", "--case", "same"),
    ]);
    expect(odd.code, odd.stderr).toBe(0);
    expect(odd.stdout).toBe(plain.stdout);
  });

  test("a damaged file in it is named harmlessly", async () => {
    mkdirSync(at("damaged"));
    const bytes = smallSeries(image, names)[0];
    oddFiles.forEach((name, n) =>
      writeFileSync(join(at("damaged"), name), bytes.subarray(0, bytes.length - 9 * (n + 1))),
    );
    for (const args of [
      ["info", "damaged"],
      ["features", "damaged", "mask.nii"],
      ["features", "odd\nfolder", "mask.nii"],
    ])
      expectHarmless(await hilum(...args));
  });
});

describe("what hilum import writes and says of", () => {
  const secret = /seydlitz|anna|mrn77/i;

  test("files that are named after the patient, healthy and damaged, does not name her", async () => {
    const slices = smallSeries(image, names);
    writeSeries(at("named/Seydlitz Anna"), slices, "Seydlitz_Anna_1950_");
    writeFileSync(at("named/Seydlitz Anna/Seydlitz_Anna_damaged.dcm"), slices[0].subarray(0, 700));
    writeFileSync(at("named/Seydlitz Anna/Anna.dcm"), slices[0].subarray(0, slices[0].length - 50));
    await expectNotNamed("named", "cohort-of-named");
  });

  test("a file whose transfer syntax runs on into the patient's name does not name her", async () => {
    writeSeries(at("syntax"), [...slices(12), ...slices(1).map((bytes) => runningOn(bytes, [2, 0, 0x10, 0]))]);
    await expectNotNamed("syntax", "cohort-of-syntax");
    const info = await hilum("info", "syntax");
    expect(info.stdout).toMatch(/warning: IM012: /);
    expect(info.stdout + info.stderr).not.toMatch(secret);
    expectHarmless(info);
  });

  test.each([
    ["manufacturer", [8, 0, 0x70, 0]],
    ["model", [8, 0, 0x90, 0x10]],
  ])("a series whose %s runs on into the patient's name does not name her", async (what, tag) => {
    writeSeries(
      at(what),
      slices(12).map((bytes) => runningOn(bytes, tag)),
    );
    await expectNotNamed(what, `cohort-of-${what}`);
  });

  const slices = (count: number) =>
    Array.from({ length: count }, (_, n) =>
      makeSlice({
        instance: n + 1,
        position: [0, 0, n],
        more: {
          PatientName: names.patient,
          PatientID: "MRN77",
          PatientSex: "F",
          SliceThickness: 1,
          Manufacturer: "SIEMENS",
          ManufacturerModelName: "Force",
        },
      }),
    );

  /** The same file with a length that makes the value of a tag end before the patient's sex. */
  function runningOn(bytes: Uint8Array, tag: readonly number[]): Uint8Array {
    const changed = Buffer.from(bytes);
    const place = (wanted: readonly number[]) => changed.indexOf(Buffer.from(wanted), 132);
    changed.writeUInt16LE(place([0x10, 0, 0x40, 0]) - place(tag) - 8, place(tag) + 6);
    return changed;
  }

  async function expectNotNamed(folder: string, out: string): Promise<void> {
    const run = await hilum("import", folder, "--out", out, "--dicom");
    expect(run.code, run.stderr).toBe(0);
    expect(filesBelow(at(out)).filter((name) => name.endsWith(".dcm"))).toHaveLength(12);
    const contents = filesBelow(at(out)).map((name) => `${name}\n${readFileSync(join(at(out), name), "latin1")}`);
    for (const text of [...contents, run.stdout, run.stderr]) expect(text).not.toMatch(secret);
    expectHarmless(run);
  }
});
