import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { selectCohort } from "../cohort.ts";
import { readCaseFiles } from "../node/case-files.ts";
import { readTextTable } from "../node/text-table-file.ts";
import { parsePredictions } from "./predictions-csv.ts";
import { parseStudy } from "../study-file/study-file.ts";
import { damageVerdict } from "../test/damage-verdict.ts";
import type { DamageVerdict } from "../test/damage-verdict.ts";
import { damagedCsv } from "../test/damaged-csv.ts";

const folder = mkdtempSync(join(tmpdir(), "hilum-"));
afterAll(() => rmSync(folder, { recursive: true }));

const healthy = [
  "case,patient,centre,image,mask,label,age,risk",
  ...Array.from(
    { length: 12 },
    (_, i) => `s${i},p${i},h${i % 3},images/s${i}.nii.gz,masks/s${i}.nii.gz,${i % 2},${50 + i}.5,0.${i}`,
  ),
  "",
].join("\n");
const study = parseStudy('eligibility: ["age <= 70"]\n');

/** What a table is read for: a cohort, a list of images, predictions. */
const uses: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
  "a cohort": async (path) => selectCohort(await readTextTable(path), study),
  "a list of cases": (path) => readCaseFiles(path),
  predictions: async (path) => parsePredictions(await readTextTable(path)),
};

test.each(Object.entries(uses))("the healthy table is %s", async (_name, use) => {
  const path = join(folder, "healthy.csv");
  writeFileSync(path, healthy);
  await expect(use(path)).resolves.toBeDefined();
});

test("200 damaged tables are read or refused as such, never slowly", async () => {
  const verdicts: DamageVerdict[] = [];
  // The kinds of damage are no multiple of three, so that every kind meets every use in turn.
  for (const [n, { name, bytes }] of damagedCsv(2, 200, healthy).entries()) {
    const [useName, use] = Object.entries(uses)[n % 3];
    const path = join(folder, "cases.csv");
    writeFileSync(path, bytes);
    verdicts.push(await damageVerdict(`${name}, as ${useName}`, "cases.csv", () => use(path)));
  }
  expect(verdicts.flatMap(({ complaints }) => complaints)).toEqual([]);
  expect(verdicts.filter(({ refused }) => refused).length).toBeGreaterThan(60);
}, 120_000);
