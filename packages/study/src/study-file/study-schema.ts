import { z } from "zod";

/**
 * The fields of study.yaml that have a meaning today, with their defaults. The schema is the one place that names them:
 * errors, suggestions and the settings shown in the report are read from it.
 */
const name = z
  .string()
  .regex(/^[A-Za-z0-9{][A-Za-z0-9._@{}+-]{0,99}$/, "expected letters, digits and . _ - + (it becomes a file name)");
const centres = z.union([z.string(), z.number()]).transform(String).array().min(1);
const count = z.number().int().min(1);

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
};

/** Settings of one model: what a template becomes once its lists are expanded. */
export const modelSettings = z.strictObject({
  name,
  kind: z.literal("radiomics"),
  select: z.union([
    z.literal("none"),
    z.strictObject({ method: field.method, count: field.count, trees: field.trees }),
  ]),
  classifier: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("svm"), kernel: field.kernel, c: field.c, gamma: field.gamma }),
    z.strictObject({ kind: z.literal("logistic"), c: field.c }),
  ]),
});

const oneOrMore = <T extends z.ZodType>(item: T) => z.union([item, z.array(item).min(1)]);

/** A model as it stands in a study file: fields may be left out, or be lists. */
const modelTemplate = z.strictObject({
  name,
  kind: z.literal("radiomics"),
  select: z
    .union([
      z.literal("none"),
      z.strictObject({
        method: oneOrMore(field.method),
        count: oneOrMore(field.count).default(10),
        trees: oneOrMore(field.trees).default(1),
      }),
    ])
    .default({ method: "tree", count: 10, trees: 1 }),
  classifier: z
    .discriminatedUnion("kind", [
      z.strictObject({
        kind: z.literal("svm"),
        kernel: oneOrMore(field.kernel).default("rbf"),
        c: oneOrMore(field.c).default(1),
        gamma: oneOrMore(field.gamma).default("scale"),
      }),
      z.strictObject({ kind: z.literal("logistic"), c: oneOrMore(field.c).default(1) }),
    ])
    .default({ kind: "svm", kernel: "rbf", c: 1, gamma: "scale" }),
});

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
    .strictObject({ develop: centres.optional(), tests: z.record(z.string().min(1), centres).default({}) })
    .default({ tests: {} }),
  seeds: z.number().int().min(0).array().min(1).max(100).default([5]),
  folds: count.min(2).max(100).default(5),
  leaveOut: z.literal("centre").optional(),
  radiomics: z
    .looseObject({ preset: z.string().default("pyradiomics"), resampleMask: z.boolean().default(false) })
    .default({ preset: "pyradiomics", resampleMask: false }),
  models: z
    .array(z.discriminatedUnion("kind", [modelTemplate]))
    .min(1)
    .default(() => [modelTemplate.parse(publishedRadiomicsModel)]),
  protocol: z.literal("clean").default("clean"),
});

export type ModelSettings = z.output<typeof modelSettings>;

/** A study file as written, after defaults; lists in models are still to be expanded. */
export type StudyDocument = z.output<typeof studySchema>;
export type ModelTemplate = StudyDocument["models"][number];

/**
 * What the design knows and this version cannot do yet. Such a field is refused by name, never ignored, so that no study
 * silently runs without it.
 */
export const notYetSupported: readonly { readonly path: RegExp; readonly what: string }[] = [
  { path: /^image(\.|$)/, what: "images for networks" },
  { path: /^clinical(\.|$)/, what: "clinical variables in models" },
  { path: /^training(\.|$)/, what: "training of networks" },
  { path: /^weights(\.|$)/, what: "pre-trained weights" },
  { path: /^features$/, what: "feature tables made elsewhere" },
  { path: /^split\.(ratio|match)(\.|$)/, what: "splitting and matching inside the developing part" },
  {
    path: /^models\.\d+\.(backbone|weights|fusion|of|training|image|clinical)(\.|$)/,
    what: "networks and fusion models",
  },
];

/** Values of known fields that only a later version can do. */
export const notYetSupportedValues: Readonly<Record<string, readonly string[]>> = {
  "models.*.kind": ["deep", "fusion", "safe-fusion", "clinical"],
  protocol: ["paper"],
};
