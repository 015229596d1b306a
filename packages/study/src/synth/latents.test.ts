import { randomStream } from "@hilum/numeric";
import { describe, expect, test } from "vitest";
import { bayesAucs, expectedAuc } from "./bayes-aucs.ts";
import { centreTable } from "./centres.ts";
import {
  drawLatents,
  expectedProbability,
  labelModel,
  latentNames,
  latentTable,
  trueProbabilities,
} from "./latents.ts";

const draws = 20_000;

describe("the best possible AUCs", () => {
  test.each([3, 12])(
    "with %d centres: each part alone 0.70-0.80, both 0.85-0.90, the centre next to nothing",
    (centres) => {
      const best = bayesAucs({ seed: 7, draws, centres, surroundings: 1, prevalence: 0.3 });
      for (const part of [best.inside, best.surroundings]) {
        expect(part).toBeGreaterThan(0.7);
        expect(part).toBeLessThan(0.8);
      }
      expect(best.both).toBeGreaterThan(0.85);
      expect(best.both).toBeLessThan(0.9);
      expect(best.centre).toBeLessThan(0.53);
      // Four standard errors of a mean of probabilities with a spread of 0.3, and the centres' own effect.
      expect(Math.abs(best.prevalence - 0.3)).toBeLessThan((4 * 0.3) / Math.sqrt(draws) + 0.005);
    },
  );

  test("surroundings that carry nothing leave the inside's AUC as it is", () => {
    const options = { seed: 7, draws, centres: 3, prevalence: 0.3 };
    const full = bayesAucs({ ...options, surroundings: 1 });
    const none = bayesAucs({ ...options, surroundings: 0 });
    expect(none.surroundings).toBeCloseTo(none.centre, 10);
    expect(none.both).toBeCloseTo(none.inside, 10);
    expect(Math.abs(none.inside - full.inside)).toBeLessThan(0.01);
  });

  test("the expected AUC agrees with comparing every pair of drawn labels", () => {
    const random = randomStream("expected-auc");
    const cases = Array.from({ length: 60 }, () => {
      const p = random.uniform();
      return { p, score: Math.round(4 * (p + 0.5 * random.normal())) };
    });
    let concordant = 0;
    let pairs = 0;
    for (let world = 0; world < 1500; world++) {
      const labels = cases.map(({ p }) => random.uniform() < p);
      for (const [i, a] of cases.entries()) {
        if (!labels[i]) continue;
        for (const [j, b] of cases.entries()) {
          if (labels[j]) continue;
          pairs++;
          concordant += a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0;
        }
      }
    }
    const expected = expectedAuc(
      cases.map(({ score }) => score),
      cases.map(({ p }) => p),
    );
    // Worlds differ by about 0.06, pairs of a case with itself count for less than 1 / 60 of the weight.
    expect(Math.abs(expected - concordant / pairs)).toBeLessThan(0.02);
  });
});

describe("the law of the label", () => {
  test("the mean of the logistic function over a normal logit agrees with Monte Carlo", () => {
    const random = randomStream("mean-logistic");
    let sum = 0;
    for (let n = 0; n < 100_000; n++) sum += 1 / (1 + Math.exp(-(-1 + 2 * random.normal())));
    // Four standard errors of a spread below 0.33.
    expect(Math.abs(expectedProbability(-1, 2) - sum / 100_000)).toBeLessThan((4 * 0.33) / Math.sqrt(100_000));
    expect(expectedProbability(0, 3)).toBeCloseTo(0.5, 12);
  });

  test.each([1, 0.6, 0])(
    "at surroundings %d the partial probabilities are averages of the full one",
    (surroundings) => {
      const model = labelModel({ prevalence: 0.3, surroundings });
      const random = randomStream("partial", surroundings);
      const fixed = drawLatents(random);
      const logOdds = 0.15;
      const average = (kept: "inside" | "surroundings"): number => {
        let sum = 0;
        for (let n = 0; n < 20_000; n++) {
          const other = drawLatents(random);
          const mixed = { ...other };
          for (const name of latentNames) if (latentTable[name].part === kept) mixed[name] = fixed[name];
          sum += trueProbabilities(model, mixed, logOdds).probability;
        }
        return sum / 20_000;
      };
      const truth = trueProbabilities(model, fixed, logOdds);
      // Four standard errors of a spread of at most 0.35.
      const tolerance = (4 * 0.35) / Math.sqrt(20_000);
      expect(Math.abs(truth.probabilityInside - average("inside"))).toBeLessThan(tolerance);
      expect(Math.abs(truth.probabilitySurroundings - average("surroundings"))).toBeLessThan(tolerance);
    },
  );

  test("without surroundings the latents outside change nothing", () => {
    const model = labelModel({ prevalence: 0.3, surroundings: 0 });
    const latents = drawLatents(randomStream("none"));
    const other = { ...latents, halo: 3, convergence: -3, strands: 3, pleura: 3 };
    expect(trueProbabilities(model, other, 0)).toEqual(trueProbabilities(model, latents, 0));
  });

  test("the centres' effects cancel out, so that the prevalence stays as asked", () => {
    for (const count of [3, 12]) {
      expect(centreTable.slice(0, count).reduce((sum, { logOdds }) => sum + logOdds, 0)).toBeCloseTo(0, 10);
    }
  });
});
