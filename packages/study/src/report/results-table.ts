import type { Metrics, PredictionTable, SetMetrics } from "../evaluation-types.ts";
import { areaInterval, areaMethod } from "./area-interval.ts";
import { Footnotes } from "./footnotes.ts";
import { markup } from "./markup.ts";
import type { HtmlPart, Markup } from "./markup.ts";
import { auc, counted, DASH, integer, interval, percent, score } from "./number-text.ts";
import { htmlTable } from "./page.ts";
import type { Column, Row } from "./page.ts";
import { metricsOn, setNames } from "./report-figures.ts";

type Rate = keyof SetMetrics["intervals"];

/** The rates of the table: their names, and why one is not defined although there is a threshold. */
const RATES: Readonly<Record<Rate, { readonly name: string; readonly missing: string }>> = {
  accuracy: { name: "Accuracy", missing: "No case of the set has a score." },
  sensitivity: { name: "Sensitivity", missing: "The set has no positive case." },
  specificity: { name: "Specificity", missing: "The set has no negative case." },
  ppv: { name: "PPV", missing: "No case is predicted positive." },
  npv: { name: "NPV", missing: "No case is predicted negative." },
};
const RATE_NAMES = Object.keys(RATES).filter((name): name is Rate => name in RATES);

const COLUMNS: readonly Column[] = [
  { name: "Model" },
  { name: "n", number: true },
  { name: "Positive", number: true },
  { name: "AUC", number: true },
  { name: "Threshold", number: true },
  ...RATE_NAMES.map((rate) => ({ name: `${RATES[rate].name}, %`, number: true })),
  { name: "Brier", number: true },
];

/** How every model does on every set: AUC, rates at the threshold and Brier score, with 95 % intervals. */
export function resultsTable({ models, thresholdRule }: Metrics): Markup {
  const notes = new Footnotes();
  const rows = setNames(models).flatMap((set): Row[] => {
    const here = models.flatMap((model) => {
      const metrics = metricsOn(model, set);
      return metrics ? [{ model: model.model, metrics }] : [];
    });
    const best = Math.max(...here.map(({ metrics }) => metrics.auc ?? -1));
    return [
      { group: set },
      ...here.map(({ model, metrics }) => [
        model,
        integer(metrics.n),
        integer(metrics.nPositive),
        aucCell(metrics, notes, here.length > 1 && metrics.auc === best),
        metrics.threshold === null ? missing(notes, NO_THRESHOLD) : score(metrics.threshold),
        ...RATE_NAMES.map((rate) => rateCell(metrics, rate, notes)),
        metrics.brier === null ? missing(notes, noBrier(metrics)) : auc(metrics.brier),
      ]),
    ];
  });
  const method = areaMethod(models.flatMap(({ sets }) => sets));
  return markup`${htmlTable(COLUMNS, rows)}${notes.list()}
<p class="note">95 % intervals: ${method} and Wilson for the rates. Bold: highest AUC on the set. A case is called positive if its score is at least the threshold. Thresholds: ${thresholdRule}</p>`;
}

/** One AUC over all rows of each model, and the mean of its sets. */
export function acrossSetsTable({ models }: Metrics, { rows: predicted }: PredictionTable): Markup {
  const notes = new Footnotes();
  const rows = models.map(({ model, sets, pooled, mean }) => [
    model,
    integer(pooled.n),
    integer(pooled.nPositive),
    aucCell(pooled, notes, false),
    mean.auc === null ? missing(notes, "No set of this model has an AUC.") : auc(mean.auc),
    counted(sets.filter((set) => set.auc !== null).length, "set"),
  ]);
  return markup`${htmlTable(
    [
      { name: "Model" },
      { name: "n", number: true },
      { name: "Positive", number: true },
      { name: "AUC, all rows together", number: true },
      { name: "Mean AUC of the sets", number: true },
      { name: "over", number: true },
    ],
    rows,
  )}${notes.list()}${repeated(predicted)}`;
}

/** Folds and left-out centres predict the same cases twice; whoever reads the pooled AUC must know. */
function repeated(predicted: PredictionTable["rows"]): HtmlPart {
  const cases = new Set(predicted.map((row) => row.case)).size;
  if (cases === predicted.length) return "";
  return markup`<p class="note">The ${integer(predicted.length)} rows are ${counted(cases, "case")}: those that stand in several sets count more than once in the AUC of all rows, and its interval is too narrow.</p>`;
}

const NO_THRESHOLD = "No threshold could be chosen for this model.";

function aucCell(
  metrics: Pick<SetMetrics, "n" | "nPositive" | "auc" | "ci95" | "clustered">,
  notes: Footnotes,
  best: boolean,
): HtmlPart {
  const { n, nPositive, auc: area } = metrics;
  const ci95 = areaInterval(metrics);
  if (area === null) {
    if (n === 0) return missing(notes, "No case of the set has a score.");
    const oneClass = nPositive === 0 || nPositive === n;
    return missing(
      notes,
      oneClass ? "All cases are of one class, so the AUC is not defined." : "The AUC is not defined for these scores.",
    );
  }
  const value = best ? markup`<span class="best">${auc(area)}</span>` : auc(area);
  return [
    value,
    ci95
      ? markup`<small>${interval(ci95, auc)}</small>`
      : missing(notes, "The set has too few cases of a class for an interval."),
  ];
}

function rateCell(metrics: SetMetrics, rate: Rate, notes: Footnotes): HtmlPart {
  const value = metrics[rate];
  if (value === null) {
    if (metrics.n === 0) return missing(notes, "No case of the set has a score.");
    return missing(notes, metrics.threshold === null ? NO_THRESHOLD : RATES[rate].missing);
  }
  const ci95 = metrics.intervals[rate];
  return [percent(value), ci95 ? markup`<small>${interval(ci95, percent)}</small>` : undefined];
}

function noBrier({ n }: SetMetrics): string {
  return n === 0
    ? "No case of the set has a score."
    : "Not all scores lie between 0 and 1, so they are no probabilities.";
}

function missing(notes: Footnotes, reason: string): Markup {
  return markup`${DASH}${notes.mark(reason)}`;
}
