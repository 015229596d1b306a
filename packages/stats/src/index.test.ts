import { expect, test } from "vitest";
import * as stats from "./index.ts";

test("the public names", () => {
  expect(Object.keys(stats).sort()).toEqual([
    "StatsError",
    "assign",
    "auc",
    "aucInterval",
    "aucIntervalOf",
    "aucOf",
    "brier",
    "calibrationCurve",
    "calibrationSlope",
    "clusteredAucOf",
    "clusteredTestOf",
    "clustersOf",
    "confusion",
    "delongTest",
    "delongTestOf",
    "logLoss",
    "matchNearest",
    "matchOptimal",
    "placementValues",
    "rates",
    "rocCurve",
    "scaledBrier",
    "standardisedMeanDifference",
    "thresholdForNpv",
    "thresholdForSensitivity",
    "thresholdForSpecificity",
    "wilsonInterval",
    "youden",
    "youdenThreshold",
  ]);
});
