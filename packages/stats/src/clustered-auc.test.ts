import { randomStream } from "@hilum/numeric";
import { expect, test } from "vitest";
import { clusteredAucOf, clusteredTestOf, clustersOf } from "./clustered-auc.ts";
import { aucIntervalOf, delongTestOf } from "./delong.ts";
import { placementValues } from "./placement-values.ts";

/** Patients with several lesions that share a risk, half of it seen by the score. */
function lesions(seed: number, { patients = 60, each = 3, shared = 1.5 } = {}) {
  const random = randomStream("lesions", seed);
  const labels: number[] = [];
  const scores: number[] = [];
  const others: number[] = [];
  const names: string[] = [];
  for (let patient = 0; patient < patients; patient++) {
    const common = shared * random.normal();
    for (let lesion = 0; lesion < each; lesion++) {
      const truth = random.normal();
      labels.push(truth + common > 0 ? 1 : 0);
      scores.push(truth + common + random.normal());
      others.push(truth + 2 * random.normal());
      names.push(`p${patient}`);
    }
  }
  return { labels, scores, others, names };
}

test("with one case for each patient it is DeLong's, interval and test", () => {
  const { labels, scores, others } = lesions(1);
  const alone = clustersOf(
    labels,
    labels.map((_, i) => String(i)),
  );
  const [a, b] = [placementValues(labels, scores), placementValues(labels, others)];
  expect(clusteredAucOf(a, alone).se).toBeCloseTo(aucIntervalOf(a).se, 12);
  expect(clusteredTestOf(a, b, alone).z).toBeCloseTo(delongTestOf(a, b).z, 10);
});

test("every case twice is no new patient: twice each gives the standard error of the cases once, DeLong's is too small", () => {
  const { labels, scores } = lesions(2, { each: 1 });
  const names = labels.map((_, i) => `p${i}`);
  const once = clusteredAucOf(placementValues(labels, scores), clustersOf(labels, names));
  const twice = placementValues([...labels, ...labels], [...scores, ...scores]);
  const doubled = clusteredAucOf(twice, clustersOf([...labels, ...labels], [...names, ...names]));
  expect(doubled.se).toBeCloseTo(once.se, 12);
  expect(aucIntervalOf(twice).se).toBeLessThan(0.75 * once.se);
});

test("worked by hand: two patients with a lesion of either class", () => {
  // Placements of positives 3, 1: (above both) 1 and (above one) 1/2; of negatives 0, 2: 1 and 1/2; area 3/4.
  const labels = [1, 0, 1, 0];
  const placements = placementValues(labels, [3, 0, 1, 2]);
  const { value, se } = clusteredAucOf(placements, clustersOf(labels, ["p", "p", "q", "q"]));
  expect(value).toBe(0.75);
  // Sums above expectation: p 1/4 and 1/4, q -1/4 and -1/4; S10 = S01 = 2/2 * 1/8, S11 = 2 * 1/8.
  expect(se).toBeCloseTo(Math.sqrt(1 / 16 + 1 / 16 + (2 * 0.25) / 4), 12);
});

test("lesions of a patient that are alike: the interval holds the true area about as often as it says, DeLong's far less", () => {
  const runs = Array.from({ length: 200 }, (_, seed) => {
    const random = randomStream("alike", seed);
    const patients = Array.from({ length: 40 }, (_, i) => ({ label: i % 2, common: 1.5 * random.normal() + (i % 2) }));
    const all = patients.flatMap((patient, i) => Array.from({ length: 4 }, () => ({ ...patient, name: `p${i}` })));
    const labels = all.map(({ label }) => label);
    return {
      placements: placementValues(
        labels,
        all.map(({ common }) => common + random.normal()),
      ),
      clusters: clustersOf(
        labels,
        all.map(({ name }) => name),
      ),
    };
  });
  const truth = runs.reduce((sum, { placements }) => sum + aucIntervalOf(placements).value / runs.length, 0);
  const holds = (interval: { lower: number; upper: number }) => interval.lower <= truth && truth <= interval.upper;
  const share = (of: (run: (typeof runs)[number]) => boolean) => runs.filter(of).length / runs.length;
  expect(share(({ placements, clusters }) => holds(clusteredAucOf(placements, clusters)))).toBeGreaterThan(0.9);
  expect(share(({ placements }) => holds(aucIntervalOf(placements)))).toBeLessThan(0.8);
});
