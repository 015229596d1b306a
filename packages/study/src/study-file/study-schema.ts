import { z } from "zod";
import { clinicalColumns } from "./clinical-schema.ts";
import { modelTemplate } from "./model-schema.ts";
import { imageBlock, trainingBlock, weightsBlock } from "./network-schema.ts";
import { count, name } from "./schema-basics.ts";

/**
 * The fields of study.yaml that have a meaning today, with their defaults. The schema is the one place that names them:
 * errors, suggestions and the settings shown in the report are read from it.
 */
const centres = z.union([z.string(), z.number()]).transform(String).array().min(1);

const publishedRadiomicsModel = { name: "tree-svm", kind: "radiomics" } as const;

export const studySchema = z.strictObject({
  name: name.default("study"),
  description: z.string().default(""),
  cases: z.string().min(1).default("cases.csv"),
  root: z.string().min(1).optional(),
  columns: z.record(z.string(), z.union([z.string(), z.number()]).transform(String)).default({}),
  label: z
    .strictObject({
      positive: z.union([z.string(), z.number()]).transform(String),
      negative: z.union([z.string(), z.number()]).transform(String).optional(),
    })
    .optional(),
  eligibility: z.string().min(1).array().default([]),
  split: z
    .strictObject({
      develop: centres.optional(),
      tests: z.record(z.string().min(1), centres).default({}),
      /** Share of the developing cases that train; the others are the set "validation". */
      ratio: z.number().min(0.1).max(0.95).optional(),
      match: z
        .strictObject({
          ratio: z.literal(1).default(1),
          on: z.array(z.string().min(1)).min(1),
          method: z.enum(["optimal", "nearest"]).default("optimal"),
          exact: z.array(z.string().min(1)).default([]),
          /** Largest difference of partners, in standard deviations of the logit of the propensity score. */
          caliper: z.number().positive().optional(),
        })
        .optional(),
    })
    .default({ tests: {} }),
  seeds: z.number().int().min(0).array().min(1).max(100).default([5]),
  folds: count.min(2).max(100).default(5),
  /** Folds inside each fit, from whose risks a safe fusion learns. */
  innerFolds: count.min(2).max(20).default(5),
  leaveOut: z.literal("centre").optional(),
  radiomics: z
    .looseObject({ preset: z.string().default("pyradiomics"), resampleMask: z.boolean().default(false) })
    .default({ preset: "pyradiomics", resampleMask: false }),
  /** A table of features made elsewhere, joined by the column case. */
  features: z.string().min(1).optional(),
  clinical: clinicalColumns.optional(),
  /** Words that stand for a missing value in clinical columns. */
  missing: z.array(z.union([z.string(), z.number()]).transform(String)).default([]),
  /** Rules by name; every model's results are also given for the cases that fulfil them. */
  subgroups: z.record(z.string().min(1), z.string().min(1)).default({}),
  image: imageBlock.optional(),
  training: trainingBlock.optional(),
  weights: weightsBlock.optional(),
  /** What must not, or hardly, be learnt; reported apart. */
  controls: z
    .strictObject({
      permutedLabels: z.number().int().min(1).max(1000).optional(),
      shuffledVoxels: z.boolean().optional(),
    })
    .default({}),
  models: z
    .array(modelTemplate)
    .min(1)
    .default(() => [modelTemplate.parse(publishedRadiomicsModel)]),
  protocol: z.enum(["clean", "paper"]).default("clean"),
});

/** A study file as written, after defaults; lists in models are still to be expanded. */
export type StudyDocument = z.output<typeof studySchema>;
