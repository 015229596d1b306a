import { normalQuantile } from "@hilum/numeric";
import { StatsError } from "./errors.ts";

/** An estimate and the interval around it. */
export interface ConfidenceInterval {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  /** Coverage, for example 0.95. */
  readonly level: number;
  /** Who proposed it, for the report: "DeLong", "Wilson", "Wald". */
  readonly method: string;
}

export interface IntervalOptions {
  /** Coverage in (0, 1); 0.95 by default. */
  readonly level?: number;
}

/**
 * Number of standard errors on either side of a two-sided normal interval: 1.96 for 0.95.
 *
 * @throws StatsError `out-of-range` unless 0 < level < 1.
 */
export function standardErrors(level: number): number {
  if (!(level > 0 && level < 1)) {
    throw new StatsError("out-of-range", `The level is ${level}; it must lie between 0 and 1, for example 0.95.`);
  }
  return -normalQuantile((1 - level) / 2);
}
