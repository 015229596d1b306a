import { calibrationCurve } from "./calibration-curve.ts";
import { calibrationSlope } from "./calibration-slope.ts";
import { brier, logLoss, scaledBrier } from "./proper-scores.ts";
import { referenceSuite } from "./test/reference.ts";

referenceSuite("calibration", {
  brier: {
    cases: 3,
    of: ({ labels, probabilities }) => ({
      brier: brier(labels, probabilities),
      scaled: scaledBrier(labels, probabilities),
    }),
  },
  logLoss: { cases: 3, of: ({ labels, probabilities }) => ({ logLoss: logLoss(labels, probabilities) }) },
  calibrationSlope: {
    cases: 3,
    of({ labels, probabilities, level }) {
      const { slope, interceptInTheLarge } = calibrationSlope(labels, probabilities, { level });
      return {
        slope: slope.value,
        slopeLow: slope.lower,
        slopeHigh: slope.upper,
        interceptInTheLarge: interceptInTheLarge.value,
        interceptLow: interceptInTheLarge.lower,
        interceptHigh: interceptInTheLarge.upper,
      };
    },
  },
  calibrationCurve: {
    cases: 6,
    of({ labels, probabilities, bins, strategy }) {
      const curve = calibrationCurve(labels, probabilities, { bins, strategy });
      return { predicted: curve.map((bin) => bin.predicted), observed: curve.map((bin) => bin.observed) };
    },
  },
});
