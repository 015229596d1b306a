import { backboneNames } from "@hilum/networks";
import { z } from "zod";
import { ownClinical } from "./clinical-schema.ts";
import { count, name } from "./schema-basics.ts";

/** Fields of study.yaml that are about networks: the blocks `image`, `training`, `weights`, and the models `deep` and `fusion`. */
const positive = z.number().positive();
const share = z.number().min(0).max(1);
const voxels = z.number().int().min(4).max(256);

/** What networks see of a lesion. */
export const imageBlock = z.strictObject({
  /** Distance between voxels along i, j, k, mm. */
  spacing: z.tuple([positive, positive, positive]).optional(),
  /** The intensities that become 0 to 1, HU. */
  window: z.strictObject({ level: z.number(), width: positive }).optional(),
  /** Voxels of a crop along i, j, k. */
  crop: z.tuple([voxels, voxels, voxels]).optional(),
});

/** How networks are trained; what is left out is as published. */
export const trainingBlock = z.strictObject({
  batch: count.max(1024).optional(),
  /** Cases computed at once, a divisor of the batch: less memory. */
  microBatch: count.max(1024).optional(),
  epochs: count.max(100_000).optional(),
  optimiser: z
    .union([
      z.enum(["adam", "adamw", "sgd"]),
      z.strictObject({
        kind: z.enum(["adam", "adamw", "sgd"]).optional(),
        betas: z.tuple([share, share]).optional(),
        weightDecay: z.number().min(0).optional(),
        momentum: share.optional(),
      }),
    ])
    .optional(),
  rate: positive.optional(),
  schedule: z
    .union([
      z.literal("constant"),
      z.strictObject({ cosineFrom: z.number().int().min(0) }),
      z.strictObject({ factor: positive }),
    ])
    .optional(),
  clip: z.union([z.literal("none"), positive]).optional(),
  contrastive: z
    .union([
      z.literal("none"),
      z.strictObject({
        temperature: positive.optional(),
        weight: positive.optional(),
        /** Which cases make pairs: all, or only those of different centres. */
        pairs: z.enum(["all", "across-centres"]).optional(),
      }),
    ])
    .optional(),
  classWeights: z.enum(["none", "balanced"]).optional(),
  labelSmoothing: z.number().min(0).max(0.9).optional(),
  /** Decay of the moving average of the weights. */
  average: z.union([z.literal("none"), z.number().min(0).max(0.999999)]).optional(),
  /** Share of the training patients that choose the epoch and are not learned from; 0: none, a fixed number of epochs. */
  validate: z.number().min(0).max(0.5).optional(),
  /** Share of the training patients of each fit that are learned from, for learning curves. */
  share: z.number().min(0.01).max(1).optional(),
  /** Which weights are used. */
  keep: z.enum(["last", "averaged", "best"]).optional(),
  around: z.enum(["voxel", "centroid"]).optional(),
  rotate: share.optional(),
  flip: share.optional(),
  shiftMm: z.number().min(0).max(100).optional(),
  turnDegrees: z.number().min(0).max(45).optional(),
  scale: z.number().min(0).max(0.5).optional(),
  noise: share.optional(),
  brightness: share.optional(),
  /** Threads of a training step: another number gives other last digits. */
  threads: count.max(64).optional(),
});

const loadMode = z.enum(["complete", "as-published"]);
const backbone = z.enum(backboneNames);

/** Files of pre-trained weights by backbone. */
export const weightsBlock = z.strictObject({
  pretrained: z.partialRecord(backbone, z.string().min(1)).default({}),
  mode: loadMode.optional(),
});

const weights = z.union([
  z.enum(["none", "pretrained"]),
  z.strictObject({ file: z.string().min(1), mode: loadMode.optional() }),
]);
const fusion = z.enum(["add", "learnable-add", "mapped-concat", "concat"]);
const width = positive.max(8);
const tree = z.literal("tree");
const trees = count.max(5000);
const stemStride = z.union([z.literal(1), z.literal(2)]);

const blocks = {
  /** Stride of a ResNet's first convolution: 1 as in the study, 2 as in MedicalNet. */
  stemStride: stemStride.optional(),
  image: imageBlock.optional(),
  training: trainingBlock.optional(),
};

/** Models with a network, each field as one value. */
export const networkSettings = [
  z.strictObject({ name, kind: z.literal("deep"), backbone, width, weights, ...blocks }),
  z.strictObject({
    name,
    kind: z.literal("fusion"),
    backbone,
    width,
    weights,
    fusion,
    select: z.strictObject({ method: tree, count, trees }),
    clinical: ownClinical,
    ...blocks,
  }),
] as const;

const oneOrMore = <T extends z.ZodType>(item: T) => z.union([item, z.array(item).min(1)]);
const networkFields = {
  backbone: oneOrMore(backbone).default("resnet18"),
  /** Factor on the numbers of channels. */
  width: oneOrMore(width).default(1),
  weights: oneOrMore(weights).default("none"),
  ...blocks,
};

/** Such a model as it stands in a study file: fields may be left out, or be lists. */
export const networkTemplates = [
  z.strictObject({ name, kind: z.literal("deep"), ...networkFields }),
  z.strictObject({
    name,
    kind: z.literal("fusion"),
    ...networkFields,
    fusion: oneOrMore(fusion).default("concat"),
    select: z
      .strictObject({
        method: oneOrMore(tree).default("tree"),
        count: oneOrMore(count).default(10),
        trees: oneOrMore(trees).default(1),
      })
      .default({ method: "tree", count: 10, trees: 1 }),
    /** Clinical columns that join the network beside the selected features. */
    clinical: ownClinical,
  }),
] as const;

export type ParsedNetwork = z.output<(typeof networkSettings)[number]>;
export type ImageBlock = z.output<typeof imageBlock>;
export type TrainingBlock = z.output<typeof trainingBlock>;
export type WeightsBlock = z.output<typeof weightsBlock>;
