import { calibrationCurve, rocCurve, wilsonInterval } from "@hilum/stats";
import type { ModelMetrics, PredictionTable, SetMetrics } from "../evaluation-types.ts";
import { areaInterval } from "./area-interval.ts";
import { calibrationFigure } from "./calibration-figure.ts";
import type { CalibrationPanel } from "./calibration-figure.ts";
import { cohortFlowFigure } from "./cohort-flow-figure.ts";
import { curvesFigure } from "./curves-figure.ts";
import { featureFigure } from "./feature-figure.ts";
import type { ReportContent } from "./report-types.ts";
import { rocFigure } from "./roc-figure.ts";
import type { RocCurve } from "./roc-figure.ts";
import { SERIES_COUNT } from "./series-style.ts";

/** A figure of the report, also kept as a file of its own. */
export interface ReportFigure {
  readonly kind: "flow" | "roc" | "calibration" | "features" | "training";
  /** Set or model that it is about; empty for the flow of the cohort. */
  readonly about: string;
  /** For example "roc-test1.svg"; letters, digits, ".", "_" and "-" only, no two alike. */
  readonly file: string;
  readonly svg: string;
}

/** Models with a calibration panel in one figure. */
const PANELS = 6;
const GROUPS = 10;
/** Fewer groups are made where these would hold fewer cases, whose shares would say nothing. */
const LEAST_IN_GROUP = 5;

/** All figures of a report in the order in which it shows them, as standalone SVG files. */
export function reportFigures(
  content: Pick<ReportContent, "flow" | "metrics" | "models" | "predictions" | "trainings">,
): ReportFigure[] {
  const { flow, metrics, models, predictions, trainings = [] } = content;
  const sets = setNames(metrics.models);
  const series = seriesOf(metrics.models);
  const figures: Omit<ReportFigure, "file">[] = [{ kind: "flow", about: "", svg: cohortFlowFigure(flow) }];
  for (const set of sets) {
    const curves = metrics.models.flatMap((model) => rocCurveOf(model, set, predictions, series));
    // A model without a score for some case counts fewer.
    const largest = metrics.models.flatMap((model) => metricsOn(model, set) ?? []).toSorted((a, b) => b.n - a.n)[0];
    if (largest)
      figures.push({
        kind: "roc",
        about: set,
        svg: rocFigure({ set, n: largest.n, nPositive: largest.nPositive, curves }),
      });
  }
  for (const set of sets) {
    const panels = metrics.models
      .flatMap((model) => calibrationPanelOf(model, set, predictions, series))
      .toSorted((a, b) => a.brier - b.brier)
      .slice(0, PANELS);
    if (panels.length > 0) figures.push({ kind: "calibration", about: set, svg: calibrationFigure({ set, panels }) });
  }
  for (const model of models) {
    if (model.features.length > 0) figures.push({ kind: "features", about: model.name, svg: featureFigure(model) });
  }
  for (const { model, points } of trainings) {
    figures.push({ kind: "training", about: model, svg: curvesFigure(points, model) });
  }
  return withFileNames(figures);
}

/** The sets in the order in which the models first name them. */
export function setNames(models: readonly ModelMetrics[]): string[] {
  return [...new Set(models.flatMap((model) => model.sets.map((metrics) => metrics.set)))];
}

/** How a model does on a set, if it was scored there. */
export function metricsOn(model: ModelMetrics, set: string): SetMetrics | undefined {
  return model.sets.find((metrics) => metrics.set === set);
}

/** Which models are drawn in colour, the same in every figure: those with the highest mean AUC, in the order of the table. */
function seriesOf(models: readonly ModelMetrics[]): Map<string, number> {
  const chosen = models.toSorted((a, b) => (b.mean.auc ?? -1) - (a.mean.auc ?? -1)).slice(0, SERIES_COUNT);
  const inOrder = models.filter((model) => chosen.includes(model));
  return new Map(inOrder.map((model, index) => [model.model, index]));
}

/** Labels and scores of the cases of a set that the model has a score for. */
function scoresOn(predictions: PredictionTable, model: string, set: string): { labels: number[]; scores: number[] } {
  const column = predictions.models.indexOf(model);
  const rows = predictions.rows.filter((row) => row.set === set && Number.isFinite(row.scores[column]));
  return { labels: rows.map((row) => row.label), scores: rows.map((row) => row.scores[column] ?? NaN) };
}

function rocCurveOf(
  model: ModelMetrics,
  set: string,
  predictions: PredictionTable,
  series: Map<string, number>,
): RocCurve[] {
  const metrics = metricsOn(model, set);
  if (!metrics) return [];
  const { labels, scores } = scoresOn(predictions, model.model, set);
  const { auc, sensitivity, specificity } = metrics;
  const points = new Set(labels).size === 2 ? rocCurve(labels, scores) : [];
  return [
    {
      model: model.model,
      points: points.map((point) => [1 - point.specificity, point.sensitivity]),
      auc,
      ci95: areaInterval(metrics),
      operatingPoint: sensitivity === null || specificity === null ? null : [1 - specificity, sensitivity],
      series: series.get(model.model),
    },
  ];
}

function calibrationPanelOf(
  model: ModelMetrics,
  set: string,
  predictions: PredictionTable,
  series: Map<string, number>,
): CalibrationPanel[] {
  const brier = metricsOn(model, set)?.brier ?? null;
  const { labels, scores } = scoresOn(predictions, model.model, set);
  // A Brier score says that all scores are probabilities; one class alone has nothing to be calibrated against.
  if (brier === null || new Set(labels).size < 2) return [];
  const bins = Math.min(GROUPS, Math.max(1, Math.floor(scores.length / LEAST_IN_GROUP)));
  const groups = calibrationCurve(labels, scores, { bins, strategy: "quantile" });
  const histogram = Array.from({ length: 10 }, () => 0);
  for (const value of scores) {
    const step = Math.min(9, Math.floor(value * 10));
    histogram[step] = (histogram[step] ?? 0) + 1;
  }
  return [
    {
      model: model.model,
      brier,
      groups: groups.map(({ n, nPositive, predicted }) => {
        const { lower, upper } = wilsonInterval(nPositive, n);
        return { n, nPositive, meanRisk: predicted, ci95: [lower, upper] };
      }),
      histogram,
      series: series.get(model.model),
    },
  ];
}

function withFileNames(figures: readonly Omit<ReportFigure, "file">[]): ReportFigure[] {
  const used = new Set<string>();
  return figures.map((figure) => {
    const stem = [figure.kind, figure.about.replace(/[^A-Za-z0-9._-]+/g, "-")].filter(Boolean).join("-").slice(0, 100);
    let file = `${stem}.svg`;
    // Names that differ only in replaced characters or in case would overwrite each other on some disks.
    for (let copy = 2; used.has(file.toLowerCase()); copy++) file = `${stem}-${copy}.svg`;
    used.add(file.toLowerCase());
    return { ...figure, file };
  });
}
