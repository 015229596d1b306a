import { featureColumns } from "@hilum/radiomics";
import { StudyError } from "../../errors.ts";
import type { Fit } from "../../protocol.ts";
import type { ModelSettings } from "../../study-file/study-schema.ts";
import { valueHash } from "../content-hash.ts";
import type { FitRequest } from "../tasks.ts";
import type { PreparedStudy } from "./prepare-study.ts";

/** One fit of one model with one seed: the unit of work, which needs no other job. */
export interface Job {
  /** SHA-256 of everything that decides the result; the result lies under it. */
  readonly id: string;
  readonly model: ModelSettings;
  readonly seed: number;
  readonly fit: Fit;
}

/** Raised whenever the same rows and settings would give another model. */
const version = 2;

/**
 * The run matrix of a study: models x seeds x fits.
 *
 * The identity of a job is made of the model's settings without its name, the seed, and for each training and test case its
 * features by content; for training cases label, patient and centre too. Names of cases, files and the study do not count.
 */
export function jobList(study: PreparedStudy): Job[] {
  const { open, settings, cases, features, fits } = study;
  const columns = valueHash(featureColumns(settings));
  const rows = features.map(({ values }) => valueHash(values));
  return open.study.models.flatMap((model) =>
    open.study.seeds.flatMap((seed) =>
      fits.map((fit): Job => {
        const { name: _name, ...own } = model;
        const train = fit.train.map((i) => {
          const { label, patient, centre } = cases[i]!;
          return [rows[i], label, patient, centre];
        });
        const test = fit.test.map((i) => rows[i]);
        return { id: valueHash({ version, model: own, seed, columns, train, test }), model, seed, fit };
      }),
    ),
  );
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
export function fitRequest({ model, seed, fit }: Job, { settings, cases, features }: PreparedStudy): FitRequest {
  return {
    model,
    seed,
    columns: featureColumns(settings),
    train: fit.train.map((i) => features[i]!.values),
    labels: fit.train.map((i) => cases[i]!.label),
    groups: fit.train.map((i) => cases[i]!.patient),
    test: fit.test.map((i) => features[i]!.values),
  };
}
