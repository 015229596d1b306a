import { auc } from "./auc.ts";
import { aucInterval, delongTest } from "./delong.ts";
import { confusion, rates } from "./confusion.ts";
import { rocCurve } from "./roc-curve.ts";
import { referenceSuite } from "./test/reference.ts";
import { thresholdForSensitivity, thresholdForSpecificity, youden, youdenThreshold } from "./thresholds.ts";

referenceSuite("roc", {
  auc: { cases: 5, of: ({ labels, scores }) => ({ auc: auc(labels, scores) }) },
  delongInterval: {
    cases: 8,
    of({ labels, scores, level }) {
      const { value, se, lower, upper } = aucInterval(labels, scores, { level });
      return { auc: value, se, low: lower, high: upper };
    },
  },
  delongTest: { cases: 6, of: ({ labels, a, b }) => ({ ...delongTest(labels, a, b) }) },
  rocCurve: {
    cases: 5,
    of({ labels, scores }) {
      const points = rocCurve(labels, scores);
      return {
        thresholds: points.map(({ threshold }) => threshold),
        tpr: points.map(({ sensitivity }) => sensitivity),
        fpr: points.map(({ specificity }) => 1 - specificity),
      };
    },
  },
  youden: {
    cases: 5,
    of({ labels, scores }) {
      const { youden: index, points } = youden(labels, scores);
      return { youden: index, choices: points };
    },
  },
  sensitivityAtSpecificity: {
    cases: 10,
    of: ({ labels, scores, target }) => ({ ...thresholdForSpecificity(labels, scores, target) }),
  },
  specificityAtSensitivity: {
    cases: 10,
    of: ({ labels, scores, target }) => ({ ...thresholdForSensitivity(labels, scores, target) }),
  },
});

// The chosen threshold, applied to the cases, must reach the index of the reference.
referenceSuite("roc", {
  youden: {
    cases: 5,
    of({ labels, scores }) {
      const { sensitivity, specificity } = rates(confusion(labels, scores, youdenThreshold(labels, scores)));
      return { youden: (sensitivity ?? NaN) + (specificity ?? NaN) - 1, choices: youden(labels, scores).points };
    },
  },
});
