import type { Metrics } from "../evaluation-types.ts";
import type { Subgroup } from "../subgroups.ts";
import { pngUri } from "./base64.ts";
import { comparisonTable } from "./comparison-table.ts";
import { controlTable } from "./control-table.ts";
import { headline } from "./headline.ts";
import { markup, raw } from "./markup.ts";
import type { HtmlPart, Markup } from "./markup.ts";
import { labelTag } from "./label-tag.ts";
import { lesionPicture } from "./lesion-picture.ts";
import { counted, DASH, integer, score } from "./number-text.ts";
import { htmlTable, page } from "./page.ts";
import type { PageSection } from "./page.ts";
import { reportFigures } from "./report-figures.ts";
import type { ReportFigure } from "./report-figures.ts";
import type { ExampleLesion, ModelSummary, ReportContent } from "./report-types.ts";
import { acrossSetsTable, resultsTable } from "./results-table.ts";
import { stabilityTable } from "./stability-table.ts";

/** Shown at half of this width, so that pictures stay sharp on dense screens and in print. */
const PICTURE_PX = 336;

/** report.html of a study: one self-contained page without script, which opens from a disk without network. */
export function htmlReport(content: ReportContent): string {
  const { name, description, version, date, flow, metrics, models, warnings, failures } = content;
  const { subgroups = [], stability = [] } = content;
  const figures = reportFigures(content);
  const sections: (PageSection | undefined)[] = [
    { id: "headline", heading: "At a glance", body: [protocolNote(content), headline(content), warningList(warnings)] },
    { id: "cohort", heading: "Cohort", body: figureGrid(figures, "flow") },
    metrics.models.length > 0
      ? {
          id: "results",
          heading: "Results",
          body: [
            seedsNote(content),
            resultsTable(metrics),
            markup`<h3>Across the sets</h3>`,
            acrossSetsTable(metrics, content.predictions),
          ],
        }
      : undefined,
    metrics.models.length > 0
      ? { id: "comparisons", heading: "Comparisons", body: comparisonTable(metrics) }
      : undefined,
    subgroups.length > 0
      ? { id: "subgroups", heading: "Subgroups", body: subgroupTables(subgroups, metrics) }
      : undefined,
    content.controls && content.controls.length > 0
      ? { id: "controls", heading: "Negative controls", body: controlTable(content.controls) }
      : undefined,
    figureSection(
      figures,
      "roc",
      "ROC curves",
      "Dots mark the operating point at the threshold of each model; the dotted diagonal is chance.",
    ),
    figureSection(
      figures,
      "calibration",
      "Calibration",
      "Cases in ten groups of rising predicted risk (fewer where a group would have under five cases), with 95 % intervals (Wilson); on the dotted diagonal, predictions are right on average. Bars count the cases by predicted risk. Models whose scores are no probabilities and sets of one class have no panel; at most six models are shown, best Brier score first.",
    ),
    models.length > 0
      ? { id: "models", heading: "Models", body: [modelTable(models), figureGrid(figures, "features")] }
      : undefined,
    stability.length > 0
      ? { id: "stability", heading: "Stability of the selection", body: stabilityTable(stability) }
      : undefined,
    figureSection(
      figures,
      "training",
      "Training",
      "Mean loss of each epoch over the training cases of the saved network, refitted on all developing cases (of several seeds, the first). A loss that has settled says that the training ended in time, not that the model is good: the results above come from cases that it did not learn from.",
    ),
    content.examples.length > 0
      ? { id: "examples", heading: "Example lesions", body: examplePictures(content.examples) }
      : undefined,
    {
      id: "failures",
      heading: "Failures",
      body:
        failures.length === 0
          ? markup`<p>Nothing failed.</p>`
          : [
              markup`<p>${counted(failures.length, "failure")}; what failed is not in the numbers above.</p>`,
              htmlTable(
                [{ name: "Case" }, { name: "Why" }],
                failures.map((failure) => [failure.case, failure.error]),
              ),
            ],
    },
    {
      id: "settings",
      heading: "Settings",
      body: markup`<p>The study file as it was run, defaults filled in.</p>
<pre>${content.settings}</pre>`,
    },
    {
      id: "record",
      heading: "Record",
      body: markup`<dl class="record">
${content.record.map(([label, value]) => markup`<dt>${label}</dt><dd>${value}</dd>`)}</dl>`,
    },
  ];
  const meta: [string, string][] = [
    ["Date", date],
    ["Hilum", version],
    ["Cases", integer(flow.sets.length > 0 ? flow.sets.reduce((sum, set) => sum + set.n, 0) : flow.total)],
    ["Models", integer(metrics.models.length)],
  ];
  return page(
    { kind: "Study report", title: name, description, meta },
    sections.filter((section) => section !== undefined),
  );
}

/** Whoever reads a number of this protocol must know before what it is worth. */
function protocolNote({ protocol }: ReportContent): Markup | undefined {
  if (protocol !== "paper") return undefined;
  return markup`<div class="callout">
<strong>Published protocol</strong>
<p>The set “validation” is not untouched: it chose the threshold of every model and the checkpoint of every network, so that its numbers are optimistic. The tests chose nothing.</p></div>`;
}

/** The results of all models for the cases of each subgroup. */
function subgroupTables(subgroups: readonly Subgroup[], { thresholdRule }: Metrics): Markup[] {
  return subgroups.map(
    ({ name, rule, models }) => markup`<h3>${name}: ${rule}</h3>
${resultsTable({ models, delong: [], thresholdRule })}`,
  );
}

/** How seeds became one result. */
function seedsNote({ seeds = [] }: ReportContent): Markup | undefined {
  if (seeds.length < 2) return undefined;
  return markup`<p class="note">A risk is the mean over ${seeds.length} seeds; what each seed reaches alone stands in tables/results.csv.</p>`;
}

function warningList(warnings: readonly string[]): Markup | undefined {
  if (warnings.length === 0) return undefined;
  return markup`<div class="callout">
<strong>Read the numbers with this in mind</strong>
<ul>${warnings.map((warning) => markup`<li>${warning}</li>`)}</ul></div>`;
}

function figureGrid(figures: readonly ReportFigure[], kind: ReportFigure["kind"]): Markup {
  const chosen = figures
    .filter((figure) => figure.kind === kind)
    .map(({ svg }) => markup`<figure>${raw(svg)}</figure>`);
  // Flow and calibration have as many columns of their own as they need.
  const layout = kind === "flow" || kind === "calibration" ? "row" : "figures";
  return markup`<div class="${layout}">${chosen}</div>`;
}

function figureSection(
  figures: readonly ReportFigure[],
  kind: "roc" | "calibration" | "training",
  heading: string,
  explanation: string,
): PageSection | undefined {
  if (!figures.some((figure) => figure.kind === kind)) return undefined;
  return { id: kind, heading, body: [markup`<p class="note">${explanation}</p>`, figureGrid(figures, kind)] };
}

function modelTable(models: readonly ModelSummary[]): Markup {
  const rows = models.map(({ name, description, threshold, features, dropped, imputed, parts }): HtmlPart[] => [
    name,
    description,
    score(threshold),
    ...(parts ? [DASH, DASH, DASH] : [integer(features.length), integer(dropped), integer(imputed)]),
  ]);
  return markup`${htmlTable(
    [
      { name: "Model" },
      { name: "Made of" },
      { name: "Threshold", number: true },
      { name: "Features used", number: true },
      { name: "Dropped", number: true },
      { name: "Imputed values", number: true },
    ],
    rows,
  )}
<p class="note">The saved models, fitted again on all eligible developing cases with the settings below. Bars: coefficients where the classifier is linear, else the Gini importance by which the features were chosen (of a network, those that join it). Dropped: features missing in more than 20 % of the training rows; other missing values take the training median.</p>`;
}

function examplePictures(examples: readonly ExampleLesion[]): Markup {
  return markup`<p class="note">The axial slice with the largest area of the mask, whose outline is drawn in amber. Lung window (level −600 HU, width 1600 HU); anterior is up, the patient’s right is on the left.</p>
<div class="pictures">
${examples.map((example) => {
  const uri = raw(pngUri(lesionPicture(example.slice, { widthPx: PICTURE_PX })));
  return markup`<figure><img src="${uri}" alt="Axial slice of case ${example.case} with the outline of its lesion"/>
<figcaption><b>${example.case}</b> ${labelTag(example.label)}<br/>Centre ${example.centre}<br/>${example.caption}</figcaption></figure>
`;
})}</div>`;
}
