import { z } from "zod";
import type { NetworkModel } from "../networks/network-model.ts";
import { ownClinical } from "./clinical-schema.ts";
import type { ClinicalColumn } from "./clinical-schema.ts";
import { networkSettings, networkTemplates } from "./network-schema.ts";
import { count, name } from "./schema-basics.ts";

/** The fields of a model, each as one value. */
const field = {
  method: z.literal("tree"),
  /** How many features are kept. */
  count,
  /** Gini importance of one tree (1), or averaged over that many bootstrap trees. */
  trees: count.max(5000),
  kernel: z.enum(["rbf", "linear"]),
  c: z.number().positive(),
  /** Width of the RBF kernel; "scale" = 1 / (features x variance). */
  gamma: z.union([z.literal("scale"), z.number().positive()]),
  /** Share of the absolute values in the elastic net's penalty. */
  alpha: z.number().positive().max(1),
  /** Weight of that penalty; "inner" = chosen by inner folds. */
  lambda: z.union([z.literal("inner"), z.number().positive()]),
};

/** Values among which inner folds of each fit choose; the fields of selection and classifier, each as a list. */
const tune = z.strictObject({
  count: z.array(field.count).min(2).optional(),
  c: z.array(field.c).min(2).optional(),
  gamma: z.array(field.gamma).min(2).optional(),
  alpha: z.array(field.alpha).min(2).optional(),
  lambda: z.array(z.number().positive()).min(2).optional(),
});

/** Fields of a tabular model that are never expanded. */
const common = {
  /** Clinical columns beside the features. */
  clinical: ownClinical,
  harmonise: z.literal("combat").optional(),
  tune: tune.optional(),
  /** Bootstraps of the developing patients in which selection is repeated. */
  stability: z.number().int().min(2).max(1000).optional(),
};

const select = z.union([
  z.literal("none"),
  z.strictObject({ method: field.method, count: field.count, trees: field.trees }),
]);
const classifier = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("svm"), kernel: field.kernel, c: field.c, gamma: field.gamma }),
  z.strictObject({ kind: z.literal("logistic"), c: field.c }),
  z.strictObject({ kind: z.literal("elastic-net"), alpha: field.alpha, lambda: field.lambda }),
]);

/** Names of other models of the study, whose risks are put together. */
const of = z.array(z.string()).min(2).max(20);

/** Settings of one model: what a template becomes once its lists are expanded. */
export const modelSettings = z.discriminatedUnion("kind", [
  z.strictObject({ name, kind: z.literal("radiomics"), select, classifier, ...common }),
  z.strictObject({ name, kind: z.literal("clinical"), select, classifier, ...common }),
  z.strictObject({ name, kind: z.literal("late-fusion"), of }),
  z.strictObject({ name, kind: z.literal("safe-fusion"), of }),
  ...networkSettings,
]);

const oneOrMore = <T extends z.ZodType>(item: T) => z.union([item, z.array(item).min(1)]);

const selectTemplate = z.union([
  z.literal("none"),
  z.strictObject({
    method: oneOrMore(field.method),
    count: oneOrMore(field.count).default(10),
    trees: oneOrMore(field.trees).default(1),
  }),
]);
const classifierTemplate = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("svm"),
    kernel: oneOrMore(field.kernel).default("rbf"),
    c: oneOrMore(field.c).default(1),
    gamma: oneOrMore(field.gamma).default("scale"),
  }),
  z.strictObject({ kind: z.literal("logistic"), c: oneOrMore(field.c).default(1) }),
  z.strictObject({
    kind: z.literal("elastic-net"),
    alpha: oneOrMore(field.alpha).default(0.5),
    lambda: oneOrMore(field.lambda).default("inner"),
  }),
]);

/** A model as it stands in a study file: fields may be left out, or be lists. */
export const modelTemplate = z.discriminatedUnion("kind", [
  z.strictObject({
    name,
    kind: z.literal("radiomics"),
    select: selectTemplate.default({ method: "tree", count: 10, trees: 1 }),
    classifier: classifierTemplate.default({ kind: "svm", kernel: "rbf", c: 1, gamma: "scale" }),
    ...common,
  }),
  z.strictObject({
    name,
    kind: z.literal("clinical"),
    select: selectTemplate.default("none"),
    classifier: classifierTemplate.default({ kind: "logistic", c: 1 }),
    ...common,
  }),
  z.strictObject({ name, kind: z.literal("late-fusion"), of }),
  z.strictObject({ name, kind: z.literal("safe-fusion"), of }),
  ...networkTemplates,
]);

/** Fields whose value is a list, so that a list there does not make several models. */
export const listFields: ReadonlySet<string> = new Set(["clinical", "tune", "of", "image", "training"]);

export type ModelTemplate = z.output<typeof modelTemplate>;
type ParsedModel = z.output<typeof modelSettings>;

/** A model on a table of numbers: radiomics features, clinical variables or both; `clinical` with the study's filled in. */
export type TabularModel = Omit<Extract<ParsedModel, { kind: "radiomics" | "clinical" }>, "clinical"> & {
  readonly clinical?: readonly ClinicalColumn[];
};
/** A model whose risk is made of the risks of other models, and which is computed without a job. */
export type CombinedModel = Extract<ParsedModel, { kind: "late-fusion" | "safe-fusion" }>;
export type ModelSettings = TabularModel | NetworkModel | CombinedModel;

export function isCombined(model: ModelSettings): model is CombinedModel {
  return model.kind === "late-fusion" || model.kind === "safe-fusion";
}

export function isTabular(model: ModelSettings): model is TabularModel {
  return model.kind === "radiomics" || model.kind === "clinical";
}

export function isNetwork(model: ModelSettings): model is NetworkModel {
  return model.kind === "deep" || model.kind === "fusion";
}
