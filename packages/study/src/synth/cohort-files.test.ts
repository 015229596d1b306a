import { expect, test } from "vitest";
import { parseCsvTable } from "../tables/csv-table.ts";
import { clinicalColumns } from "./clinical-columns.ts";
import { synthCasesCsv, synthCohortColumns, synthReadme, synthTruthCsv } from "./cohort-files.ts";
import { latentNames } from "./latents.ts";
import { synthesiseCase } from "./synth-case.ts";

const options = { cases: 3, seed: 2, fieldMm: 56 };
const records = [0, 1, 2].map((index) => synthesiseCase(options, index));

test("cases.csv has a row per case, read back by the reader of cohorts, and no truth", () => {
  const table = parseCsvTable(synthCasesCsv(records), "cases.csv");
  expect(table.columns).toEqual([...synthCohortColumns]);
  expect(table.rows.map(({ cells }) => cells.slice(0, 6))).toEqual(
    records.map(({ case: name, patient, centre, label }) => [
      name,
      patient,
      centre,
      `images/${name}.nii.gz`,
      `masks/${name}.nii.gz`,
      String(label),
    ]),
  );
  expect(table.rows[1].cells.slice(6)).toEqual(clinicalColumns.map((column) => String(records[1].clinical[column])));
});

test("truth.csv holds the probabilities and every latent to six digits", () => {
  const table = parseCsvTable(synthTruthCsv(records), "truth.csv");
  expect(table.columns).toEqual([
    "case",
    "label",
    "probability",
    "probability_inside",
    "probability_surroundings",
    ...latentNames,
  ]);
  for (const [n, { truth }] of records.entries()) {
    const cells = table.rows[n].cells;
    expect(Number(cells[2])).toBeCloseTo(truth.probability, 6);
    expect(Number(cells[3])).toBeCloseTo(truth.probabilityInside, 6);
    expect(Number(cells[4])).toBeCloseTo(truth.probabilitySurroundings, 6);
    expect(Number(cells[5])).toBeCloseTo(truth.latents.spiculation, 6);
  }
});

test("the README states the options, the centres that are used and the best AUCs", () => {
  const full = synthReadme({ ...options, centres: 2 });
  expect(full).toContain("seed 2, 2 centres, surroundings 1, prevalence 0.3, field 56 mm");
  expect(full).toContain("| h2 |");
  expect(full).not.toContain("| h3 |");
  const both = Number(/\| both \| (0\.\d+) \|/.exec(full)?.[1]);
  const inside = Number(/\| inside the mask \| (0\.\d+) \|/.exec(full)?.[1]);
  expect(both).toBeGreaterThan(inside + 0.05);
  expect(synthReadme({ ...options, surroundings: 0 })).toContain("say nothing about the label");
});
