import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { damagedBundleFile } from "../packages/study/src/test/damaged-bundle.ts";
import { damagedCsv } from "../packages/study/src/test/damaged-csv.ts";
import { damagedStudyFile } from "../packages/study/src/test/damaged-study-file.ts";
import type { DamagedText } from "../packages/study/src/test/damaged-text.ts";
import { damagedNifti } from "../packages/volume/src/nifti/test/damaged-nifti.ts";
import { damageMeeting } from "./meet-damage.ts";
import { runHilum } from "./run-hilum.ts";
import type { HilumRun } from "./run-hilum.ts";
import { smallStudy, tableText, writeSmallCohort } from "./small-cohort.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const cwd = temporaryFolder();
const cases = writeSmallCohort(cwd, 12);

const lesion = ["images/n01.nii.gz", "masks/n01.nii.gz"];
const bundle = "runs/small/models/tree-svm";

/** The call that a damaged file goes into, by what it is; each with its healthy file here. */
const { measureHealthy, meet } = damageMeeting(cwd, {
  image: { call: (file) => ["features", file, file], healthy: lesion[1] },
  predictions: { call: (file) => ["evaluate", file], healthy: "runs/small/predictions.csv" },
  study: { call: (file) => ["check", file, "--out", "sheet.html", "--jobs", "1"], healthy: "study.yaml" },
  model: { call: (folder) => ["predict", folder, ...lesion], healthy: bundle },
});

beforeAll(async () => {
  const { code, stderr } = await runHilum(["run", "study.yaml"], { cwd });
  expect(code, stderr).toBe(0);
  await measureHealthy();
}, 120_000);

/** Every fourth kind of damage, from one of the first four on. */
function ten<T>(made: readonly T[], from: number): T[] {
  return made.filter((_, n) => n % 4 === from);
}

describe("a damaged NIfTI file", () => {
  test.each(damagedNifti(11, 24))("$name", async ({ name, bytes, mustFail }) => {
    const file = `damaged-${name.split(":")[0]}.nii${bytes[0] === 0x1f ? ".gz" : ""}`;
    writeFileSync(join(cwd, file), bytes);
    const { code, stdout, stderr } = await meet("image", file);
    if (!mustFail) return;
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(new RegExp(`^hilum: ${file}: `));
  });
});

/** A file that is refused is named, once. */
function expectNamed({ code, stderr }: HilumRun, name: RegExp): void {
  if (code === 0) return;
  const refusals = stderr.split("\n").filter((line) => line.startsWith("hilum: "));
  if (refusals.length > 0) expect(refusals).toEqual([expect.stringMatching(name)]);
}

describe("a damaged table of cases", () => {
  test.each(ten(damagedCsv(12, 40, tableText(cases, ",")), 2))("$name", async ({ bytes }: DamagedText) => {
    writeFileSync(join(cwd, "damaged-cases.csv"), bytes);
    writeFileSync(join(cwd, "damaged-table.yaml"), `cases: damaged-cases.csv\n${smallStudy}`);
    expectNamed(await meet("study", "damaged-table.yaml"), /damaged-cases\.csv/);
  });
});

describe("a damaged table of predictions", () => {
  const table = cases.map(({ case: name, label }, n) => `${name},p${n},h1,test,fold,${label},0.${n},${n}\n`).join("");
  const text = `case,patient,centre,set,fold,label,model,age\n${table}`;
  test.each(ten(damagedCsv(13, 40, text), 0))("$name", async ({ bytes }: DamagedText) => {
    writeFileSync(join(cwd, "damaged-predictions.csv"), bytes);
    expectNamed(await meet("predictions", "damaged-predictions.csv"), /damaged-predictions\.csv/);
  });
});

describe("a damaged study file", () => {
  const text = smallStudy.replace("name: small", "name: small\ncases: cases.csv\nradiomics: { preset: pyradiomics }");
  const odd = damagedStudyFile(14, 46, text).filter((_, n) => n % 2 === 1);
  test.each(odd)("$name", async ({ bytes }: DamagedText) => {
    writeFileSync(join(cwd, "damaged-study.yaml"), bytes);
    expectNamed(await meet("study", "damaged-study.yaml"), /damaged-study\.yaml|cases\.csv/);
  });
});

describe("a damaged model bundle", () => {
  const made = (seed: number, file: string) => {
    const read = () => readFileSync(join(cwd, bundle, file), "utf8");
    return Array.from({ length: 20 }, (_, n) => ({
      file,
      n,
      damage: () => damagedBundleFile(seed, 40, read())[2 * n],
    }));
  };
  test.each([...made(15, "model.json").slice(0, 8), ...made(16, "radiomics.json").slice(8)])(
    "$file, damage $n",
    async ({ file, n, damage }) => {
      const folder = `damaged-model-${file}-${n}`;
      mkdirSync(join(cwd, folder));
      cpSync(join(cwd, bundle), join(cwd, folder), { recursive: true });
      writeFileSync(join(cwd, folder, file), damage().bytes);
      const run = await meet("model", folder);
      expectNamed(run, /model\.json|radiomics\.json|The model "/);
      if (run.code === 0) expect(run.stdout).toMatch(/^risk (0\.\d{3}|1\.000) /);
    },
  );
});
