import { availableParallelism } from "node:os";
import { featureColumns } from "@hilum/radiomics";
import type { FeatureSettings } from "@hilum/radiomics";
import type { Case } from "../../cohort.ts";
import { fitsOf, planFits, unfittable } from "../../protocol.ts";
import type { Fit } from "../../protocol.ts";
import { isCombined, isNetwork } from "../../study-file/model-schema.ts";
import type { CombinedModel, ModelSettings, TabularModel } from "../../study-file/model-schema.ts";
import { readsImages } from "../../study-needs.ts";
import { givenFeatures } from "../../tables/given-features.ts";
import { readTextTable } from "../text-table-file.ts";
import { lesionFeatures } from "../lesion-features.ts";
import { filesOf, openStudy } from "../open-study.ts";
import type { OpenStudy, Scale } from "../open-study.ts";
import { networkCost, secondsPerGmac } from "./network-cost.ts";
import { settingsOf } from "./prepare-study.ts";

/** What the jobs of one model cost. */
export interface JobCost {
  readonly model: string;
  readonly kind: ModelSettings["kind"];
  readonly jobs: number;
  /** Work of all its jobs, one after the other, s. */
  readonly seconds: number;
  /** One job at work, MiB. */
  readonly memoryMiB: number;
  /** All results, MiB. */
  readonly diskMiB: number;
}

/** What a run would do and cost, before anything is done. */
export interface StudyPlan {
  readonly study: string;
  readonly cases: number;
  readonly eligible: number;
  readonly seeds: number;
  readonly fits: readonly { readonly fit: string; readonly train: number; readonly test: number }[];
  readonly models: readonly JobCost[];
  readonly features: { readonly cases: number; readonly seconds: number };
  readonly jobs: number;
  /** Jobs at the same time. */
  readonly parallel: number;
  /** Estimated duration of the run with that many, s. */
  readonly seconds: number;
  readonly memoryMiB: number;
  readonly diskMiB: number;
  /** Fits that cannot be made, and what the numbers rest on. */
  readonly notes: readonly string[];
}

/** Per training row and feature, selection and classifier together, s: 12 fits of the demo study in 3.2 s on one core of 2.5 GHz. */
const secondsPerCell = 2.5e-5;
/** Node.js with the packages, MiB. */
const bareMiB = 150;
/** JSON text of one feature value. */
const bytesPerValue = 20;

/** Counts the jobs of a study and estimates their cost; reads the table and one case, writes nothing. */
export async function planStudy(
  path: string,
  { jobs: parallel = availableParallelism(), scale }: { jobs?: number | undefined; scale?: Scale | undefined },
): Promise<StudyPlan> {
  const open = await openStudy(path, scale);
  const { study, cohort } = open;
  const settings = settingsOf(open);
  const notes: string[] = [];
  const fits = planFits(cohort.cases, study).filter((fit) => {
    const reason = unfittable(fit, cohort.cases);
    if (reason !== undefined) notes.push(`Left out: ${reason}.`);
    return reason === undefined;
  });
  const secondsPerCase = readsImages(study) ? await measuredCase(open, settings, cohort.cases, notes) : 0;
  const features = readsImages(study) ? featureColumns(settings).length : await givenColumns(open);
  const networks = study.models.filter(isNetwork);
  const threads = Math.max(1, ...networks.map(({ training }) => training.threads));
  const pace = networks.length > 0 ? await secondsPerGmac(threads) : 0;
  const models = study.models.map((model): JobCost => {
    if (isCombined(model)) return combinedCost(model);
    if (isNetwork(model)) {
      return networkCost(model, fitsOf(model, fits, study.models), { seeds: study.seeds.length, secondsPerGmac: pace });
    }
    const columns = (model.kind === "clinical" ? 0 : features) + (model.clinical?.length ?? 0);
    return costOf(model, fitsOf(model, fits, study.models), { seeds: study.seeds.length, columns });
  });
  const featureSeconds = secondsPerCase * cohort.cases.length;
  const total = (of: (cost: JobCost) => number, kind: (model: JobCost) => boolean = () => true) =>
    models.filter(kind).reduce((sum, cost) => sum + of(cost), 0);
  const byNetwork = ({ kind }: JobCost) => kind === "deep" || kind === "fusion";
  const trainings = Math.max(1, Math.floor(parallel / threads));
  notes.push("Fits of tables: 25 µs for each training row and feature, as measured on the demo study.");
  if (networks.length > 0) {
    notes.push(
      `Networks: three times the forward pass of every crop (multiplications and additions counted in the graph), ` +
        `${(1 / pace).toFixed(0)} thousand million a second with ${threads} threads, measured here and now on a narrow ResNet-18; ` +
        `${trainings} at a time. Memory is a rough estimate: batch x values of the forward pass.`,
    );
  }
  return {
    study: study.name,
    cases: cohort.total,
    eligible: cohort.cases.length,
    seeds: study.seeds.length,
    fits: fits.map(({ id, train, test }) => ({ fit: id, train: train.length, test: test.length })),
    models,
    features: { cases: cohort.cases.length, seconds: featureSeconds },
    jobs: total((cost) => cost.jobs),
    parallel,
    seconds:
      (featureSeconds +
        total(
          (cost) => cost.seconds,
          (cost) => !byNetwork(cost),
        )) /
        parallel +
      total((cost) => cost.seconds, byNetwork) / trainings,
    memoryMiB: Math.max(...models.map((cost) => cost.memoryMiB * (byNetwork(cost) ? trainings : parallel))),
    diskMiB: total((cost) => cost.diskMiB) + (cohort.cases.length * features * bytesPerValue) / 2 ** 20,
    notes,
  };
}

/** Columns of a table of features made elsewhere. */
async function givenColumns({ featuresFile, study }: OpenStudy): Promise<number> {
  if (featuresFile === undefined) return 0;
  return givenFeatures(await readTextTable(featuresFile), Object.values(study.columns)).columns.length;
}

/** A combined model has no jobs: it is made of its parts' risks in no time. */
function combinedCost({ name, kind }: CombinedModel): JobCost {
  return { model: name, kind, jobs: 0, seconds: 0, memoryMiB: 0, diskMiB: 0 };
}

function costOf(
  model: TabularModel,
  fits: readonly Fit[],
  { seeds, columns }: { seeds: number; columns: number },
): JobCost {
  const rows = fits.reduce((sum, fit) => sum + fit.train.length, 0);
  const most = Math.max(...fits.map((fit) => fit.train.length + fit.test.length));
  // Each combination of tuned values is fitted on five inner folds of four fifths of the rows, then the best once more.
  const combinations = Object.values(model.tune ?? {}).reduce((product, values) => product * values.length, 1);
  const repeats = combinations === 1 ? 1 : 1 + 4 * combinations;
  return {
    model: model.name,
    kind: model.kind,
    jobs: fits.length * seeds,
    seconds: seeds * rows * columns * secondsPerCell * repeats,
    memoryMiB: bareMiB + (4 * most * columns * 8) / 2 ** 20,
    diskMiB: (fits.length * seeds * columns * bytesPerValue) / 2 ** 20,
  };
}

/** Seconds that the features of one case take here, measured on the first case that can be read. */
async function measuredCase(
  open: OpenStudy,
  settings: FeatureSettings,
  cases: readonly Case[],
  notes: string[],
): Promise<number> {
  const { resampleMask } = open.study.radiomics;
  for (const item of cases.slice(0, 5)) {
    const measure = () => lesionFeatures({ ...filesOf(open, item), settings, resampleMask });
    // The first time includes the compiler's work, which all other cases do not have.
    const read = await measure().then(
      () => true,
      () => false,
    );
    if (!read) continue;
    const start = performance.now();
    await measure();
    notes.push("Features: the time of one case, measured here and now.");
    return (performance.now() - start) / 1000;
  }
  notes.push(
    "None of the first five cases can be read, so the time of the features is unknown and counted as 0: run hilum check.",
  );
  return 0;
}
