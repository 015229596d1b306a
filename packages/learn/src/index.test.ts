import { expect, test } from "vitest";
import * as learn from "./index.ts";

test("the public names are these", () => {
  expect(Object.keys(learn).sort()).toEqual([
    "LearnError",
    "adam",
    "adamw",
    "averaged",
    "centredCrop",
    "constant",
    "contrastTwoViews",
    "cosine",
    "crossEntropy",
    "decodeNetworkImage",
    "dice",
    "encodeNetworkImage",
    "exponential",
    "imageSettings",
    "l1",
    "lossSettings",
    "mse",
    "networkImage",
    "networkPredictor",
    "ntXent",
    "pretrainSegmentation",
    "pretrainSelfSupervised",
    "randomCrop",
    "randomLabelCrop",
    "sgd",
    "trainNetwork",
    "trainingSettings",
    "trainingStep",
    "updateGraph",
    "warmupCosine",
  ]);
});
