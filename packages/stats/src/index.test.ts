import { expect, test } from "vitest";
import * as stats from "./index.ts";

test("the public names", () => {
  expect(Object.keys(stats).sort()).toEqual([
    "StatsError",
    "auc",
    "aucInterval",
    "aucIntervalOf",
    "aucOf",
    "brier",
    "calibrationCurve",
    "calibrationSlope",
    "confusion",
    "delongTest",
    "delongTestOf",
    "logLoss",
    "placementValues",
    "rates",
    "rocCurve",
    "scaledBrier",
    "thresholdForNpv",
    "thresholdForSensitivity",
    "thresholdForSpecificity",
    "wilsonInterval",
    "youden",
    "youdenThreshold",
  ]);
});
