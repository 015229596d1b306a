/** What one epoch of training gave; every mean is over the steps of the epoch. */
export interface EpochReport {
  /** Counted from 1. */
  readonly epoch: number;
  readonly steps: number;
  readonly rate: number;
  readonly loss: number;
  /** The parts of the loss before they are weighted, by name: `crossEntropy`, `contrastive` … */
  readonly parts: Readonly<Record<string, number>>;
  /** Length of all gradients before clipping, if they are clipped. */
  readonly gradientNorm?: number;
  /** What was measured after the epoch, by name: `validation` (the weights as they are), `validationAveraged` … */
  readonly measures: Readonly<Record<string, number>>;
}

/** Which of the weights that a training holds: as they are, their moving average, or those of the best epoch (either of the two). */
export type WeightsChoice = "last" | "averaged" | "best";
