import { randomStream } from "@hilum/numeric";
import { tableFor } from "../../case-table.ts";
import type { Fit } from "../../protocol.ts";
import { refitId } from "../../protocol.ts";
import { selectionShares } from "../../selection-shares.ts";
import type { SelectionShare } from "../../selection-shares.ts";
import { isTabular } from "../../study-file/model-schema.ts";
import type { Means } from "../run-means.ts";
import { jobList } from "./job-list.ts";
import type { PreparedStudy } from "./prepare-study.ts";
import { runJobs } from "./run-jobs.ts";

/**
 * How stable the selection of each model is that asks for it: the share of bootstrap samples of the developing patients in
 * which a column is kept, with the study's first seed. All cases of a patient are drawn together.
 */
export async function runStability(prepared: PreparedStudy, means: Means): Promise<SelectionShare[]> {
  const { open, cases, fits, table } = prepared;
  const seeds = open.study.seeds.slice(0, 1);
  const train = fits.find(({ id }) => id === refitId)?.train ?? [];
  const members = new Map<string, number[]>();
  for (const i of train) members.set(cases[i]!.patient, [...(members.get(cases[i]!.patient) ?? []), i]);
  const patients = [...members.values()];
  const shares: SelectionShare[] = [];
  for (const model of open.study.models.filter(isTabular)) {
    const count = model.stability ?? 0;
    const bootstraps = Array.from({ length: count }, (_, b): Fit => {
      const random = randomStream(seeds[0]!, "stability", b);
      const drawn = patients.flatMap(() => patients[random.integer(patients.length)]!);
      return { id: `${refitId}/bootstrap-${b + 1}`, set: undefined, fold: "", train: drawn, test: [] };
    });
    if (count === 0) continue;
    const own = { ...prepared, open: { ...open, study: { ...open.study, models: [model], seeds } }, fits: bootstraps };
    const { results } = await runJobs(await jobList(own), own, means);
    shares.push(...selectionShares(model.name, tableFor(model, table).columns, [...results.values()]));
  }
  return shares;
}
