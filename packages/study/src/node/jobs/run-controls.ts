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
 */
export async function runControls(prepared: PreparedStudy, means: Means): Promise<ControlResult[]> {
  const { study } = prepared.open;
  const { permutedLabels: permutations = 0, shuffledVoxels = false } = study.controls;
  const results: ControlResult[] = [];
  for (let repetition = 1; repetition <= permutations; repetition++) {
    const cases = permutedLabels(prepared.cases, study.seeds[0]!, repetition);
    results.push(...(await areas({ ...prepared, cases }, study.models, ["permuted labels", repetition], means)));
  }
  if (shuffledVoxels && readsImages(study)) {
    const { cases, table, ...read } = await readLesions(prepared.open, prepared.settings, means, { shuffled: true });
    const own = study.models.filter(isTabular);
    const names = new Set(own.map(({ name }) => name));
    const models = [...own, ...study.models.filter(isCombined).filter(({ of }) => of.every((part) => names.has(part)))];
    const shuffled = { ...prepared, ...read, cases, table: caseTable(study, cases, table) };
    results.push(...(await areas(shuffled, models, ["shuffled voxels", 1], means)));
  }
  return results;
}

async function areas(
  prepared: PreparedStudy,
  models: readonly ModelSettings[],
  [control, repetition]: readonly [ControlResult["control"], number],
  means: Means,
): Promise<ControlResult[]> {
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
  return controlResults(control, repetition, evaluatePredictions(predictions));
}
