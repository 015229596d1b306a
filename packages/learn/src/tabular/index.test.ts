import { expect, test } from "vitest";
import * as tabular from "./index.ts";

test("the public names are these", () => {
  expect(Object.keys(tabular).sort()).toEqual([
    "LearnError",
    "columnValues",
    "combat",
    "combatValue",
    "elasticNet",
    "fitCombat",
    "fitElasticNet",
    "fitLogistic",
    "fitPca",
    "fitPlatt",
    "fittedPipelineFromJson",
    "growTree",
    "impute",
    "leafOf",
    "logistic",
    "pcaScores",
    "pipeline",
    "selectByTree",
    "selectColumns",
    "solveSvm",
    "sortColumns",
    "standardise",
    "stratifiedFolds",
    "svm",
    "tree",
  ]);
});
