export { averaged } from "./averaged.ts";
export { contrastTwoViews, type ContrastTwoViewsOptions } from "./losses/contrast-two-views.ts";
export { crossEntropy, type CrossEntropyOptions } from "./losses/cross-entropy.ts";
export { dice, type DiceOptions } from "./losses/dice.ts";
export { l1, mse } from "./losses/differences.ts";
export { ntXent, type NtXentOptions } from "./losses/nt-xent.ts";
export { adam, type AdamOptions, adamw } from "./optimisers/adam.ts";
export type { Optimiser, ParameterUpdate } from "./optimisers/optimiser.ts";
export { sgd, type SgdOptions } from "./optimisers/sgd.ts";
export { type NamedShape, updateGraph, type UpdateGraphOptions } from "./optimisers/update-graph.ts";
export {
  constant,
  cosine,
  type CosineOptions,
  exponential,
  type ExponentialOptions,
  type Schedule,
  warmupCosine,
  type WarmupCosineOptions,
} from "./schedules.ts";
export { LearnError } from "./learn-error.ts";
export {
  type Batch,
  type StepReport,
  trainingStep,
  type TrainingStep,
  type TrainingStepOptions,
} from "./training-step.ts";
export { centredCrop } from "./images/centred-crop.ts";
export {
  type Augmentation,
  type CompleteImageSettings,
  imageSettings,
  type ImageSettings,
} from "./images/image-settings.ts";
export { networkImage, type NetworkImage } from "./images/network-image.ts";
export { decodeNetworkImage, encodeNetworkImage } from "./images/network-image-bytes.ts";
export { randomCrop, randomLabelCrop } from "./images/random-crop.ts";
export type { BestEpoch } from "./training/checkpoint.ts";
export type { EpochReport, WeightsChoice } from "./training/epoch-report.ts";
export type { Crop, EvaluationCases, TrainingCases } from "./training/network-cases.ts";
export {
  type CompleteLossSettings,
  type ContrastiveSettings,
  lossSettings,
  type LossSettings,
} from "./training/network-loss.ts";
export {
  type NetworkPrediction,
  networkPredictor,
  type NetworkPredictor,
  type NetworkPredictorOptions,
} from "./training/network-predictor.ts";
export type { LabelledCrop, LabelSet } from "./training/label-set.ts";
export { pretrainSegmentation, type PretrainSegmentationOptions } from "./training/pretrain-segmentation.ts";
export {
  pretrainSelfSupervised,
  type PretrainSelfSupervisedOptions,
  type UnlabelledCases,
} from "./training/pretrain-self-supervised.ts";
export type { PretrainedBackbone, Pretraining, PretrainingOptions } from "./training/pretraining.ts";
export {
  trainNetwork,
  type TrainNetworkOptions,
  type NetworkTraining,
  type ValidationCases,
} from "./training/train-network.ts";
export type { TrainingMoment } from "./training/training-loop.ts";
export {
  type CompleteTrainingSettings,
  type OptimiserSettings,
  type ScheduleSettings,
  trainingSettings,
  type TrainingSettings,
} from "./training/training-settings.ts";
