import { expect, test } from "vitest";
import * as learn from "./index.ts";

test("the public names are these", () => {
  expect(Object.keys(learn).sort()).toEqual([
    "LearnError",
    "adam",
    "adamw",
    "averaged",
    "constant",
    "contrastTwoViews",
    "cosine",
    "crossEntropy",
    "dice",
    "exponential",
    "l1",
    "mse",
    "ntXent",
    "sgd",
    "trainingStep",
    "updateGraph",
    "warmupCosine",
  ]);
});
