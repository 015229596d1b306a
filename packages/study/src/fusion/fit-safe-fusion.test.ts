import { randomStream } from "@hilum/numeric";
import { auc } from "@hilum/stats";
import { describe, expect, test } from "vitest";
import { fitSafeFusion } from "./fit-safe-fusion.ts";
import { fusedRisk } from "./fused-risk.ts";
import { sigmoid } from "./logit.ts";

/** Risks of parts of which each sees the truth by its own `signal`, and errors that they share by `shared`. */
function parts(seed: number, n: number, signals: readonly number[], shared = 0) {
  const random = randomStream("parts", seed);
  const labels = random.shuffled(Array.from({ length: n }, (_, i) => Number(i < 0.4 * n)));
  const common = labels.map(() => random.normal());
  const risks = signals.map((signal) =>
    labels.map((label, i) => {
      const error = Math.sqrt(shared) * common[i] + Math.sqrt(1 - shared) * random.normal();
      return sigmoid((signal * (label - 0.5) + error) * Math.max(signal, 0.5) - 0.4);
    }),
  );
  return { labels, risks, patients: labels.map((_, i) => `p${i}`) };
}

/** Area that five folds of the fusion lose against the best part, found afterwards. */
function regret(seed: number, n: number, signals: readonly number[], shared = 0): number {
  const { labels, risks, patients } = parts(seed, n, signals, shared);
  const counts = [0, 0];
  const fold = labels.map((label) => counts[label]++ % 5);
  const fused = labels.map(() => 0);
  for (let k = 0; k < 5; k++) {
    const inside = [...labels.keys()].filter((i) => fold[i] !== k);
    const of = <T>(list: readonly T[]) => inside.map((i) => list[i]);
    const shares = fitSafeFusion(risks.map(of), of(labels), of(patients));
    for (const i of labels.keys()) {
      if (fold[i] === k)
        fused[i] = fusedRisk(
          { by: "shares", shares },
          risks.map((own) => own[i]),
        );
    }
  }
  return Math.max(...risks.map((own) => auc(labels, own))) - auc(labels, fused);
}

test("no share is negative and together they are 1, whatever the parts", () => {
  for (const signals of [
    [2, 0],
    [0, 0, 0],
    [1, 1],
    [0.5, 8],
  ]) {
    for (const n of [12, 60]) {
      const { labels, risks, patients } = parts(n, n, signals);
      const shares = fitSafeFusion(risks, labels, patients);
      expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    }
  }
});

test("a part that says the same of everybody counts nothing, and the other stays what it was to the bit", () => {
  const { labels, risks, patients } = parts(3, 80, [2]);
  const shares = fitSafeFusion([labels.map(() => 0.3), risks[0]], labels, patients);
  expect(shares).toEqual([0, 1]);
  expect(risks[0].map((risk) => fusedRisk({ by: "shares", shares }, [0.3, risk]))).toEqual(risks[0]);
});

test("the order of the cases changes nothing", () => {
  const { labels, risks, patients } = parts(4, 60, [1.5, 1]);
  const order = randomStream("order").shuffled([...labels.keys()]);
  const of = <T>(list: readonly T[]) => order.map((i) => list[i]);
  const there = fitSafeFusion(risks.map(of), of(labels), of(patients));
  fitSafeFusion(risks, labels, patients).forEach((share, j) => expect(there[j]).toBeCloseTo(share, 8));
});

describe("on grouped folds it is not below its best part beyond 0.01", () => {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value / values.length, 0);
  test.each([
    ["a strong part and noise", 200, [1.5, 0], 0],
    ["a strong part and four times noise", 200, [1.5, 0, 0, 0, 0], 0],
    ["a part twice", 100, [1.5, 1.5], 1],
    ["a perfect part and a weak one", 60, [12, 1], 0],
    ["two alike with the same errors", 300, [1.8, 1.7], 0.8],
    ["a strong and a weak one", 200, [2, 1], 0.3],
    ["few cases", 40, [2, 0], 0],
  ] as const)("%s, n = %d, on average", (_name, n, signals, shared) => {
    expect(mean(Array.from({ length: 12 }, (_, seed) => regret(seed, n, signals, shared)))).toBeLessThan(0.01);
  });

  test("parts with errors of their own are better together", () => {
    expect(mean(Array.from({ length: 8 }, (_, seed) => regret(seed, 200, [1.2, 1.2])))).toBeLessThan(-0.02);
  });
});
