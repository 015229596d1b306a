import type { SetMetrics } from "../evaluation-types.ts";
import { areaInterval } from "./area-interval.ts";
import { auc, counted, DASH, fixed, interval, percent, score } from "./number-text.ts";
import { RESEARCH_USE } from "./page.ts";
import type { ModelSummary } from "./report-types.ts";

/** Everything that card.md of a saved model says. It has no place for a case, a patient or a date of an image. */
export interface ModelCardContent extends ModelSummary {
  /** The study that made it. */
  readonly study: string;
  /** What a score means, for example "probability of lymph node metastasis (pN+)". */
  readonly outcome: string;
  /** What the model reads, one line each, for example "CT in HU with a lesion mask" or "age (years)". */
  readonly inputs: readonly string[];
  /** Where the threshold comes from, in words. */
  readonly thresholdRule: string;
  /** The cases of the refit by centre. */
  readonly training: readonly { readonly centre: string; readonly nPositive: number; readonly nNegative: number }[];
  readonly nPatients: number;
  /** What the model achieved before the refit, each with how the cases were kept apart. */
  readonly performance: readonly {
    readonly how: "grouped folds" | "leave one centre out" | "held-out test";
    readonly metrics: SetMetrics;
  }[];
  /** Logistic recalibration of the scores by set: 0 and 1 are perfect. `null` where not defined. */
  readonly calibration: readonly {
    readonly set: string;
    readonly intercept: number | null;
    readonly slope: number | null;
  }[];
  /** Whether the scores were made probabilities (for example by Platt's method), and on which cases; a sentence. */
  readonly calibrationRule: string;
  /** The bundle holds support vectors, which are feature rows of single patients. */
  readonly supportVectors: number;
  /** Known limits beyond those of every model of this kind. */
  readonly limits: readonly string[];
  /** Licence of the bundle, as its owner chose it. */
  readonly licence: string;
  /** Label and value, for example "Hilum" and "0.1.0". */
  readonly versions: readonly (readonly [label: string, value: string])[];
}

/** card.md of a saved model: what it is and is not, whom it has seen, how well it did, and how to use it. */
export function modelCard(card: ModelCardContent): string {
  return `${[
    `# ${plain(card.name)}`,
    `**${RESEARCH_USE}**`,
    `${plain(card.description)}. Made by the study “${plain(card.study)}”. Its score is the ${plain(card.outcome)}.`,
    "## Intended use",
    INTENDED_USE,
    "## Training cases",
    trainingTable(card),
    "## What it reads",
    bullets(card.inputs),
    ...featureSection(card),
    "## Performance",
    performanceTable(card),
    "## Calibration",
    calibrationText(card),
    "## Limits",
    bullets([...card.limits, ...COMMON_LIMITS]),
    "## Privacy",
    privacy(card.supportVectors),
    "## How to use it",
    HOW_TO_USE,
    "## Licence and versions",
    bullets([`Licence: ${card.licence}`, ...card.versions.map(([label, value]) => `${label}: ${value}`)]),
  ].join("\n\n")}\n`;
}

const INTENDED_USE =
  "Research on cohorts like the one below: comparing models, external validation, teaching. It must not guide the care of a patient: it has no clearance as a medical device, and no trial has shown that using it helps anybody.";

const COMMON_LIMITS = [
  "Scanners, reconstruction kernels, slice thickness and segmentation habits other than those of the training centres shift the features; validate on local cases first.",
  "A different share of positive cases shifts predictive values and calibration, even where the AUC holds.",
  "The lesion must be outlined by a person or another program; the score is only as good as the mask.",
];

const HOW_TO_USE = [
  "```sh",
  "hilum predict MODEL IMAGE MASK          # one lesion; MODEL is the folder of this file",
  "hilum predict MODEL --cases cases.csv --out predictions.csv",
  "```",
].join("\n");

function trainingTable({ training, nPatients }: ModelCardContent): string {
  const positive = training.reduce((sum, centre) => sum + centre.nPositive, 0);
  const negative = training.reduce((sum, centre) => sum + centre.nNegative, 0);
  const rows = training.map((row) => [
    row.centre,
    String(row.nPositive),
    String(row.nNegative),
    String(row.nPositive + row.nNegative),
  ]);
  return `${counted(positive + negative, "case")} of ${counted(nPatients, "patient")} from ${counted(training.length, "centre")}. The model was fitted again on all of them after its settings were chosen; the performance below is that of the models before this refit.

${table(["Centre", "Positive", "Negative", "Cases"], [...rows, ["all", String(positive), String(negative), String(positive + negative)]])}`;
}

function featureSection({ features, dropped, imputed }: ModelCardContent): string[] {
  if (features.length === 0) return [];
  return [
    "## Features",
    `${counted(features.length, "feature")}, most important first. ${counted(dropped, "feature")} missing in more than 20 % of the training rows ${dropped === 1 ? "was" : "were"} dropped; ${counted(imputed, "other missing value")} took the training median.`,
    table(
      ["Feature", "Weight"],
      features.map(({ name, weight }) => [name, score(weight)]),
    ),
  ];
}

function performanceTable({ performance, threshold, thresholdRule }: ModelCardContent): string {
  const value = (number: number | null, ci95: readonly [number, number] | null, print: (number: number) => string) =>
    number === null ? DASH : print(number) + (ci95 ? ` (${interval(ci95, print)})` : "");
  const rows = performance.map(({ how, metrics: m }) => [
    `${m.set} (${how})`,
    `${m.n} / ${m.nPositive}`,
    value(m.auc, areaInterval(m), auc),
    value(m.sensitivity, m.intervals.sensitivity, percent),
    value(m.specificity, m.intervals.specificity, percent),
    value(m.ppv, m.intervals.ppv, percent),
    value(m.npv, m.intervals.npv, percent),
    value(m.brier, null, auc),
  ]);
  return `${table(["Set", "n / positive", "AUC", "Sensitivity, %", "Specificity, %", "PPV, %", "NPV, %", "Brier"], rows)}

In brackets: 95 % intervals. ${DASH}: not defined on that set. Threshold of the saved model: ${score(threshold)}; a score at or above it counts as positive. ${plain(thresholdRule)}`;
}

function calibrationText({ calibration, calibrationRule }: ModelCardContent): string {
  const number = (value: number | null) => (value === null ? DASH : fixed(value, 2));
  const rows = calibration.map(({ set, intercept, slope }) => [set, number(intercept), number(slope)]);
  const perfect = "A perfect model has intercept 0 and slope 1; a slope below 1 means that risks are too extreme.";
  return rows.length === 0
    ? plain(calibrationRule)
    : `${plain(calibrationRule)} ${perfect}\n\n${table(["Set", "Intercept", "Slope"], rows)}`;
}

function privacy(supportVectors: number): string {
  const none = "This folder holds no image, no identifier and no date of a training case.";
  if (supportVectors === 0) return none;
  return `${none} It does hold ${counted(supportVectors, "support vector")}: **support vectors are feature rows of single patients** of the training cohort, standardised but otherwise unchanged. Treat the folder as pseudonymised patient data, and share it only where the approval of the study allows that.`;
}

function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${plain(item)}`).join("\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(plain).join(" | ")} |`;
  return [line(head), `|${" --- |".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

/** Text that Markdown shows as it is: one line, without HTML, links, table cells or emphasis. */
function plain(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*_[\]<>|#]/g, (character) => `\\${character}`);
}
