import { describe, expect, test } from "vitest";
import { fittedPipelineFromJson } from "./fitted-pipeline.ts";
import { impute } from "./impute.ts";
import { logistic } from "./logistic.ts";
import { pipeline } from "./pipeline.ts";
import { selectByTree } from "./select-by-tree.ts";
import { standardise } from "./standardise.ts";
import { svm } from "./svm.ts";
import { syntheticCases } from "./test/small-tables.ts";
import { tree } from "./tree.ts";

const { table, labels, groups } = syntheticCases({ rows: 150, columns: 16 });
const unseen = syntheticCases({ rows: 12, columns: 16, seed: 2 }).table;
const gappy = {
  columns: table.columns,
  rows: table.rows.map((row, i) => row.map((value, j) => ((i * 7 + j * 3) % 19 === 0 ? Number.NaN : value))),
};
const few = () => selectByTree({ count: 5, trees: 5 });

const pipelines = {
  "tree selection and rbf SVM": pipeline(impute(), standardise(), few(), svm()),
  "rbf SVM of all columns": pipeline(impute(), standardise(), svm({ gamma: 0.05, c: 3 })),
  "linear SVM": pipeline(impute(), standardise(), svm({ kernel: "linear", c: 0.1 })),
  "logistic regression": pipeline(impute(), standardise(), logistic({ c: 0.3 })),
  "one tree": pipeline(impute(), tree({ maxDepth: 5, minSamplesLeaf: 4 })),
};

describe.each(Object.entries(pipelines))("%s", (_name, steps) => {
  const fitted = steps.fit(gappy, labels, { seed: 5, groups });

  test("the same rows and seed give the same bytes", () => {
    const again = steps.fit(gappy, labels, { seed: 5, groups });
    expect(JSON.stringify(again.toJson())).toBe(JSON.stringify(fitted.toJson()));
  });

  test("JSON and back predicts, explains and summarises bit for bit the same", () => {
    const text = JSON.stringify(fitted.toJson());
    const back = fittedPipelineFromJson(JSON.parse(text));
    expect(JSON.stringify(back.toJson())).toBe(text);
    expect(back.decide(unseen)).toEqual(fitted.decide(unseen));
    expect(back.probability(unseen)).toEqual(fitted.probability(unseen));
    expect(back.contributions(unseen)).toEqual(fitted.contributions(unseen));
    expect(back.summary()).toEqual(fitted.summary());
  });

  test("extra columns and another order of columns change nothing", () => {
    const columns = ["noise", ...unseen.columns.toReversed()];
    const rows = unseen.rows.map((row) => [Number.POSITIVE_INFINITY, ...row.toReversed()]);
    expect(fitted.decide({ columns, rows })).toEqual(fitted.decide(unseen));
  });

  test("risks lie in [0, 1] and rise with the decision value", () => {
    const decisions = fitted.decide(unseen);
    const risks = fitted.probability(unseen);
    const order = [...decisions.keys()].sort((a, b) => decisions[a] - decisions[b]);
    for (const [rank, i] of order.entries()) {
      expect(risks[i]).toBeGreaterThanOrEqual(rank === 0 ? 0 : risks[order[rank - 1]]);
      expect(risks[i]).toBeLessThanOrEqual(1);
    }
    expect(new Set(risks).size).toBeGreaterThan(1);
  });

  test("contributions sum to the log-odds above the reference case", () => {
    const logit = (p: number) => Math.log(p / (1 - p));
    const risks = fitted.probability(unseen);
    for (const [i, parts] of fitted.contributions(unseen).entries()) {
      expect(parts.map((part) => part.feature)).toEqual(fitted.inputs);
      const sum = parts.reduce((total, part) => total + part.contribution, 0);
      expect(sum).toBeCloseTo(logit(risks[i]) - logit(fitted.referenceRisk()), 8);
    }
  });

  test("a missing input is named, a gap is filled by the median and reported", () => {
    const [first] = fitted.inputs;
    const without = { columns: unseen.columns.map((c) => (c === first ? "other" : c)), rows: unseen.rows };
    expect(() => fitted.decide(without)).toThrow(`needed columns: ${first}`);
    const at = unseen.columns.indexOf(first);
    const holed = { columns: unseen.columns, rows: [unseen.rows[0].map((v, j) => (j === at ? Number.NaN : v))] };
    const median = fitted.toJson().transforms.find((state) => state.step === "impute")?.medians[0];
    const filled = { columns: unseen.columns, rows: [unseen.rows[0].map((v, j) => (j === at ? (median ?? 0) : v))] };
    expect(fitted.imputedIn(holed)).toEqual([[first]]);
    expect(fitted.imputedIn(filled)).toEqual([[]]);
    expect(fitted.decide(holed)).toEqual(fitted.decide(filled));
    expect(fitted.contributions(holed)[0][0]).toMatchObject({ feature: first, value: median, imputed: true });
  });

  test("it has learned something", () => {
    const risks = fitted.probability(gappy);
    const meanOf = (label: number) => {
      const own = [...risks].filter((_, i) => labels[i] === label);
      return own.reduce((sum, p) => sum + p, 0) / own.length;
    };
    expect(meanOf(1) - meanOf(0)).toBeGreaterThan(0.15);
  });
});

test("inputs are only what the model uses: selected, varying, split on", () => {
  const constant = { columns: table.columns, rows: table.rows.map((row) => row.map((v, j) => (j === 3 ? 7 : v))) };
  const inputs = (steps: ReturnType<typeof pipeline>) => steps.fit(constant, labels, { seed: 1 }).inputs;
  expect(inputs(pipeline(standardise(), few(), svm()))).toHaveLength(5);
  for (const model of [svm(), svm({ kernel: "linear" }), logistic()]) {
    expect(inputs(pipeline(standardise(), model))).toEqual(table.columns.filter((_, j) => j !== 3));
  }
  expect(inputs(pipeline(tree({ maxDepth: 1 })))).toHaveLength(1);
});

test("the summary counts what was dropped, filled and selected", () => {
  const rows = table.rows.map((row, i) => row.map((v, j) => (j === 2 || (j === 0 && i < 4) ? Number.NaN : v)));
  const fitted = pipeline(impute(), standardise(), selectByTree({ count: 3 }), logistic()).fit(
    { columns: table.columns, rows },
    labels,
    { seed: 1 },
  );
  const summary = fitted.summary();
  expect(summary.training).toEqual({ rows: 150, positives: labels.filter((y) => y === 1).length, columns: 16 });
  expect(summary.dropped).toEqual([{ column: "x2", rows: 150 }]);
  expect(summary.imputed).toEqual([{ column: "x0", rows: 4 }]);
  expect(summary.features).toHaveLength(3);
  for (const feature of summary.features) {
    expect(feature.importance).toBeGreaterThan(0);
    expect(feature.coefficient).not.toBe(0);
  }
});

test("test rows never reach the fit: their numbers cannot change it", () => {
  const steps = pipelines["tree selection and rbf SVM"];
  const rows = gappy.rows.map((row) => row.slice());
  const fitted = steps.fit({ columns: gappy.columns, rows: rows.slice(0, 100) }, labels.slice(0, 100), { seed: 1 });
  const before = JSON.stringify(fitted.toJson());
  for (const row of rows.slice(100)) row.fill(1e6);
  fitted.probability({ columns: gappy.columns, rows: rows.slice(100) });
  expect(JSON.stringify(fitted.toJson())).toBe(before);
});

test("an SVM without probabilities says so when asked for one", () => {
  const fitted = pipeline(standardise(), svm({ probability: false })).fit(table, labels, { seed: 1 });
  expect(fitted.decide(unseen)).toHaveLength(12);
  expect(() => fitted.probability(unseen)).toThrow("probability: true");
  expect(() => fitted.contributions(unseen)).toThrow("probability: true");
});

test("labels without relation to the features give a nearly flat risk that never reverses the decision", () => {
  const reversed = { columns: ["x0"], rows: Array.from({ length: 12 }, (_, i) => [Math.floor(i / 2)]) };
  const coin = reversed.rows.map((_, i) => i % 2);
  const fitted = pipeline(standardise(), svm()).fit(reversed, coin, { seed: 1 });
  const risks = fitted.probability(reversed);
  expect(Math.max(...risks) - Math.min(...risks)).toBeLessThan(0.01);
  expect(fitted.summary().notes.join()).toContain("nearly flat");
});

test("training that cannot work is refused with its numbers", () => {
  const fit =
    (rows: number[][], y: number[], options: { groups?: string[] } = {}) =>
    () =>
      pipeline(standardise(), logistic()).fit({ columns: ["a", "b"], rows }, y, { seed: 1, ...options });
  expect(fit([], [])).toThrow("0 rows");
  expect(fit([[1, 2]], [1])).toThrow("1 of 1 training rows are positive");
  expect(
    fit(
      [
        [1, 2],
        [3, 4],
      ],
      [0, 2],
    ),
  ).toThrow("label of row 2 is 2");
  expect(
    fit(
      [
        [1, 2],
        [3, 4],
      ],
      [0],
    ),
  ).toThrow("1 labels");
  expect(
    fit(
      [
        [1, 2],
        [3, 4],
      ],
      [0, 1],
      { groups: ["a"] },
    ),
  ).toThrow("1 groups");
  expect(fit([[1, 2], [3]], [0, 1])).toThrow("Row 2 has 1 values");
  expect(
    fit(
      [
        [1, Number.POSITIVE_INFINITY],
        [3, 4],
      ],
      [0, 1],
    ),
  ).toThrow('Infinity in "b"');
  expect(
    fit(
      [
        [1, Number.NaN],
        [3, 4],
      ],
      [0, 1],
    ),
  ).toThrow("Put impute() before it");
  const twice = {
    columns: ["a", "a"],
    rows: [
      [1, 2],
      [3, 4],
    ],
  };
  expect(() => pipeline(logistic()).fit(twice, [0, 1], { seed: 1 })).toThrow('two columns "a"');
  expect(() => svm({ c: -1 })).toThrow("c is -1");
  expect(() => logistic({ c: Number.NaN })).toThrow("c is NaN");
});
