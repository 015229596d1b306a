import { tableFor } from "../../case-table.ts";
import { StudyError } from "../../errors.ts";
import { fitsOf } from "../../protocol.ts";
import type { Fit } from "../../protocol.ts";
import { isTabular } from "../../study-file/model-schema.ts";
import type { TabularModel } from "../../study-file/model-schema.ts";
import type { NetworkModel } from "../../networks/network-model.ts";
import { networkJobs } from "../networks/network-jobs.ts";
import { valueHash } from "../content-hash.ts";
import type { FitRequest } from "./fit-table.ts";
import type { PreparedStudy } from "./prepare-study.ts";

/** One fit of one model with one seed: the unit of work, which needs no other job. */
export interface Job {
  /** SHA-256 of everything that decides the result; the result lies under it. */
  readonly id: string;
  readonly model: TabularModel | NetworkModel;
  readonly seed: number;
  readonly fit: Fit;
}

/** Raised whenever the same rows and settings would give another model. */
const version = 3;

/**
 * The run matrix of a study: models x seeds x fits.
 *
 * The identity of a job is made of the model's settings without its name, the seed, and for each training and test case its
 * features by content; for training cases label, patient and centre too. Names of cases, files and the study do not count.
 */
export async function jobList(study: PreparedStudy): Promise<Job[]> {
  const jobs = [...tableJobs(study), ...(await networkJobs(study))];
  return study.open.study.models.flatMap(({ name }) => jobs.filter((job) => job.model.name === name));
}

function tableJobs({ open, table, cases, fits }: PreparedStudy): Job[] {
  const { models, seeds } = open.study;
  return models.filter(isTabular).flatMap((model) => {
    const { name: _name, ...own } = model;
    const inputs = tableFor(model, table);
    const columns = valueHash(inputs.columns);
    const rows = inputs.rows.map((row) => valueHash(plainRow(row)));
    return seeds.flatMap((seed) =>
      fitsOf(model, fits, models).map((fit): Job => {
        const train = fit.train.map((i) => {
          const { label, patient, centre } = cases[i]!;
          return [rows[i], label, patient, centre];
        });
        // The hospital of a test case decides its risk only where hospitals are harmonised.
        const test = fit.test.map((i) => (inputs.batches ? [rows[i], cases[i]!.centre] : rows[i]));
        return { id: valueHash({ version, model: own, seed, columns, train, test }), model, seed, fit };
      }),
    );
  });
}

/** The job with this identity, or the only one whose identity begins so. @throws StudyError `unknown-job` */
export function findJob(jobs: readonly Job[], id: string): Job {
  const found = new Map(jobs.filter((job) => job.id.startsWith(id)).map((job) => [job.id, job]));
  const [job] = found.values();
  if (job && found.size === 1) return job;
  const which = found.size === 0 ? "No job of this study has" : `${found.size} jobs of this study have`;
  throw new StudyError(
    "unknown-job",
    `${which} an identity that begins with "${id}" (of ${jobs.length} jobs). hilum jobs lists them.`,
  );
}

/** What a worker needs to fit a table: plain data. */
export function fitRequest(
  { model, seed, fit }: Job & { readonly model: TabularModel },
  { table, cases }: PreparedStudy,
): FitRequest {
  const { columns, rows, batches } = tableFor(model, table);
  return {
    model,
    seed,
    columns,
    train: fit.train.map((i) => plainRow(rows[i]!)),
    labels: fit.train.map((i) => cases[i]!.label),
    groups: fit.train.map((i) => cases[i]!.patient),
    test: fit.test.map((i) => plainRow(rows[i]!)),
    ...(batches && { batches: { train: fit.train.map((i) => batches[i]!), test: fit.test.map((i) => batches[i]!) } }),
  };
}

/** A row as JSON can hold it: null where a value is missing. */
function plainRow(row: ArrayLike<number>): (number | null)[] {
  return Array.from(row, (value) => (Number.isNaN(value) ? null : value));
}
