import { randomStream } from "@hilum/numeric";
import { expect, test } from "vitest";
import type { Case } from "../cohort.ts";
import { fitKey } from "../fit-results.ts";
import type { CombinedResult, FitResult } from "../fit-results.ts";
import type { Fit } from "../protocol.ts";
import { parseStudy } from "../study-file/study-file.ts";
import { fusedRisk } from "./fused-risk.ts";
import { withFusions } from "./with-fusions.ts";

test("a safe fusion of several seeds has the shares of the saved model, so that their mean is what it predicts", () => {
  const { models } = parseStudy(`models:
  - { name: a, kind: clinical, clinical: [x] }
  - { name: b, kind: clinical, clinical: [y] }
  - { name: safe, kind: safe-fusion, of: [a, b] }
`);
  const seeds = [1, 2];
  const cases = Array.from({ length: 60 }, (_, i): Case => {
    const name = `p${i}`;
    return { id: name, patient: name, centre: "h1", part: "develop", image: "", mask: "", label: i % 2 === 0 ? 0 : 1 };
  });
  const [train, test] = [[...cases.keys()].slice(0, 40), [...cases.keys()].slice(40)];
  const refit: Fit = { id: "refit", set: undefined, fold: "", train, test };
  const inner: Fit = { ...refit, id: "refit/inner-1", train: [], test: train, within: "refit" };
  const results = new Map<string, FitResult>();
  const random = randomStream("parts of a fusion");
  for (const part of ["a", "b"]) {
    for (const seed of seeds) {
      for (const { id, test } of [refit, inner]) {
        const risks = test.map((i) => 0.25 + 0.2 * cases[i].label + 0.3 * random.uniform());
        results.set(fitKey(part, seed, id), { rule: { by: "mean" }, risks });
      }
    }
  }
  const all = withFusions(models, seeds, [refit, inner], cases, results);
  const fused = seeds.map((seed): CombinedResult => {
    const found = all.get(fitKey("safe", seed, "refit"))!;
    return "rule" in found ? found : expect.unreachable();
  });
  expect(fused[0].rule).toEqual(fused[1].rule);
  test.forEach((_, i) => {
    const mean = (of: (seed: number) => readonly number[]) => (of(1)[i] + of(2)[i]) / 2;
    const parts = ["a", "b"].map((part) => mean((seed) => results.get(fitKey(part, seed, "refit"))!.risks));
    expect(mean((seed) => fused[seed - 1].risks)).toBeCloseTo(fusedRisk(fused[0].rule, parts), 14);
  });
});
