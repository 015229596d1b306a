import { randomStream } from "@hilum/numeric";
import { auc, delongTest } from "@hilum/stats";
import { describe, expect, test } from "vitest";
import { evaluatePredictions } from "./evaluation.ts";
import type { Metrics, PredictionRow, PredictionTable } from "./evaluation-types.ts";

/** Rows as [set, label, scores ...]. */
function table(models: readonly string[], rows: readonly (readonly [string, 0 | 1, ...number[]])[]): PredictionTable {
  return {
    models,
    rows: rows.map(([set, label, ...scores], i): PredictionRow => ({ case: `case-${i}`, set, label, scores })),
  };
}

const set = (metrics: Metrics, model: number, name: string) =>
  metrics.models[model].sets.find((item) => item.set === name)!;

describe("two models on a validation set and a test set, worked by hand", () => {
  const metrics = evaluatePredictions(
    table(
      ["deep", "logistic"],
      [
        ["validation", 1, 0.9, 0.6],
        ["validation", 0, 0.7, 0.5],
        ["validation", 1, 0.6, 0.9],
        ["validation", 0, 0.1, 0.4],
        ["test", 1, 0.8, 0.2],
        ["test", 1, 0.2, 0.1],
        ["test", 0, 0.6, 0.3],
        ["test", 0, 0.4, 0.9],
        ["test", 0, 0.3, 0.1],
      ],
    ),
  );

  test("sets stand in the order of their first row, models in that of their columns", () => {
    expect(metrics.models.map(({ model }) => model)).toEqual(["deep", "logistic"]);
    expect(metrics.models[0].sets.map((item) => item.set)).toEqual(["validation", "test"]);
  });

  test("areas: 3 of 4 pairs, then 3 of 6; 4 of 4, then 1.5 of 6", () => {
    expect(set(metrics, 0, "validation").auc).toBe(0.75);
    expect(set(metrics, 0, "test").auc).toBe(0.5);
    expect(set(metrics, 1, "validation")).toMatchObject({ auc: 1, ci95: [1, 1], se: 0 });
    expect(set(metrics, 1, "test").auc).toBe(0.25);
    expect(metrics.models.map(({ mean }) => mean.auc)).toEqual([0.625, 0.625]);
  });

  test("DeLong's standard error: placements 1, 1/2 and 1/2, 1 give 1/16 + 1/16", () => {
    const { se, ci95 } = set(metrics, 0, "validation");
    expect(se).toBeCloseTo(Math.sqrt(1 / 8), 14);
    expect(ci95![0]).toBeCloseTo(0.75 - 1.959963984540054 * Math.sqrt(1 / 8), 12);
    expect(ci95![1]).toBe(1);
  });

  test("the threshold is Youden's on the first set, of equal ones the most sensitive, and holds on the test set", () => {
    // deep: 1/2 + 1 - 1 at 0.9 and 1 + 1/2 - 1 at 0.6 are equal.
    expect(set(metrics, 0, "validation")).toMatchObject({ threshold: 0.6, sensitivity: 1, specificity: 0.5 });
    expect(set(metrics, 0, "test")).toMatchObject({
      threshold: 0.6,
      n: 5,
      nPositive: 2,
      accuracy: 3 / 5,
      sensitivity: 1 / 2,
      specificity: 2 / 3,
      ppv: 1 / 2,
      npv: 2 / 3,
    });
    expect(set(metrics, 1, "test")).toMatchObject({ threshold: 0.6, sensitivity: 0, specificity: 2 / 3, ppv: 0 });
    expect(metrics.thresholdRule).toContain('first set "validation"');
  });

  test("Wilson's interval of 1 of 2 positives found", () => {
    const z2 = 1.959963984540054 ** 2;
    const half = Math.sqrt(z2 * (1 / 8 + z2 / 16)) / (1 + z2 / 2);
    const [lower, upper] = set(metrics, 0, "test").intervals.sensitivity!;
    expect(lower).toBeCloseTo(0.5 - half, 12);
    expect(upper).toBeCloseTo(0.5 + half, 12);
  });

  test("Brier score of the validation set", () => {
    expect(set(metrics, 0, "validation").brier).toBeCloseTo((0.01 + 0.49 + 0.16 + 0.01) / 4, 14);
  });

  test("pooled is all rows together, not the mean", () => {
    // Positives 0.9 0.6 0.8 0.2 against 0.7 0.1 0.6 0.4 0.3: 5 + 3.5 + 5 + 1 of 20.
    expect(metrics.models[0].pooled).toMatchObject({ n: 9, nPositive: 4, auc: 14.5 / 20 });
  });

  test("one DeLong test for each pair and set", () => {
    expect(metrics.delong.map(({ set: name, a, b }) => [name, a, b])).toEqual([
      ["validation", "deep", "logistic"],
      ["test", "deep", "logistic"],
    ]);
    const { z, p } = delongTest([1, 1, 0, 0, 0], [0.8, 0.2, 0.6, 0.4, 0.3], [0.2, 0.1, 0.3, 0.9, 0.1]);
    expect(metrics.delong[1]).toMatchObject({ z, p });
    // Validation: differences of the placements 0, -1/2 and -1/2, 0: variance 1/16 + 1/16, z = -1/4 / sqrt(1/8).
    expect(metrics.delong[0].z).toBeCloseTo(-0.25 / Math.sqrt(1 / 8), 12);
    expect(metrics.delong[0].p).toBeCloseTo(0.4795001221869535, 12);
  });
});

describe("thresholds", () => {
  const rows = table(
    ["m"],
    [
      ["a", 1, 0.9],
      ["a", 0, 0.1],
      ["b", 1, 0.4],
      ["b", 0, 0.3],
    ],
  );
  const of = (metrics: Metrics) => metrics.models[0].sets.map(({ threshold }) => threshold);

  test("may be a number, a set's best, or one for each set", () => {
    expect(of(evaluatePredictions(rows, { threshold: { kind: "value", value: 0.35 } }))).toEqual([0.35, 0.35]);
    expect(of(evaluatePredictions(rows, { threshold: { kind: "set", set: "b" } }))).toEqual([0.4, 0.4]);
    expect(of(evaluatePredictions(rows, { threshold: { kind: "first-set" } }))).toEqual([0.9, 0.9]);
    const perSet = evaluatePredictions(rows, {
      threshold: { kind: "per-set", of: (model, name) => (name === "a" && model === "m" ? 0.5 : null), rule: "ours" },
    });
    expect(of(perSet)).toEqual([0.5, null]);
    expect(perSet.thresholdRule).toBe("ours");
    expect(set(perSet, 0, "b")).toMatchObject({ auc: 1, accuracy: null, sensitivity: null, npv: null });
    expect(set(perSet, 0, "b").intervals).toEqual({
      accuracy: null,
      sensitivity: null,
      specificity: null,
      ppv: null,
      npv: null,
    });
  });

  test("of a set that does not exist are an error that names the nearest one", () => {
    const validation = table(
      ["m"],
      [
        ["validation", 1, 1],
        ["validation", 0, 0],
      ],
    );
    expect(() => evaluatePredictions(validation, { threshold: { kind: "set", set: "validaton" } })).toThrow(
      /Did you mean "validation"/,
    );
  });

  test("cannot be chosen among infinite scores, which still rank", () => {
    const logits = table(
      ["m"],
      [
        ["a", 1, Infinity],
        ["a", 0, -1],
      ],
    );
    expect(() => evaluatePredictions(logits)).toThrow(
      expect.objectContaining({ name: "StudyError", code: "infinite-score" }),
    );
    expect(set(evaluatePredictions(logits, { threshold: { kind: "value", value: 0 } }), 0, "a")).toMatchObject({
      auc: 1,
      accuracy: 1,
    });
  });
});

describe("what is not defined is null", () => {
  test("one class has rates but no area, and no threshold of its own", () => {
    const onlyNegative = table(
      ["m", "o"],
      [
        ["a", 0, 0.2, 0.3],
        ["a", 0, 0.7, 0.3],
        ["b", 1, 0.6, 0.1],
        ["b", 0, 0.3, 0.2],
      ],
    );
    const fixed = evaluatePredictions(onlyNegative, { threshold: { kind: "value", value: 0.5 } });
    expect(set(fixed, 0, "a")).toMatchObject({
      n: 2,
      nPositive: 0,
      auc: null,
      ci95: null,
      se: null,
      accuracy: 0.5,
      sensitivity: null,
      specificity: 0.5,
      ppv: 0,
      npv: 1,
    });
    expect(fixed.delong[0]).toEqual({ set: "a", a: "m", b: "o", z: null, p: null });
    expect(fixed.models[0].mean.auc).toBe(1);
    expect(evaluatePredictions(onlyNegative).models[0].sets.map(({ threshold }) => threshold)).toEqual([null, null]);
  });

  test("a single positive has an area without an interval, and no test", () => {
    const single = evaluatePredictions(
      table(
        ["m", "o"],
        [
          ["a", 1, 0.6, 1],
          ["a", 0, 0.3, 2],
          ["a", 0, 0.7, 0],
        ],
      ),
    );
    expect(set(single, 0, "a")).toMatchObject({ auc: 0.5, ci95: null, se: null });
    expect(single.delong).toEqual([{ set: "a", a: "m", b: "o", z: null, p: null }]);
  });

  test("a model without any score on a set", () => {
    const metrics = evaluatePredictions(
      table(
        ["m", "o"],
        [
          ["a", 1, 0.6, NaN],
          ["a", 0, 0.3, NaN],
        ],
      ),
    );
    expect(set(metrics, 1, "a")).toMatchObject({
      n: 0,
      nPositive: 0,
      auc: null,
      threshold: null,
      accuracy: null,
      brier: null,
    });
    expect(metrics.models[1].pooled).toEqual({ n: 0, nPositive: 0, auc: null, ci95: null, se: null });
    expect(metrics.models[1].mean.auc).toBeNull();
  });

  test("a table without rows", () => {
    expect(evaluatePredictions(table(["m"], []))).toMatchObject({
      delong: [],
      models: [{ sets: [], pooled: { n: 0 } }],
    });
  });

  test("the Brier score of a model with a score outside [0, 1] anywhere", () => {
    const metrics = evaluatePredictions(
      table(
        ["logit", "risk"],
        [
          ["a", 1, 0.6, 1],
          ["a", 0, 0.3, 0],
          ["b", 1, 1.2, 0.5],
          ["b", 0, 0.3, NaN],
        ],
      ),
    );
    expect(metrics.models.map(({ sets }) => sets.map(({ brier }) => brier))).toEqual([
      [null, null],
      [0, 0.25],
    ]);
  });

  test("z of always right against always wrong, whose p is 0", () => {
    const metrics = evaluatePredictions(
      table(
        ["right", "wrong"],
        [
          ["a", 1, 4, 1],
          ["a", 1, 3, 2],
          ["a", 0, 2, 3],
          ["a", 0, 1, 4],
        ],
      ),
    );
    expect(metrics.delong[0]).toMatchObject({ z: null, p: 0 });
  });
});

test("a missing score leaves its row out for that model, and for its comparisons", () => {
  const rows: [string, 0 | 1, ...number[]][] = [
    ["a", 1, 0.9, NaN, 0.4],
    ["a", 1, 0.8, 0.3, 0.6],
    ["a", 1, 0.2, 0.9, 0.7],
    ["a", 0, 0.5, 0.5, NaN],
    ["a", 0, 0.4, 0.1, 0.2],
    ["a", 0, 0.1, 0.8, 0.5],
  ];
  const metrics = evaluatePredictions(table(["x", "y", "z"], rows));
  expect(metrics.models.map(({ sets }) => sets[0].n)).toEqual([6, 5, 5]);
  expect(set(metrics, 1, "a").auc).toBe(auc([1, 1, 0, 0, 0], [0.3, 0.9, 0.5, 0.1, 0.8]));
  const { z, p } = delongTest([1, 1, 0, 0], [0.3, 0.9, 0.1, 0.8], [0.6, 0.7, 0.2, 0.5]);
  expect(metrics.delong[2]).toEqual({ set: "a", a: "y", b: "z", z, p });
});

test("two equal models have z = 0 and p = 1", () => {
  const rows: [string, 0 | 1, ...number[]][] = [
    ["a", 1, 0.9, 9],
    ["a", 1, 0.3, 3],
    ["a", 0, 0.5, 5],
    ["a", 0, 0.2, 2],
  ];
  expect(evaluatePredictions(table(["x", "y"], rows)).delong[0]).toMatchObject({ z: 0, p: 1 });
});

test("metrics survive JSON: no NaN, no Infinity", () => {
  const stream = randomStream("json");
  const rows = Array.from({ length: 60 }, (_, i): [string, 0 | 1, ...number[]] => [
    `set-${i % 7}`,
    stream.uniform() < 0.5 ? 1 : 0,
    stream.integer(3) / 2,
    stream.uniform(),
  ]);
  const metrics = evaluatePredictions(table(["coarse", "fine"], rows));
  expect(JSON.parse(JSON.stringify(metrics))).toEqual(metrics);
});

test("100,000 rows of 10 models with 45 comparisons in each set take seconds, not minutes", () => {
  const stream = randomStream("large table");
  const models = Array.from({ length: 10 }, (_, m) => `model-${m}`);
  const rows = Array.from({ length: 100_000 }, (_, i): PredictionRow => {
    const label = stream.uniform() < 0.5 ? 1 : 0;
    return {
      case: `${i}`,
      set: i % 3 === 0 ? "test" : "validation",
      label,
      scores: models.map((_, m) => label * m * 0.1 + stream.uniform()),
    };
  });
  const start = process.cpuUsage().user / 1000;
  const metrics = evaluatePredictions({ models, rows });
  expect(process.cpuUsage().user / 1000 - start).toBeLessThan(15_000);
  expect(metrics.delong).toHaveLength(90);
});
