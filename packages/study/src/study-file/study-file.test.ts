import { describe, expect, test } from "vitest";
import { parseStudy } from "./study-file.ts";

test("an empty file is the published radiomics model with every default", () => {
  const study = parseStudy("");
  expect(study).toMatchObject({ cases: "cases.csv", seeds: [5], folds: 5, protocol: "clean" });
  expect(study.models).toEqual([
    {
      name: "tree-svm",
      kind: "radiomics",
      select: { method: "tree", count: 10, trees: 1 },
      classifier: { kind: "svm", kernel: "rbf", c: 1, gamma: "scale" },
    },
  ]);
});

test("a list makes one model per combination, equal ones are merged", () => {
  const study = parseStudy(`
models:
  - { name: "svm-{kernel}-{c}", kind: radiomics, select: none, classifier: { kind: svm, kernel: [rbf, linear], c: [1, 10] } }
  - { name: again, kind: radiomics, select: none, classifier: { kind: svm, kernel: rbf, c: 1 } }
`);
  expect(study.models.map((model) => model.name)).toEqual(["svm-rbf-1", "svm-rbf-10", "svm-linear-1", "svm-linear-10"]);
});

describe("a wrong file is refused with file, line, field and the nearest right name", () => {
  const model = (text: string) => `models:\n  - { name: m, kind: radiomics, ${text} }\n`;
  test.each([
    ["fold: 5\n", /line 1: fold: unknown field. Did you mean "folds"\?/],
    ["name: x\nfolds: 1\n", /line 2: folds: expected a number of at least 2, found 1/],
    ["folds: many\n", /line 1: folds: expected a number, found "many"/],
    ["training: { batches: 12 }\n", /line 1: training.batches: unknown field. Did you mean "batch"\?/],
    ["split: { ratio: 7 }\n", /split.ratio: expected at most 0.95/],
    ["protocol: papre\n", /protocol: expected clean or paper, found "papre". Did you mean "paper"\?/],
    [
      "models:\n  - { name: c, kind: clinical }\n",
      /"c" reads clinical variables, but neither it nor the study names any/,
    ],
    [
      "clinical: [age]\nmodels:\n  - { name: a, kind: clinical }\n  - { name: s, kind: safe-fusion, of: [a, bb] }\n",
      /"s" is made of "bb", which is no model of the study/,
    ],
    [
      "models:\n  - { name: s, kind: radiomics, classifier: { kind: logistic }, tune: { gamma: [0.1, 1] } }\n",
      /"s" tunes gamma, which it does not have. It has c, count/,
    ],
    ["leaveOut: center\n", /leaveOut: expected centre, found "center". Did you mean "centre"\?/],
    ["models:\n  - { name: a, kind: deep, fusion: add }\n", /line 2: models.0.fusion: unknown field/],
    [model("clasifier: {}"), /line 2: models.0.clasifier: unknown field. Did you mean "classifier"\?/],
    [
      model("classifier: { kind: svm, kernl: rbf }"),
      /models.0.classifier.kernl: unknown field. Did you mean "kernel"\?/,
    ],
    [
      model("classifier: { kind: smv }"),
      /models.0.classifier.kind: expected svm or logistic or elastic-net, found "smv". Did you mean "svm"/,
    ],
    [model("select: { method: tree, cuont: 3 }"), /models.0.select.cuont: unknown field. Did you mean "count"/],
    [model("classifier: { kind: svm, c: -1 }"), /models.0.classifier.c: expected a number of at least 0/],
    ['models:\n  - { name: "../x", kind: radiomics }\n', /models.0.name: expected letters/],
    ["models: []\n", /models: expected a list of at least 1/],
    [model("classifier: { kind: svm, kernel: [rbf, linear] }"), /two different models are named "m"/],
    ["name: [1, 2\n", /not readable YAML/],
    ["name: a\nname: b\n", /not readable YAML.*unique/],
    ["- 1\n", /the study: expected a block of fields, found a list/],
    ["name: &a [x]\nb: *c\n", /not readable YAML/],
  ])("%j", (text, message) => expect(() => parseStudy(text, "study.yaml")).toThrow(message));

  test("an alias bomb is refused at once", () => {
    const bomb = [
      "a: &a [x,x,x,x,x,x,x,x,x]",
      ..."bcdefghi".split("").map((key, i) => `${key}: &${key} [${Array(9).fill(`*${"abcdefgh"[i]}`).join(",")}]`),
    ];
    expect(() => parseStudy(bomb.join("\n"))).toThrow(/alias/i);
  });

  test("deep nesting is refused without a crash", () => {
    expect(() => parseStudy("a: " + "[".repeat(100_000))).toThrow(/study.yaml/);
  });
});
