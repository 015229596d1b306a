import type { SetMetrics } from "../../evaluation-types.ts";
import type { ReportContent } from "../report-types.ts";

/** A case name that would run if a page forgot to escape it. */
export const HOSTILE = `<script>alert("1")</script>&'`;

/** Six cases in a set of both classes, and two in a set of negatives only, where most numbers are not defined. */
export function smallReport(): ReportContent {
  const both: SetMetrics = {
    set: "test1",
    n: 6,
    nPositive: 3,
    auc: 0.8889,
    ci95: [0.6123, 0.9987],
    se: 0.1,
    threshold: 0.4567,
    accuracy: 0.8333,
    sensitivity: 0.6667,
    specificity: 0.9999,
    ppv: 0.7512,
    npv: 0.7432,
    intervals: {
      accuracy: [0.4365, 0.9699],
      sensitivity: [0.2077, 0.9385],
      specificity: [0.4385, 0.9991],
      ppv: [0.3424, 0.9777],
      npv: [0.3006, 0.9544],
    },
    brier: 0.1357,
  };
  const negatives: SetMetrics = {
    set: "test2",
    n: 2,
    nPositive: 0,
    auc: null,
    ci95: null,
    se: null,
    threshold: 0.4567,
    accuracy: 1,
    sensitivity: null,
    specificity: 1,
    ppv: null,
    npv: 1,
    intervals: { accuracy: [0.3424, 1], sensitivity: null, specificity: [0.3424, 1], ppv: null, npv: [0.3424, 1] },
    brier: 0.0246,
  };
  const scores = [0.91, 0.62, 0.31, 0.44, 0.22, 0.05];
  return {
    name: `study ${HOSTILE}`,
    description: "A small study",
    version: "1.2.3",
    date: "2026-01-31",
    flow: {
      total: 1234,
      steps: [{ reason: `age <= 80 ${HOSTILE}`, excluded: 1226, remaining: 8 }],
      sets: [
        { name: "test1", role: "test", centres: ["h1", "h2"], n: 6, nPositive: 3, nPatients: 5 },
        { name: "test2", role: "test", centres: [HOSTILE], n: 2, nPositive: 0, nPatients: 2 },
      ],
    },
    failures: [{ case: HOSTILE, error: `No mask for ${HOSTILE}` }],
    predictions: {
      models: ["logistic", `svm ${HOSTILE}`],
      rows: [
        ...scores.map((score, index) => ({
          case: `case ${index}`,
          set: "test1",
          label: index < 3 ? (1 as const) : (0 as const),
          scores: [score, score * 4 - 2],
        })),
        { case: "case 6", set: "test2", label: 0, scores: [0.1, NaN] },
        { case: "case 7", set: "test2", label: 0, scores: [0.2, NaN] },
      ],
    },
    metrics: {
      models: [
        {
          model: "logistic",
          sets: [both, negatives],
          pooled: { n: 8, nPositive: 3, auc: 0.9333, ci95: [0.7777, 0.9876], se: 0.07 },
          mean: { auc: 0.8888 },
        },
        {
          model: `svm ${HOSTILE}`,
          sets: [{ ...both, auc: 0.7654, ci95: [0.4321, 0.9753], threshold: -0.0022, brier: null }],
          pooled: { n: 6, nPositive: 3, auc: 0.7654, ci95: [0.4321, 0.9753], se: 0.1 },
          mean: { auc: null },
        },
      ],
      delong: [
        { set: "test1", a: "logistic", b: `svm ${HOSTILE}`, z: -2.3456, p: 0.0004 },
        { set: "test2", a: "logistic", b: `svm ${HOSTILE}`, z: null, p: null },
      ],
      thresholdRule: "Youden on the first set.",
    },
    models: [
      {
        name: "logistic",
        description: "z-score, logistic regression",
        threshold: 0.4567,
        features: [
          { name: "age", weight: 1.2345 },
          { name: `glcm ${HOSTILE}`, weight: -0.4321 },
        ],
        dropped: 17,
        imputed: 29,
      },
      {
        name: "both",
        description: `mean of the risks of logistic, svm ${HOSTILE}`,
        threshold: 0.5,
        features: [],
        dropped: 0,
        imputed: 0,
        parts: ["logistic", `svm ${HOSTILE}`],
      },
    ],
    trainings: [
      {
        model: `svm ${HOSTILE}`,
        points: [
          { epoch: 1, loss: 2.5, parts: { crossEntropy: 0.7, contrastive: 1.8 }, measures: { validation: 0.6 } },
          { epoch: 2, loss: 1.5, parts: { crossEntropy: 0.5, contrastive: 1 }, measures: { validation: 0.7 } },
        ],
      },
    ],
    examples: [
      {
        case: HOSTILE,
        centre: HOSTILE,
        label: 1,
        caption: `3.2 ml ${HOSTILE}`,
        slice: {
          width: 4,
          height: 4,
          spacing: [1, 1],
          grey: new Uint8Array(16).fill(90),
          mask: Uint8Array.from([0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0]),
        },
      },
    ],
    settings: `name: "${HOSTILE}"`,
    record: [["Machine", `2 cores ${HOSTILE}`]],
    warnings: [`Look at ${HOSTILE}`],
  };
}
