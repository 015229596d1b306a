export { auc } from "./auc.ts";
export { calibrationCurve } from "./calibration-curve.ts";
export type { CalibrationBin, CalibrationCurveOptions } from "./calibration-curve.ts";
export { calibrationSlope } from "./calibration-slope.ts";
export type { CalibrationSlope } from "./calibration-slope.ts";
export type { ConfidenceInterval, IntervalOptions } from "./confidence-interval.ts";
export { clusteredAucOf, clusteredTestOf, clustersOf } from "./clustered-auc.ts";
export type { ClusteredAucInterval, Clusters } from "./clustered-auc.ts";
export { confusion, rates } from "./confusion.ts";
export type { Confusion, Rates } from "./confusion.ts";
export { aucInterval, aucIntervalOf, aucOf, delongTest, delongTestOf } from "./delong.ts";
export type { AucInterval, DelongTest } from "./delong.ts";
export { StatsError } from "./errors.ts";
export { assign } from "./matching/assign.ts";
export { matchNearest } from "./matching/match-nearest.ts";
export type { MatchingInput, Pair } from "./matching/match-nearest.ts";
export { matchOptimal } from "./matching/match-optimal.ts";
export { standardisedMeanDifference } from "./matching/standardised-mean-difference.ts";
export { placementValues } from "./placement-values.ts";
export type { PlacementValues } from "./placement-values.ts";
export { brier, logLoss, scaledBrier } from "./proper-scores.ts";
export { rocCurve } from "./roc-curve.ts";
export type { RocPoint } from "./roc-curve.ts";
export {
  thresholdForNpv,
  thresholdForSensitivity,
  thresholdForSpecificity,
  youden,
  youdenThreshold,
} from "./thresholds.ts";
export type { Youden } from "./thresholds.ts";
export { wilsonInterval } from "./wilson-interval.ts";
