import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import { encodingOf, tableFor } from "../../case-table.ts";
import { encodedColumns } from "../../clinical-encoding.ts";
import { StudyError } from "../../errors.ts";
import type { NetworkModel } from "../../networks/network-model.ts";
import { weightsSource } from "../../networks/weights-sources.ts";
import { fitsOf, refitId } from "../../protocol.ts";
import { isNetwork } from "../../study-file/model-schema.ts";
import { valueHash } from "../content-hash.ts";
import type { Job } from "../jobs/job-list.ts";
import type { PreparedStudy } from "../jobs/prepare-study.ts";
import { expandEnvironment } from "../open-study.ts";
import type { OpenStudy } from "../open-study.ts";
import { reasonOf } from "../reason-of.ts";
import type { NetworkCase, NetworkRequest } from "./network-request.ts";

/** Raised whenever the same images and settings would give another network. */
const version = 1;

/**
 * The jobs of a study's networks. Beside the model's settings (image, training with its threads, loss) their identity is made of the
 * seed, the bytes of the file of initial weights, and for each case its prepared image, features and clinical variables by content.
 */
export async function networkJobs(study: PreparedStudy): Promise<Job[]> {
  const { open, fits } = study;
  const { models, seeds } = open.study;
  const jobs: Job[] = [];
  for (const model of models.filter(isNetwork)) {
    const { name: _name, weights, ...own } = model;
    const start = weights === "none" ? "none" : { ...weights, file: await hashOfWeights(open, weights.file) };
    const rows = casesOf(model, study).map(({ image, values, ...facts }) => ({
      seen: [image, valueHash(values)],
      facts,
    }));
    const columns = model.select ? valueHash(tableFor(model, study.table).columns) : "";
    for (const seed of seeds) {
      for (const fit of fitsOf(model, fits, models)) {
        const whole = (i: number) => [rows[i]!.seen, rows[i]!.facts];
        const key = {
          version,
          model: own,
          weights: start,
          seed,
          columns,
          train: fit.train.map(whole),
          ...(fit.validation && { validation: fit.validation.map(whole) }),
          test: fit.test.map((i) => rows[i]!.seen),
          keep: fit.id === refitId,
        };
        jobs.push({ id: valueHash(key), model, seed, fit });
      }
    }
  }
  return jobs;
}

/** What the process of a training needs. @throws StudyError `missing-weights` that says where to get the file */
export async function networkRequest(
  { id, model, seed, fit }: Job & { readonly model: NetworkModel },
  study: PreparedStudy,
  cache: string,
): Promise<NetworkRequest> {
  const rows = casesOf(model, study);
  const of = (indices: readonly number[]) => indices.map((i) => rows[i]!);
  const { weights } = model;
  if (weights !== "none") {
    const missing = await hashOfWeights(study.open, weights.file);
    if (missing.startsWith("missing")) {
      throw new StudyError(
        "missing-weights",
        `${weights.file}: ${missing.replace("missing: ", "")}. ${weightsSource(weights.file)}`,
      );
    }
  }
  return {
    id,
    cache: resolve(cache),
    model,
    seed,
    ...(weights !== "none" && { weights: pathOfWeights(study.open, weights.file) }),
    columns: model.select ? tableFor(model, study.table).columns : [],
    clinical: encodedColumns(encodingOf(model, study.table.encoding)),
    train: of(fit.train),
    ...(fit.validation && { validation: of(fit.validation) }),
    test: of(fit.test),
    keep: fit.id === refitId,
  };
}

function casesOf(model: NetworkModel, { cases, images, table }: PreparedStudy): NetworkCase[] {
  const hashes = images.get(valueHash(model.image))!;
  const rows = model.select ? tableFor(model, table).rows : [];
  return cases.map(({ label, patient, centre }, i) => ({
    image: hashes[i]!,
    label,
    patient,
    centre,
    values: Array.from(rows[i] ?? [], (value) => (Number.isNaN(value) ? null : value)),
  }));
}

function pathOfWeights({ folder, file }: OpenStudy, weights: string): string {
  const path = expandEnvironment(weights, "weights", file);
  return isAbsolute(path) ? path : resolve(folder, path);
}

/** SHA-256 of a file of weights; a text that begins with "missing" and says why if it cannot be read, which fails its jobs only. */
async function hashOfWeights(open: OpenStudy, weights: string): Promise<string> {
  try {
    const hash = createHash("sha256");
    for await (const chunk of createReadStream(pathOfWeights(open, weights))) hash.update(chunk);
    return hash.digest("hex");
  } catch (error) {
    return `missing: ${error instanceof StudyError ? error.message : `not readable (${reasonOf(error)})`}`;
  }
}
