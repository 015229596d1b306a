import { checkCount, checkPositive } from "./check-option.ts";
import { LearnError } from "./learn-error.ts";

/** The learning rate of each epoch (or step), counted from 0. */
export type Schedule = (epoch: number) => number;

/** When a cosine schedule begins and how long its period is. */
export interface CosineOptions {
  /** First epoch of the cosine; before it the rate is constant. Default 0. */
  readonly from?: number;
  readonly epochs: number;
}

/**
 * Constant, then half a cosine: rate · (1 + cos(π·(epoch − from)/epochs))/2.
 *
 * As in the published training the period is the number of all epochs, not of those that are left: with from 5 of 100 the last
 * epoch still has 0.9 % of the first rate.
 *
 * @throws LearnError `bad-option` unless rate > 0, epochs ≥ 1 and 0 ≤ from ≤ epochs.
 * @see Loshchilov & Hutter, ICLR 2017.
 */
export function cosine(rate: number, { from = 0, epochs }: CosineOptions): Schedule {
  checkPositive("rate", rate);
  checkCount("epochs", epochs);
  checkBefore("from", from, epochs);
  return (epoch) => (epoch < from ? rate : rate * halfCosine((epoch - from) / epochs));
}

/** How long the warm-up and the whole schedule last. */
export interface WarmupCosineOptions {
  /** Steps in which the rate rises linearly from 0. */
  readonly warmup: number;
  readonly steps: number;
}

/**
 * A linear rise, then half a cosine down to 0 at the last step, where it stays (MONAI's WarmupCosineSchedule).
 *
 * @throws LearnError `bad-option` unless rate > 0, steps ≥ 1 and 0 ≤ warmup ≤ steps.
 */
export function warmupCosine(rate: number, { warmup, steps }: WarmupCosineOptions): Schedule {
  checkPositive("rate", rate);
  checkCount("steps", steps);
  checkBefore("warmup", warmup, steps);
  return (step) => {
    if (step < warmup) return (rate * step) / warmup;
    return step >= steps ? 0 : rate * halfCosine((step - warmup) / (steps - warmup));
  };
}

/** By how much an exponential schedule shrinks the rate per epoch. */
export interface ExponentialOptions {
  /** In (0, 1]. */
  readonly factor: number;
}

/** rate · factor^epoch. */
export function exponential(rate: number, { factor }: ExponentialOptions): Schedule {
  checkPositive("rate", rate);
  checkPositive("factor", factor);
  return (epoch) => rate * factor ** epoch;
}

/** The same rate for ever. */
export function constant(rate: number): Schedule {
  checkPositive("rate", rate);
  return () => rate;
}

function halfCosine(share: number): number {
  return (1 + Math.cos(Math.PI * share)) / 2;
}

function checkBefore(name: string, value: number, end: number): void {
  if (!(Number.isInteger(value) && value >= 0 && value <= end)) {
    throw new LearnError("bad-option", `${name} is ${value}; it must be a whole number from 0 to ${end}.`);
  }
}
