import { expect, test } from "vitest";
import { calibrationFigure } from "./calibration-figure.ts";
import { cohortFlowFigure } from "./cohort-flow-figure.ts";
import { featureFigure } from "./feature-figure.ts";
import { reportFigures } from "./report-figures.ts";
import { rocFigure } from "./roc-figure.ts";
import { shortened, wrapped } from "./svg.ts";
import { markupProblems, visibleText } from "./test/markup-checker.ts";
import { HOSTILE, smallReport } from "./test/small-report.ts";

const figures = reportFigures(smallReport());

test("every figure is a well-formed standalone SVG with a title and a description", () => {
  expect(figures.map(({ kind }) => kind)).toEqual(["flow", "roc", "roc", "calibration", "features", "training"]);
  for (const { svg } of figures) {
    expect(markupProblems(svg)).toEqual([]);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 \d+ \d+"/);
    expect(svg).toMatch(/<title>[^<]+<\/title>\s*<desc>[^<]+<\/desc>/);
    expect(svg).toMatch(/font-family="[^"]*sans-serif"/);
    expect(svg).not.toMatch(/NaN|undefined|Infinity|<script/);
  }
});

test("file names are safe and all different", () => {
  expect(figures.map(({ file }) => file)).toEqual([
    "flow.svg",
    "roc-test1.svg",
    "roc-test2.svg",
    "calibration-test1.svg",
    "features-logistic.svg",
    "training-svm-script-alert-1-script-.svg",
  ]);
  const names = ["a/b", "a?b", "A b", "../x"];
  const models = names.map((name) => ({
    name,
    description: "",
    threshold: 0,
    features: [{ name: "age", weight: 1 }],
    dropped: 0,
    imputed: 0,
  }));
  const files = reportFigures({ ...smallReport(), models }).flatMap(({ kind, file }) =>
    kind === "features" ? [file] : [],
  );
  expect(files).toEqual(["features-a-b.svg", "features-a-b-2.svg", "features-A-b-3.svg", "features-..-x.svg"]);
});

test("a ROC curve runs from corner to corner through the points of its model", () => {
  const svg = rocFigure({
    set: "test1",
    n: 4,
    nPositive: 2,
    curves: [
      {
        model: "svm",
        points: [
          [0, 0],
          [0, 0.5],
          [0.5, 1],
          [1, 1],
        ],
        auc: 0.875,
        ci95: [0.5, 1],
        operatingPoint: [0, 0.5],
        series: 0,
      },
    ],
  });
  // The plot is 380 wide from (58, 46).
  expect(svg).toContain('points="58,426 58,236 248,46 438,46"');
  expect(svg).toContain('<circle cx="58" cy="236" r="5"');
  expect(visibleText(svg)).toContain("0.875 (0.500 to 1.000)");
});

test("a set of one class says why it has no curve", () => {
  const svg = figures.find(({ file }) => file === "roc-test2.svg")?.svg ?? "";
  expect(visibleText(svg)).toContain("No curve");
  expect(visibleText(svg)).toContain("not defined");
});

test("models beyond the eighth are drawn in grey and counted in the legend", () => {
  const curve = {
    points: [
      [0, 0],
      [1, 1],
    ] as const,
    auc: 0.5,
    ci95: null,
    operatingPoint: null,
  };
  const curves = Array.from({ length: 11 }, (_, index) => ({
    ...curve,
    model: `model ${index}`,
    series: index < 8 ? index : undefined,
  }));
  const svg = rocFigure({ set: "test", n: 2, nPositive: 1, curves });
  expect(visibleText(svg)).toContain("and 3 further models");
  expect(visibleText(svg)).not.toContain("model 8");
  expect(new Set(svg.match(/class="series\d"/g)).size).toBe(8);
});

test("the eight models in colour are those with the highest mean AUC, in the same colour on every set", () => {
  const report = smallReport();
  const [template] = report.metrics.models;
  if (!template) throw new Error("fixture without model");
  const models = Array.from({ length: 10 }, (_, index) => ({
    ...template,
    model: `m${index}`,
    mean: { auc: (10 - index) / 20 },
  })).reverse();
  const roc = reportFigures({ ...report, metrics: { ...report.metrics, models } }).filter(({ kind }) => kind === "roc");
  for (const { svg } of roc) {
    const legend = [...svg.matchAll(/<title>(m\d)<\/title><path/g)].map((match) => match[1]);
    expect(legend).toEqual(["m7", "m6", "m5", "m4", "m3", "m2", "m1", "m0"]);
  }
});

test("calibration groups stand at their mean risk and observed share, with counts below", () => {
  const svg = calibrationFigure({
    set: "test1",
    panels: [
      {
        model: "logistic",
        brier: 0.1234,
        groups: [
          { n: 10, nPositive: 2, meanRisk: 0.5, ci95: [0.1, 0.4] },
          { n: 11, nPositive: 11, meanRisk: 0.9, ci95: [0.7, 1] },
        ],
        histogram: [0, 0, 0, 0, 10, 0, 0, 0, 0, 11],
        series: 0,
      },
    ],
  });
  // The plot is 230 wide from (54, 84).
  expect(svg).toContain('d="M169 291V222"');
  expect(svg).toContain('<circle cx="169" cy="268" r="4"');
  expect(visibleText(svg)).toContain("Brier 0.123 · 2 groups of 10 to 11 cases");
  expect(markupProblems(svg)).toEqual([]);
});

test("scores that are no probabilities have no calibration panel", () => {
  const svg = figures.find(({ kind }) => kind === "calibration")?.svg ?? "";
  expect(visibleText(svg)).toContain("logistic");
  expect(svg).not.toContain("svm");
});

test("the flow counts every exclusion and names sets, positives, patients and centres", () => {
  const text = visibleText(cohortFlowFigure(smallReport().flow));
  for (const expected of [
    "n = 1\u2009234",
    "n = 1\u2009226",
    "8 remain",
    "n = 8",
    "test1",
    "6 cases",
    "3 positive (50.0 %)",
    "5 patients",
    "2 centres: h1, h2",
  ]) {
    expect(text).toContain(expected);
  }
});

test("more sets than fit beside each other continue in a second row inside the picture", () => {
  const sets = Array.from({ length: 7 }, (_, index) => ({
    name: `set ${index}`,
    role: "test",
    centres: ["h"],
    n: 0,
    nPositive: 0,
    nPatients: 0,
  }));
  const svg = cohortFlowFigure({ total: 0, steps: [], sets });
  expect(markupProblems(svg)).toEqual([]);
  const height = Number(/viewBox="0 0 \d+ (\d+)"/.exec(svg)?.[1]);
  const bottoms = [...svg.matchAll(/<rect x="[\d.]+" y="([\d.]+)" width="[\d.]+" height="([\d.]+)"/g)].map(
    (match) => Number(match[1]) + Number(match[2]),
  );
  expect(Math.max(...bottoms)).toBeLessThan(height);
  expect(svg).not.toContain("NaN");
});

test("a negative weight points to the left of a positive one, in another colour", () => {
  const svg = featureFigure({
    name: "svm",
    features: [
      { name: "a", weight: 2 },
      { name: "b", weight: -1 },
    ],
  });
  const bars = [...svg.matchAll(/<rect x="([\d.]+)" y="\d+" width="([\d.]+)" height="14" rx="1.5" class="(mark\d)"/g)];
  const [[, left, width, colour] = [], [, leftB, widthB, colourB] = []] = bars;
  expect(Number(leftB) + Number(widthB)).toBeCloseTo(Number(left), 1);
  expect(Number(width)).toBeCloseTo(2 * Number(widthB), 1);
  expect(colour).not.toBe(colourB);
});

test("hostile names in every place leave every figure harmless", () => {
  for (const { svg } of figures) expect(svg).not.toContain(HOSTILE.slice(0, 8));
});

test("long names lose their middle, long sentences break between words", () => {
  expect(shortened("resnet18-pretrained-concat", 11)).toBe("resne…oncat");
  expect(shortened("short", 11)).toBe("short");
  expect(wrapped("one two three", 8)).toEqual(["one two", "three"]);
  expect(wrapped("", 8)).toEqual([""]);
});
