import { expect, test } from "vitest";
import { htmlReport } from "./html-report.ts";
import { markupProblems, visibleText } from "./test/markup-checker.ts";
import { HOSTILE, smallReport } from "./test/small-report.ts";

const report = htmlReport(smallReport());
const text = visibleText(report);

test("the report is well-formed and says that it is for research only", () => {
  expect(markupProblems(report)).toEqual([]);
  expect(text).toContain("Research use only. Not a medical device.");
});

test("the report needs nothing from elsewhere and runs nothing", () => {
  expect(report.replaceAll('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(
    /https?:|\/\/[a-z]|@import|@font-face/i,
  );
  expect(report).not.toMatch(/<script|<iframe|<object|<link|\son\w+=|javascript:/i);
  for (const [, address] of report.matchAll(/src="([^"]*)"/g)) expect(address).toMatch(/^data:image\/png;base64,/);
  for (const [, address] of report.matchAll(/href="([^"]*)"/g)) expect(report).toContain(`id="${address?.slice(1)}"`);
});

test("hostile names are shown as they are, in every section", () => {
  const places = [
    "study ",
    "age <= 80 ",
    "svm ",
    "glcm ",
    "No mask for ",
    "3.2 ml ",
    "2 cores ",
    "Look at ",
    'name: "',
  ];
  for (const place of places) expect(text).toContain(place + HOSTILE);
});

test.each([
  ["AUC and its interval", ["0.889", "0.612 to 0.999", "0.765", "0.432 to 0.975"]],
  ["AUC over all rows and mean of the sets", ["0.933", "0.778 to 0.988", "0.889"]],
  ["thresholds", ["0.457", "−0.00220"]],
  ["rates", ["83.3", "66.7", "100.0", "75.1", "74.3"]],
  [
    "Wilson intervals",
    ["43.6 to 97.0", "20.8 to 93.8", "43.9 to 99.9", "34.2 to 97.8", "30.1 to 95.4", "34.2 to 100.0"],
  ],
  ["Brier scores", ["0.136", "0.025"]],
  ["DeLong's test", ["0.124", "−2.35", "<0.001"]],
  ["features", ["1.234", "−0.432", "17", "29"]],
  ["cohort", ["1\u2009234", "1\u2009226", "8 remain", "6 cases", "3 positive"]],
  ["version, date and rule", ["1.2.3", "2026-01-31", "Youden on the first set."]],
])("shows %s", (_what, numbers) => {
  for (const number of numbers) expect(text).toContain(number);
});

test("what is not defined is a dash with its reason below the table", () => {
  const results = report.slice(report.indexOf('id="results"'), report.indexOf('id="comparisons"'));
  const rows = [...results.matchAll(/<tr><th scope="row">logistic.*?<\/tr>/gs)].map(([row]) =>
    visibleText(row).trim().split(" "),
  );
  const [, second = []] = rows;
  expect(second.slice(0, 5)).toEqual(["logistic", "2", "0", "–", "b"]);
  for (const reason of [
    "b All cases are of one class, so the AUC is not defined.",
    "c The set has no positive case.",
    "No case is predicted positive.",
    "a Not all scores lie between 0 and 1, so they are no probabilities.",
    "No set of this model has an AUC.",
  ]) {
    expect(visibleText(results)).toContain(reason);
  }
  expect(visibleText(results)).not.toMatch(/null|NaN|undefined/);
});

test("a fusion of models stands in the table of models, without features of its own", () => {
  const models = report.slice(report.indexOf('id="models"'), report.indexOf('id="training"'));
  const [row = ""] = /<tr><th scope="row">both.*?<\/tr>/s.exec(models) ?? [];
  expect(visibleText(row).trim()).toBe(`both mean of the risks of logistic, svm ${HOSTILE} 0.500 – – –`);
});

test("the training of a network is drawn and explained", () => {
  const training = visibleText(report.slice(report.indexOf('id="training"'), report.indexOf('id="examples"')));
  expect(training).toContain(`svm ${HOSTILE} Loss`);
  for (const name of ["sum", "cross-entropy", "contrastive", "Validation AUC", "as they are"])
    expect(training).toContain(name);
  expect(training).toContain("not that the model is good");
});

test("the headline names the best model of each set in words", () => {
  const headline = visibleText(report.slice(report.indexOf('id="headline"'), report.indexOf('id="cohort"')));
  expect(headline).toContain(
    "logistic ranks a random positive case above a random negative one with probability 0.889",
  );
  expect(headline).toContain("No AUC is defined on this set.");
  expect(headline).not.toContain("svm");
});

test("an interval around one half is called what it is", () => {
  const content = smallReport();
  const models = content.metrics.models.map((model) => ({
    ...model,
    sets: model.sets.map((set) => ({ ...set, auc: 0.6, ci95: [0.4, 0.8] as const })),
  }));
  const chance = "This cannot be told from chance.";
  expect(visibleText(htmlReport({ ...content, metrics: { ...content.metrics, models } }))).toContain(chance);
  expect(text).not.toContain(chance);
});

test("with many models only the comparisons with the best are listed, and the rest is counted", () => {
  const content = smallReport();
  const [template] = content.metrics.models;
  if (!template) throw new Error("fixture without model");
  const names = Array.from({ length: 10 }, (_, index) => `m${index}`);
  const models = names.map((model, index) => ({
    ...template,
    model,
    sets: template.sets.slice(0, 1).map((set) => ({ ...set, auc: 0.5 + index / 100 })),
  }));
  const delong = names.flatMap((a, first) => names.slice(first + 1).map((b) => ({ set: "test1", a, b, z: 1, p: 0.3 })));
  const page = htmlReport({ ...content, metrics: { ...content.metrics, models, delong } });
  const section = visibleText(page.slice(page.indexOf('id="comparisons"'), page.indexOf('id="roc"')));
  expect(section.match(/m\d and m\d/g)).toHaveLength(9);
  expect(section).toContain("the other 36 comparisons are in metrics.json");
});

test("a study in which everything failed still has a report", () => {
  const content = smallReport();
  const empty = htmlReport({
    ...content,
    flow: { total: 1, steps: [], sets: [] },
    predictions: { models: [], rows: [] },
    metrics: { models: [], delong: [], thresholdRule: "" },
    models: [],
    examples: [],
    warnings: [],
  });
  expect(markupProblems(empty)).toEqual([]);
  expect(visibleText(empty)).toContain("No model has produced a score");
  expect(empty).not.toMatch(/NaN|undefined|Infinity/);
});

test("where patients have several cases, the interval and the test that let these be alike are shown everywhere", () => {
  const content = smallReport();
  const clustered = { patients: 4, ci95: [0.5111, 0.9777], se: 0.12 } as const;
  const models = content.metrics.models.map((model) => ({
    ...model,
    sets: model.sets.map((set) => (set.auc === null ? set : { ...set, clustered })),
  }));
  const delong = content.metrics.delong.map((row) => ({ ...row, clustered: { z: 1.23, p: 0.219 } }));
  const shown = visibleText(htmlReport({ ...content, metrics: { ...content.metrics, models, delong } }));
  expect(shown.match(/0\.511 to 0\.978/g)?.length).toBeGreaterThanOrEqual(3);
  expect(shown).not.toContain("0.612 to 0.999");
  expect(shown).toContain("the patient as unit (Obuchowski 1997)");
  expect(shown).toMatch(/1\.23 0\.219/);
});

test("subgroups and stability of selection have sections of their own, with rules and shares", () => {
  const content = smallReport();
  const subgroups = [{ name: "enhanced", rule: `contrast == ${HOSTILE}`, models: content.metrics.models.slice(0, 1) }];
  const stability = Array.from({ length: 25 }, (_, i) => ({
    model: "logistic",
    column: `feature ${i} ${HOSTILE}`,
    share: 1 - i / 24,
    bootstraps: 40,
  }));
  const page = htmlReport({ ...content, subgroups, stability });
  expect(markupProblems(page)).toEqual([]);
  const section = (id: string, next: string) => visibleText(page.slice(page.indexOf(`id="${id}"`), page.indexOf(next)));
  expect(section("subgroups", 'id="roc"')).toContain(`enhanced: contrast == ${HOSTILE}`);
  expect(section("subgroups", 'id="roc"')).toContain("0.889");
  const shares = section("stability", 'id="examples"');
  expect(shares).toContain("logistic, 40 bootstrap samples");
  expect(shares).toContain(`feature 1 ${HOSTILE} 95.8`);
  expect(shares).toContain("and 4 more columns in tables/stability.csv");
  expect(text).not.toMatch(/Subgroups|Stability of the selection/);
});

test("of several seeds the report says that risks are means", () => {
  const note = "A risk is the mean over 2 seeds";
  expect(visibleText(htmlReport({ ...smallReport(), seeds: [5, 6] }))).toContain(note);
  expect(visibleText(htmlReport({ ...smallReport(), seeds: [5] }))).not.toContain("mean over");
});
