import { describe, expect, test } from "vitest";
import { describeNetwork } from "../networks/describe-network.ts";
import { networkSpecOf } from "../networks/network-spec-of.ts";
import { clinicalColumnsOf } from "../study-needs.ts";
import { isNetwork } from "./model-schema.ts";
import { parseStudy } from "./study-file.ts";
import { tinyStudy } from "./tiny-study.ts";

const weights = "weights: { pretrained: { resnet18: a/r18.pth, swin: s.pt } }\n";

describe("networks in a study file", () => {
  test("lists make one model for each combination; what the study has no weights for is left out and listed", () => {
    const { models, leftOut } = parseStudy(
      `${weights}models:\n  - { name: "{backbone}-{weights}", kind: fusion, backbone: [resnet18, densenet121, swin], weights: [none, pretrained] }\n`,
    );
    expect(models.map(({ name }) => name)).toEqual([
      "resnet18-none",
      "resnet18-pretrained",
      "densenet121-none",
      "swin-none",
      "swin-pretrained",
    ]);
    expect(leftOut).toEqual(["densenet121-pretrained"]);
    expect(models[1]).toMatchObject({
      fusion: "concat",
      select: { method: "tree", count: 10, trees: 1 },
      weights: { file: "a/r18.pth", mode: "complete" },
    });
  });

  test("the defaults are the published training, validation left out", () => {
    const [model] = parseStudy("models: [{ name: d, kind: deep }]\n").models;
    expect(model).toMatchObject({
      backbone: "resnet18",
      fusion: "none",
      weights: "none",
      image: { spacing: [1, 1, 1], window: { level: -600, width: 2000 }, crop: [96, 96, 96] },
      training: {
        batch: 12,
        epochs: 100,
        rate: 1e-4,
        average: 0.9997,
        optimiser: { kind: "adam", betas: [0.9, 0.99] },
      },
      loss: { contrastive: { temperature: 0.05, acrossCentres: false } },
      validate: 0,
      keep: "last",
    });
  });

  test("a model's own block wins over the study's, field by field", () => {
    const { models } = parseStudy(
      "image: { crop: [32, 32, 32], spacing: [1, 1, 2] }\ntraining: { epochs: 7, batch: 4, rotate: 0 }\n" +
        "models:\n  - { name: a, kind: deep }\n" +
        "  - { name: b, kind: deep, image: { crop: [48, 48, 48] }, training: { epochs: 9, validate: 0.2 } }\n",
    );
    const [a, b] = models.filter(isNetwork);
    expect(a).toMatchObject({
      training: { epochs: 7, batch: 4 },
      image: { augmentation: { rotate: 0 } },
      keep: "last",
    });
    expect(b).toMatchObject({
      training: { epochs: 9, batch: 4 },
      image: { crop: [48, 48, 48], spacing: [1, 1, 2] },
      validate: 0.2,
      keep: "best",
    });
  });

  test("a stem's stride reaches the network, a share of the training cases its description", () => {
    const { models } = parseStudy(
      'models:\n  - { name: "r{width}", kind: deep, width: [0.25, 1], stemStride: 2, training: { share: 0.25 } }\n',
    );
    for (const model of models.filter(isNetwork)) {
      expect(networkSpecOf(model, 0)).toMatchObject({ options: { widthFactor: model.width, stemStride: 2 } });
      expect(describeNetwork(model)).toMatch(/stem of stride 2,.* learned from 25 % of the training patients/);
    }
  });

  test("fusions take the study's clinical variables, their own, or none; networks on the image alone have none", () => {
    const { models } = parseStudy(
      "clinical: [age]\nmodels:\n  - { name: d, kind: deep }\n  - { name: f, kind: fusion }\n" +
        '  - { name: "own-{fusion}", kind: fusion, fusion: [add, concat], clinical: [sex, { column: ggo, order: [low, high] }] }\n' +
        "  - { name: none, kind: fusion, clinical: none, backbone: cnn }\n",
    );
    const own = [{ column: "sex" }, { column: "ggo", order: ["low", "high"] }];
    const networks = models.filter(isNetwork);
    expect(networks.map(({ name, clinical }) => [name, clinical])).toEqual([
      ["d", undefined],
      ["f", [{ column: "age" }]],
      ["own-add", own],
      ["own-concat", own],
      ["none", undefined],
    ]);
    expect(clinicalColumnsOf({ models })).toEqual([{ column: "age" }, ...own]);
    expect(networks.map((model) => describeNetwork(model).includes("clinical"))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    expect(describeNetwork(networks[3])).toContain(
      "10 radiomics features by the Gini importance of one tree and clinical variables (sex, ggo), put beside the network's",
    );
  });

  test("files of weights name models by their own name", () => {
    const { models } = parseStudy(
      'models:\n  - { name: "d-{weights}", kind: deep, weights: [{ file: x/one.pt }, { file: two.safetensors }] }\n',
    );
    expect(models.map(({ name }) => name)).toEqual(["d-one", "d-two"]);
  });

  test.each([
    ["training: { batch: 12, microBatch: 5 }\nmodels: [{ name: d, kind: deep }]\n", /microBatch is 5; it must divide/],
    ["models: [{ name: d, kind: deep, backbone: swin, stemStride: 2 }]\n", /"d" has a stemStride, which swin has not/],
    [
      "models: [{ name: d, kind: deep, training: { keep: best } }]\n",
      /"d" keeps the best epoch, but no cases choose it/,
    ],
    ["models: [{ name: d, kind: deep, weights: pretrained }]\n", /every model asks for pre-trained weights \(d\)/],
    ["models: [{ name: d, kind: deep, backbone: resnet19 }]\n", /backbone: .*resnet18/],
    ["models: [{ name: d, kind: deep, clinical: [age] }]\n", /models\.0\.clinical: unknown field/],
    ["models: [{ name: f, kind: fusion, clinical: [] }]\n", /clinical: expected .*a list of at least 1/],
    ["training: { epoch: 3 }\n", /training\.epoch: unknown field.*epochs/],
    ["image: { crop: [2, 96, 96] }\n", /image\.crop\.0: expected a number of at least 4/],
  ])("%j is refused", (text, message) => {
    expect(() => parseStudy(text)).toThrow(message);
  });

  test("at tiny scale all networks are narrow, their crops small and their training short", () => {
    const tiny = tinyStudy(
      parseStudy("models: [{ name: r, kind: radiomics }, { name: d, kind: deep, backbone: swin }]\n"),
    );
    expect(tiny.name).toBe("study-tiny");
    expect(tiny.models).toMatchObject([
      { name: "r" },
      { width: 0.125, image: { crop: [32, 32, 32] }, training: { epochs: 2, batch: 4, microBatch: 4 } },
    ]);
  });
});
