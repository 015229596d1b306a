import { imageSettings, lossSettings, trainingSettings } from "@hilum/learn";
import type {
  CompleteImageSettings,
  CompleteLossSettings,
  CompleteTrainingSettings,
  TrainingSettings,
} from "@hilum/learn";
import type { Fusion, LoadMode } from "@hilum/networks";
import type { ClinicalColumn } from "../study-file/clinical-schema.ts";
import type { ImageBlock, ParsedNetwork, TrainingBlock, WeightsBlock } from "../study-file/network-schema.ts";

/** A model with a network, every default filled in: all that decides its training beside the cases and the seed. */
export interface NetworkModel {
  readonly name: string;
  readonly kind: "deep" | "fusion";
  readonly backbone: ParsedNetwork["backbone"];
  /** Factor on the numbers of channels. */
  readonly width: number;
  /** Of a ResNet's first convolution; absent: 1. */
  readonly stemStride?: 1 | 2;
  readonly fusion: Fusion;
  /** Which radiomics features join; absent for `deep`. */
  readonly select?: { readonly method: "tree"; readonly count: number; readonly trees: number };
  /** Clinical columns that join beside them, the study's filled in; absent: none. */
  readonly clinical?: readonly ClinicalColumn[];
  /** The file that it starts from, as the study file names it. */
  readonly weights: "none" | { readonly file: string; readonly mode: LoadMode };
  readonly image: CompleteImageSettings;
  readonly training: CompleteTrainingSettings;
  readonly loss: CompleteLossSettings;
  /** Share of the training patients that choose the epoch. */
  readonly validate: number;
  /** Share of the training patients that are learned from; absent: all. */
  readonly share?: number;
  readonly keep: "last" | "averaged" | "best";
}

/** The blocks of a study that its networks share. */
export interface NetworkBlocks {
  readonly image?: ImageBlock | undefined;
  readonly training?: TrainingBlock | undefined;
  readonly weights?: WeightsBlock | undefined;
}

/**
 * A network model with the study's blocks and every default; a field of its own block wins.
 *
 * @returns undefined if it asks for pre-trained weights and the study names none for its backbone.
 * @throws LearnError `bad-option` for settings that do not fit each other.
 */
export function networkModel(entry: ParsedNetwork, blocks: NetworkBlocks): NetworkModel | undefined {
  const weights = weightsOf(entry, blocks.weights);
  if (weights === undefined) return undefined;
  const training: TrainingBlock = { ...blocks.training, ...entry.training };
  const { around, rotate, flip, shiftMm, turnDegrees, scale, noise, brightness, validate = 0 } = training;
  const augmentation = defined({ around, rotate, flip, shiftMm, turnDegrees, scale, noise, brightness });
  const { contrastive, classWeights, labelSmoothing } = training;
  const { name, kind, backbone, width, stemStride } = entry;
  return {
    name,
    kind,
    backbone,
    width,
    ...(stemStride !== undefined && { stemStride }),
    ...(entry.kind === "fusion" ? { fusion: entry.fusion, select: entry.select } : { fusion: "none" }),
    weights,
    image: imageSettings(defined({ ...blocks.image, ...entry.image, augmentation })),
    training: trainingSettings(loopSettings(training)),
    loss: lossSettings(
      defined({
        classWeights,
        labelSmoothing,
        contrastive:
          contrastive === undefined || contrastive === "none"
            ? contrastive
            : defined({
                temperature: contrastive.temperature,
                weight: contrastive.weight,
                acrossCentres: contrastive.pairs === undefined ? undefined : contrastive.pairs === "across-centres",
              }),
      }),
    ),
    validate,
    ...(training.share !== undefined && training.share < 1 && { share: training.share }),
    keep: training.keep ?? (validate > 0 ? "best" : "last"),
  };
}

/** What in a network's settings does not go together, or undefined. */
export function networkMisfit(model: NetworkModel): string | undefined {
  const { backbone, stemStride, keep, validate, training } = model;
  if (stemStride !== undefined && !backbone.startsWith("resnet"))
    return `has a stemStride, which ${backbone} has not. Leave it out; only ResNets have one.`;
  if (keep === "best" && validate === 0)
    return "keeps the best epoch, but no cases choose it. Add training: { validate: 0.2 }, or keep: last.";
  if (keep === "averaged" && training.average === "none")
    return "keeps averaged weights, but keeps no average. Add training: { average: 0.999 }.";
  return undefined;
}

function weightsOf(
  { weights, backbone }: ParsedNetwork,
  block: WeightsBlock | undefined,
): NetworkModel["weights"] | undefined {
  if (weights === "none") return "none";
  const mode = block?.mode ?? "complete";
  if (weights !== "pretrained") return { file: weights.file, mode: weights.mode ?? mode };
  const file = block?.pretrained[backbone];
  return file === undefined ? undefined : { file, mode };
}

function loopSettings({ optimiser, schedule, ...given }: TrainingBlock): TrainingSettings {
  const { batch, microBatch, epochs, rate, clip, average, threads } = given;
  return defined({
    batch,
    microBatch,
    epochs,
    rate,
    clip,
    average,
    threads,
    optimiser: typeof optimiser === "string" ? { kind: optimiser } : optimiser && defined(optimiser),
    schedule: scheduleOf(schedule),
  });
}

function scheduleOf(schedule: TrainingBlock["schedule"]): TrainingSettings["schedule"] | undefined {
  if (schedule === undefined) return undefined;
  if (schedule === "constant") return { kind: "constant" };
  if ("factor" in schedule) return { kind: "exponential", factor: schedule.factor };
  return { kind: "cosine", from: schedule.cosineFrom };
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without the fields that are undefined, which would hide a default. */
function defined<T extends object>(fields: T): Partial<Defined<T>> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- exactly the fields that are there
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Defined<T>>;
}
