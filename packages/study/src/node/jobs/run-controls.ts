import { caseTable } from "../../case-table.ts";
import { controlResults } from "../../control-results.ts";
import type { ControlResult } from "../../control-results.ts";
import { evaluatePredictions } from "../../evaluation.ts";
import { withFusions } from "../../fusion/with-fusions.ts";
import { permutedLabels } from "../../permuted-labels.ts";
import { planFits, unfittable } from "../../protocol.ts";
import { isCombined, isTabular } from "../../study-file/model-schema.ts";
import type { ModelSettings } from "../../study-file/model-schema.ts";
import { readsImages } from "../../study-needs.ts";
import { predictionTable } from "../../study-predictions.ts";
import { progressOfPart } from "../progress.ts";
import type { Means } from "../run-means.ts";
import { jobList } from "./job-list.ts";
import { readLesions } from "./prepare-study.ts";
import type { PreparedStudy } from "./prepare-study.ts";
import { runJobs } from "./run-jobs.ts";

/**
 * The negative controls that a study asks for, with its first seed and without left-out centres: models of permuted labels,
 * whose areas must lie around 0.5, and of images whose voxels were shuffled inside the mask, where only size, shape and the
 * distribution of intensities are left.
 *
 * Shuffled voxels are for tabular models and their fusions; a network is not trained on them.
 *
 * @param models - those of the study that could be completed.
 * @returns with a warning for each model that lacks a control, as a job of it failed.
 */
export async function runControls(
  prepared: PreparedStudy,
  models: readonly ModelSettings[],
  means: Means,
): Promise<{ readonly results: ControlResult[]; readonly warnings: string[] }> {
  const { study } = prepared.open;
  const { permutedLabels: permutations = 0, shuffledVoxels = false } = study.controls;
  const results: ControlResult[] = [];
  const warnings: string[] = [];
  const meansOf = (part: string): Means => ({ ...means, progress: progressOfPart(means.progress, part) });
  const run = async (of: PreparedStudy, own: readonly ModelSettings[], which: Control, by: Means) => {
    const found = await areas(of, own, which, by);
    results.push(...found.results);
    warnings.push(...found.warnings);
  };
  for (let repetition = 1; repetition <= permutations; repetition++) {
    const cases = permutedLabels(prepared.cases, study.seeds[0]!, repetition);
    await run(
      { ...prepared, cases },
      models,
      ["permuted labels", repetition],
      meansOf(`permuted labels ${repetition} of ${permutations}`),
    );
  }
  if (shuffledVoxels && readsImages(study)) {
    const own = meansOf("shuffled voxels");
    const { cases, table, ...read } = await readLesions(prepared.open, prepared.settings, own, { shuffled: true });
    const tabular = models.filter(isTabular);
    const names = new Set(tabular.map(({ name }) => name));
    const fusions = models.filter(isCombined).filter(({ of }) => of.every((part) => names.has(part)));
    const shuffled = { ...prepared, ...read, cases, table: caseTable(study, cases, table) };
    await run(shuffled, [...tabular, ...fusions], ["shuffled voxels", 1], own);
  }
  return { results, warnings };
}

/** Which control, and which repetition of it. */
type Control = readonly [ControlResult["control"], number];

async function areas(
  prepared: PreparedStudy,
  models: readonly ModelSettings[],
  [control, repetition]: Control,
  means: Means,
): Promise<{ readonly results: ControlResult[]; readonly warnings: string[] }> {
  const { leaveOut: _leaveOut, ...rest } = prepared.open.study;
  const study = { ...rest, models, seeds: rest.seeds.slice(0, 1) };
  const { cases } = prepared;
  const fits = planFits(cases, study).filter((fit) => unfittable(fit, cases) === undefined);
  const own = { ...prepared, open: { ...prepared.open, study }, fits };
  const { results, incomplete } = await runJobs(await jobList(own), own, means);
  const all = withFusions(models, study.seeds, fits, cases, results);
  const left = new Set(incomplete.map(({ model }) => model));
  const complete = models.filter(
    (model) => !left.has(model.name) && !(isCombined(model) && model.of.some((part) => left.has(part))),
  );
  const predictions = predictionTable(complete, study.seeds, fits, cases, all);
  return {
    results: controlResults(control, repetition, evaluatePredictions(predictions)),
    warnings: incomplete.map(
      ({ model, failed, jobs, error }) =>
        `${model} lacks the control ${control} ${repetition}: ${failed} of its ${jobs} jobs failed. The first failure: ${error}`,
    ),
  };
}
