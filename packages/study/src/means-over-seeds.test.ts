import { expect, test } from "vitest";
import { evaluatePredictions } from "./evaluation.ts";
import { meansOverSeeds, seedColumn } from "./means-over-seeds.ts";

test("only the means over seeds are left, with the scores, tests and subgroups that belong to them", () => {
  const models = ["a", seedColumn("a", 5), seedColumn("a", 6), "b", seedColumn("b", 5), seedColumn("b", 6)];
  const rows = Array.from({ length: 8 }, (_, i) => ({
    case: `c${i}`,
    set: "test",
    label: i % 2 === 0 ? (0 as const) : (1 as const),
    scores: models.map((_model, column) => ((i * (column + 3)) % 8) / 8),
  }));
  const metrics = evaluatePredictions({ models, rows });
  const subgroups = [{ name: "all", rule: "age > 0", models: metrics.models }];
  const means = meansOverSeeds({ predictions: { models, rows }, metrics, subgroups });
  expect(means.predictions.models).toEqual(["a", "b"]);
  expect(means.predictions.rows.map(({ scores }) => scores)).toEqual(rows.map(({ scores }) => [scores[0], scores[3]]));
  const whole = evaluatePredictions(means.predictions);
  expect(means.metrics).toEqual(whole);
  expect(means.subgroups[0].models).toEqual(whole.models);
});
