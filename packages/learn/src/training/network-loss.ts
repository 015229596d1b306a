import { add, mul, type Value } from "@hilum/graph";
import type { BuiltNetwork } from "@hilum/networks";
import { LearnError } from "../learn-error.ts";
import { crossEntropy } from "../losses/cross-entropy.ts";
import { ntXent } from "../losses/nt-xent.ts";

/** What is made small. The defaults are the published ones. */
export interface LossSettings {
  /** Weight of each class in the cross-entropy; `balanced`: cases / (classes · cases of the class). Default `none`: 1 each. */
  readonly classWeights?: "none" | "balanced" | readonly number[];
  /** Share of the target that is spread over all classes, in [0, 1). Default 0. */
  readonly labelSmoothing?: number;
  /** The supervised contrastive loss on the projection that is added, or `none`. */
  readonly contrastive?: "none" | ContrastiveSettings;
}

/** Settings of the contrastive loss. */
export interface ContrastiveSettings {
  /** Default 0.05. */
  readonly temperature?: number;
  /** Factor of this part of the loss. Default 1. */
  readonly weight?: number;
  /** Whether only cases of different hospitals count as a pair. Default false. */
  readonly acrossCentres?: boolean;
}

/** Settings with their defaults. */
export interface CompleteLossSettings {
  readonly classWeights: "none" | "balanced" | readonly number[];
  readonly labelSmoothing: number;
  readonly contrastive: "none" | Required<ContrastiveSettings>;
}

/** The settings with every default written out. */
export function lossSettings({
  classWeights = "none",
  labelSmoothing = 0,
  contrastive = {},
}: LossSettings = {}): CompleteLossSettings {
  return {
    classWeights,
    labelSmoothing,
    contrastive:
      contrastive === "none" ? "none" : { temperature: 0.05, weight: 1, acrossCentres: false, ...contrastive },
  };
}

/** A loss with the parts that it is the weighted sum of. */
export interface NetworkLoss {
  readonly loss: Value;
  readonly parts: Readonly<Record<string, Value>>;
}

/**
 * Cross-entropy of the logits plus the contrast of the projections, on the inputs `label` (int64 [n]) and, across centres,
 * `centre` (int64 [n]), which are added to the network's graph.
 *
 * @param weights - one for each class, if they differ.
 */
export function networkLoss(
  { graph, output: { logits, embedding } }: BuiltNetwork,
  { labelSmoothing, contrastive }: CompleteLossSettings,
  weights: readonly number[] | undefined,
): NetworkLoss {
  const [n] = logits.shape;
  const label = graph.input("label", "int64", [n]);
  const classes = crossEntropy(logits, label, { labelSmoothing, ...(weights && { weights }) });
  if (contrastive === "none") return { loss: classes, parts: { crossEntropy: classes } };
  const { temperature, weight, acrossCentres } = contrastive;
  const groups = acrossCentres ? { groups: graph.input("centre", "int64", [n]) } : {};
  const contrast = ntXent(embedding, label, { temperature, ...groups });
  const weighted = weight === 1 ? contrast : mul(contrast, weight);
  return { loss: add(classes, weighted), parts: { crossEntropy: classes, contrastive: contrast } };
}

/**
 * Weights of the classes in the cross-entropy, undefined for equal ones.
 *
 * @throws LearnError `one-class` if a class has no case and the weights shall be balanced.
 */
export function classWeightsOf(
  setting: CompleteLossSettings["classWeights"],
  labels: readonly number[],
  classes: number,
): readonly number[] | undefined {
  if (setting === "none") return undefined;
  if (setting !== "balanced") return setting;
  return Array.from({ length: classes }, (_, label) => {
    const count = labels.filter((found) => found === label).length;
    if (count > 0) return labels.length / (classes * count);
    throw new LearnError("one-class", `No training case has the label ${label}, so its weight cannot be balanced.`);
  });
}
