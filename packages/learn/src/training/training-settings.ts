import { checkCount, checkPositive } from "../check-option.ts";
import { LearnError } from "../learn-error.ts";
import { adam, adamw } from "../optimisers/adam.ts";
import type { Optimiser } from "../optimisers/optimiser.ts";
import { sgd } from "../optimisers/sgd.ts";
import { constant, cosine, exponential, type Schedule } from "../schedules.ts";

/** How a network is trained. The defaults are the published ones. */
export interface TrainingSettings {
  /** Cases per step. Default 12. */
  readonly batch?: number;
  /** Cases that are computed at once, a divisor of `batch`; for volumes that do not fit into memory otherwise. Default `batch`. */
  readonly microBatch?: number;
  /** Default 100. */
  readonly epochs?: number;
  readonly optimiser?: OptimiserSettings;
  /** Learning rate. Default 1e-4. */
  readonly rate?: number;
  readonly schedule?: ScheduleSettings;
  /** Largest length of all gradients taken as one vector; default: not limited. */
  readonly clip?: number | "none";
  /** Decay of the moving average of the weights, in [0, 1), or `none`. Default 0.9997. */
  readonly average?: number | "none";
  /** What becomes of the last batch of an epoch if it is not full: filled up (default) or left out. */
  readonly last?: "wrap" | "drop";
  /** Threads of one step; another number gives other last digits. Default 2. */
  readonly threads?: number;
}

/** An optimiser by name, with its settings. */
export interface OptimiserSettings {
  /** Default `adam`. */
  readonly kind?: "adam" | "adamw" | "sgd";
  /** Of Adam. Default 0.9 and 0.99. */
  readonly betas?: readonly [number, number];
  /** Default 0. */
  readonly weightDecay?: number;
  /** Of `sgd`. Default 0.9. */
  readonly momentum?: number;
}

/** How the rate changes from epoch to epoch. */
export interface ScheduleSettings {
  /** Default `cosine`. */
  readonly kind?: "cosine" | "constant" | "exponential";
  /** Epochs at the first rate before the cosine begins. Default 5. */
  readonly from?: number;
  /** Factor per epoch of `exponential`. Default 0.95. */
  readonly factor?: number;
}

/** Settings with their defaults. */
export interface CompleteTrainingSettings extends Required<Omit<TrainingSettings, "optimiser" | "schedule">> {
  readonly optimiser: Required<OptimiserSettings>;
  readonly schedule: Required<ScheduleSettings>;
}

/**
 * The settings with every default written out.
 *
 * @throws LearnError `bad-option` that names the setting.
 */
export function trainingSettings(settings: TrainingSettings = {}): CompleteTrainingSettings {
  const { batch = 12, microBatch = batch, epochs = 100, rate = 1e-4, clip = "none", average = 0.9997 } = settings;
  const complete: CompleteTrainingSettings = {
    batch,
    microBatch,
    epochs,
    rate,
    clip,
    average,
    last: settings.last ?? "wrap",
    threads: settings.threads ?? 2,
    optimiser: { kind: "adam", betas: [0.9, 0.99], weightDecay: 0, momentum: 0.9, ...settings.optimiser },
    schedule: { kind: "cosine", from: 5, factor: 0.95, ...settings.schedule },
  };
  for (const name of ["batch", "microBatch", "epochs", "threads"] as const)
    checkCount(`training.${name}`, complete[name]);
  checkPositive("training.rate", rate);
  if (batch % microBatch !== 0) {
    throw new LearnError(
      "bad-option",
      `training.microBatch is ${microBatch}; it must divide the batch of ${batch} without remainder.`,
    );
  }
  scheduleOf(complete);
  optimiserOf(complete.optimiser);
  return complete;
}

/** The optimiser that settings name. */
export function optimiserOf({ kind, betas, weightDecay, momentum }: Required<OptimiserSettings>): Optimiser {
  if (kind === "sgd") return sgd({ momentum, weightDecay });
  return (kind === "adamw" ? adamw : adam)({ betas, weightDecay });
}

/** The rate of each epoch, counted from 0. A cosine that would begin after the last epoch leaves the rate constant. */
export function scheduleOf({
  rate,
  epochs,
  schedule: { kind, from, factor },
}: Pick<CompleteTrainingSettings, "rate" | "epochs" | "schedule">): Schedule {
  if (kind === "constant") return constant(rate);
  if (kind === "exponential") return exponential(rate, { factor });
  return cosine(rate, { from: Math.min(from, epochs), epochs });
}
