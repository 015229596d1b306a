import { standardErrors } from "./confidence-interval.ts";
import type { ConfidenceInterval, IntervalOptions } from "./confidence-interval.ts";
import { StatsError } from "./errors.ts";

/**
 * A proportion with Wilson's score interval (no continuity correction), which stays sensible at 0 of n and n of n.
 *
 * @param successes - whole number in [0, n].
 * @param n - whole number of cases, at least 1.
 * @throws StatsError `empty` if n = 0; `out-of-range` for other counts or levels.
 * @see Wilson, Journal of the American Statistical Association 22 (1927) 209-212.
 */
export function wilsonInterval(successes: number, n: number, options: IntervalOptions = {}): ConfidenceInterval {
  const level = options.level ?? 0.95;
  const z = standardErrors(level);
  if (n === 0) throw new StatsError("empty", "A proportion of 0 cases has no interval; at least one case is needed.");
  if (!Number.isInteger(n) || !Number.isInteger(successes) || successes < 0 || successes > n) {
    throw new StatsError(
      "out-of-range",
      `${successes} of ${n} is no count of cases; whole numbers 0 ≤ successes ≤ n are needed.`,
    );
  }
  const value = successes / n;
  const centre = (value + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half = (z / (1 + z ** 2 / n)) * Math.sqrt((value * (1 - value)) / n + z ** 2 / (4 * n ** 2));
  return {
    value,
    // Exact at the ends, where the difference of two equal numbers would leave 1e-17.
    lower: successes === 0 ? 0 : centre - half,
    upper: successes === n ? 1 : centre + half,
    level,
    method: "Wilson",
  };
}
