import { fittedPipelineFromJson } from "@hilum/learn/tabular";
import { fitModel } from "../../fit-model.ts";
import type { FitResult } from "../../fit-results.ts";
import type { TabularModel } from "../../study-file/model-schema.ts";
import { keepResult } from "./job-files.ts";

/** One fit of a tabular model, as plain data. */
export interface FitRequest {
  readonly model: TabularModel;
  readonly seed: number;
  readonly columns: readonly string[];
  readonly train: readonly (readonly (number | null)[])[];
  readonly labels: readonly number[];
  readonly groups: readonly string[];
  readonly test: readonly (readonly (number | null)[])[];
  /** Hospitals of the rows, for a model that harmonises them. */
  readonly batches?: { readonly train: readonly string[]; readonly test: readonly string[] };
}

/** Fits a tabular model and keeps its result in the cache. @throws StudyError `not-writable` and what fitting throws */
export async function fitTable({
  keep,
  ...request
}: FitRequest & {
  /** The cache and the identity under which the result is kept. */
  readonly keep: { readonly cache: string; readonly id: string };
}): Promise<FitResult> {
  const result = fit(request);
  await keepResult(keep.cache, keep.id, result);
  return result;
}

function fit({ model, seed, columns, train, labels, groups, test, batches }: FitRequest): FitResult {
  const table = (rows: FitRequest["train"], of: readonly string[] | undefined) => ({
    columns,
    rows: rows.map((row) => Float64Array.from(row, (value) => value ?? NaN)),
    ...(of && { batches: of }),
  });
  const { fitted, chosen } = fitModel(model, table(train, batches?.train), labels, { seed, groups });
  const pipeline = fitted.toJson();
  // Through JSON, so that the risks of the run and of the saved bundle come from the same numbers.
  const reloaded = fittedPipelineFromJson(JSON.parse(JSON.stringify(pipeline)));
  return {
    pipeline,
    ...(Object.keys(chosen).length > 0 && { chosen }),
    risks: test.length === 0 ? [] : Array.from(reloaded.probability(table(test, batches?.test))),
  };
}
