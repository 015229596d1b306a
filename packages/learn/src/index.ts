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
