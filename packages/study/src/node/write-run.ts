import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { bundlePredictions, formatBundlePredictions } from "../bundle/bundle-predictions.ts";
import { fusedPredictions } from "../bundle/fusion-bundle.ts";
import type { FusionBundle } from "../bundle/fusion-bundle.ts";
import { fusionCard } from "../report/fusion-card.ts";
import { bundleFiles } from "../bundle/bundle.ts";
import { networkBundleFiles } from "../bundle/network-bundle.ts";
import { wholeTable } from "../case-table.ts";
import { developPart } from "../cohort.ts";
import { readsImages } from "../study-needs.ts";
import { formatCsv } from "../tables/csv-table.ts";
import { formatErrors, formatWideFeatures } from "../tables/feature-table.ts";
import { formatPredictions } from "../tables/predictions-csv.ts";
import { htmlReport } from "../report/html-report.ts";
import { modelCard } from "../report/model-card.ts";
import { reportFigures } from "../report/report-figures.ts";
import { reportContent } from "../report-content.ts";
import {
  balanceTable,
  controlsTable,
  delongTable,
  resultsTable,
  stabilityTable,
  subgroupsTable,
} from "../tables/result-tables.ts";
import { modelCardContent, networkCardContent } from "../bundle/card-content.ts";
import { chosenRows } from "../tables/chosen-rows.ts";
import { contentHash } from "./content-hash.ts";
import { exampleLesions } from "./example-lesions.ts";
import { networkCurves } from "./networks/network-curves.ts";
import { thisMachine } from "./machine.ts";
import { jobPaths } from "./jobs/job-files.ts";
import { writeOwnFiles } from "./own-files.ts";
import type { FileContent } from "./own-files.ts";
import type { Means } from "./run-means.ts";
import type { StudyRun } from "./study-run.ts";
import { version } from "./version.ts";

/**
 * Writes a finished run, each file whole: predictions, metrics, tables, figures, models, run record, and last the report.
 *
 * Files that an earlier run wrote here and this one does not (a model that is no longer in the study) are removed; files
 * that no run wrote are left alone, whatever folder the user chose.
 *
 * @returns path of the report.
 */
export async function writeRun(run: StudyRun, out: string, means: Means): Promise<string> {
  const { open, cases, features, failures, predictions, metrics, models } = run;
  const start = performance.now();
  means.progress.start("report", 1);
  const files = new Map<string, FileContent>();
  const table = wholeTable(run.table);
  const named = [...new Set(cases.flatMap((item) => [...(item.cells?.keys() ?? [])]))];

  files.set("predictions.csv", formatPredictions(predictions));
  files.set("metrics.json", `${JSON.stringify(metrics, null, 2)}\n`);
  files.set("tables/results.csv", resultsTable(metrics));
  files.set("tables/delong.csv", delongTable(metrics));
  if (open.cohort.balance.length > 0) files.set("tables/matching.csv", balanceTable(open.cohort.balance));
  if (run.controls.length > 0) files.set("tables/controls.csv", controlsTable(run.controls));
  if (run.stability.length > 0) files.set("tables/stability.csv", stabilityTable(run.stability));
  if (run.subgroups.length > 0) files.set("tables/subgroups.csv", subgroupsTable(run.subgroups));
  const choices = chosenRows(run.results, open.study.models);
  if (choices.length > 0) files.set("tables/chosen.csv", formatCsv(["model", "seed", "fit", "what", "value"], choices));
  files.set(
    "tables/cohort.csv",
    formatCsv(
      ["step", "excluded", "remaining"],
      [
        ["cases in the table", 0, open.cohort.total],
        ...open.cohort.steps.map(({ reason, excluded, remaining }) => [reason, excluded, remaining]),
        ...(failures.length > 0 ? [["not readable", failures.length, cases.length]] : []),
      ],
    ),
  );
  files.set(
    "tables/cases.csv",
    formatCsv(
      ["case", "patient", "centre", "part", "image", "mask", "label", ...named],
      cases.map(({ id, patient, centre, part, image, mask, label, cells }) => {
        const paths = [image, mask].map((path) => (path === "" ? "" : open.relativePath(path)));
        return [id, patient, centre, part, ...paths, label, ...named.map((column) => cells?.get(column) ?? "")];
      }),
    ),
  );
  const featuresCsv = formatWideFeatures(
    cases.map(({ id }) => id),
    run.table.features,
  );
  files.set("tables/features.csv", featuresCsv);
  files.set("tables/errors.csv", formatErrors(failures));
  const notes = features.flatMap((measured, i) => {
    const { id } = cases[i]!;
    const impossible = Object.entries(measured.notes).map(([at, why]) => `${table.columns[Number(at)]}: ${why}`);
    return [...measured.warnings, ...impossible].map((warning) => [id, warning]);
  });
  files.set("tables/warnings.csv", formatCsv(["case", "warning"], notes));

  const date = new Date().toISOString();
  const labelled = cases.map(({ id, label }) => ({ case: id, label: String(label) }));
  const card = { date: date.slice(0, 10), predictions, metrics };
  for (const { saved } of models) {
    const { name } = saved.bundle;
    // What the saved model says of all cases, byte for byte what hilum predict --cases tables/cases.csv gives.
    files.set(`tables/refitted-${name}.csv`, bundlePredictions(saved, labelled, table));
    for (const [file, text] of Object.entries(bundleFiles(saved.bundle))) files.set(`models/${name}/${file}`, text);
    files.set(`models/${name}/card.md`, modelCard(modelCardContent(saved, card)));
  }

  for (const { saved, assessments, jobs } of run.networks) {
    const { name, members } = saved.bundle;
    files.set(`tables/refitted-${name}.csv`, formatBundlePredictions(labelled, assessments));
    for (const [file, text] of Object.entries(networkBundleFiles(saved))) files.set(`models/${name}/${file}`, text);
    members.forEach(({ network, weights }, i) => {
      const { folder } = jobPaths(means.cache, jobs[i]!);
      files.set(`models/${name}/${network.file}`, () => readFile(join(folder, "network.onnx")));
      files.set(`models/${name}/${weights.file}`, () => readFile(join(folder, "weights.safetensors")));
    });
    files.set(`models/${name}/card.md`, modelCard(networkCardContent(saved, card)));
  }

  const examples = await exampleLesions(run, means);
  const machine = thisMachine();
  const content = reportContent(run, {
    version,
    date: `${date.slice(0, 16).replace("T", " ")} UTC`,
    machine,
    settings: stringify(studyAsRun(run)),
    trainings: await networkCurves(run, means.cache),
    examples,
  });
  for (const figure of reportFigures(content)) files.set(`figures/${figure.file}`, figure.svg);
  // After all others: a fusion is made of the files of its parts.
  for (const bundle of run.fusions) addFusion(files, bundle);
  const timings = [
    ...run.timings,
    { step: "report", seconds: (performance.now() - start) / 1000, cached: 0, total: 1 },
  ];
  files.set(
    "run.json",
    `${JSON.stringify(
      {
        format: "hilum-run",
        hilum: version,
        date,
        machine,
        jobs: means.pool.jobs,
        study: studyAsRun(run),
        hashes: { ...open.hashes, features: contentHash(featuresCsv) },
        cohort: {
          total: open.cohort.total,
          eligible: open.cohort.cases.length,
          used: cases.length,
          developing: cases.filter((item) => item.part === developPart).length,
        },
        incomplete: run.incomplete,
        timings,
        warnings: run.warnings,
      },
      null,
      2,
    )}\n`,
  );
  files.set("report.html", htmlReport(content));

  await writeOwnFiles(out, files);
  means.progress.advance();
  return join(out, "report.html");
}

/** The files of a fusion: what it is, whole copies of its parts, its card and what it says of all cases. */
function addFusion(files: Map<string, FileContent>, bundle: FusionBundle): void {
  const { name, parts, description, study, threshold, thresholdRule } = bundle;
  files.set(`models/${name}/model.json`, `${JSON.stringify(bundle, null, 2)}\n`);
  for (const [path, content] of files) {
    const part = parts.find((one) => path.startsWith(`models/${one}/`));
    if (part !== undefined) files.set(`models/${name}/parts/${path.slice("models/".length)}`, content);
  }
  files.set(`models/${name}/card.md`, fusionCard({ name, parts, description, study, threshold, thresholdRule }));
  const predictions = parts.map((part) => {
    const csv = files.get(`tables/refitted-${part}.csv`);
    return typeof csv === "string" ? csv : "";
  });
  files.set(`tables/refitted-${name}.csv`, fusedPredictions(bundle, predictions));
}

/** The study with every default, list and preset filled in. */
function studyAsRun({ open, settings }: StudyRun) {
  const { radiomics, ...study } = open.study;
  if (!readsImages(open.study)) return study;
  return { ...study, radiomics: { ...settings, resampleMask: radiomics.resampleMask } };
}
