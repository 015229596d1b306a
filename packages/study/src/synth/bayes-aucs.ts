import { randomStream } from "@hilum/numeric";
import { centreTable } from "./centres.ts";
import { drawLatents, labelModel, trueProbabilities } from "./latents.ts";

/** The areas under the ROC curve that the best possible model reaches on an endless cohort. */
export interface BayesAucs {
  readonly both: number;
  readonly inside: number;
  readonly surroundings: number;
  /** From the centre's name alone: what the centres' differences give away. */
  readonly centre: number;
  /** Expected share of pN+. */
  readonly prevalence: number;
}

/**
 * The best possible AUCs in the world that `options` describes, by Monte Carlo over the latents; nothing is drawn.
 *
 * @param options.draws - number of made-up cases; 20,000 give a standard error of about 0.002.
 */
export function bayesAucs(options: {
  readonly seed: number;
  readonly draws: number;
  readonly centres: number;
  readonly surroundings: number;
  readonly prevalence: number;
}): BayesAucs {
  const model = labelModel(options);
  const random = randomStream(options.seed, "synth", "bayes");
  const centres = centreTable.slice(0, options.centres).map(({ logOdds }) => logOdds);
  const cases = Array.from({ length: options.draws }, () => {
    const centre = centres[random.integer(centres.length)] ?? 0;
    return { centre, ...trueProbabilities(model, drawLatents(random), centre) };
  });
  const truth = cases.map(({ probability }) => probability);
  return {
    both: expectedAuc(truth, truth),
    inside: expectedAuc(
      cases.map(({ probabilityInside }) => probabilityInside),
      truth,
    ),
    surroundings: expectedAuc(
      cases.map(({ probabilitySurroundings }) => probabilitySurroundings),
      truth,
    ),
    centre: expectedAuc(
      cases.map(({ centre }) => centre),
      truth,
    ),
    prevalence: truth.reduce((sum, p) => sum + p, 0) / truth.length,
  };
}

/**
 * The AUC of `scores` averaged over all labels that the true probabilities allow: each case counts as positive with
 * weight p and as negative with weight 1 - p. The same cases give a steadier value than with drawn labels.
 */
export function expectedAuc(scores: readonly number[], probabilities: readonly number[]): number {
  const pairs = scores.map((score, i) => ({ score, p: probabilities[i] ?? 0 })).sort((a, b) => a.score - b.score);
  let concordant = 0;
  let positive = 0;
  let negative = 0;
  for (let start = 0, end = 0; start < pairs.length; start = end) {
    let tiedPositive = 0;
    let tiedNegative = 0;
    for (; end < pairs.length && pairs[end]?.score === pairs[start]?.score; end++) {
      const p = pairs[end]?.p ?? 0;
      tiedPositive += p;
      tiedNegative += 1 - p;
    }
    concordant += tiedPositive * (negative + tiedNegative / 2);
    positive += tiedPositive;
    negative += tiedNegative;
  }
  return concordant / (positive * negative);
}
