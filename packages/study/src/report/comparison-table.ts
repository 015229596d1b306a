import type { DelongRow, Metrics } from "../evaluation-types.ts";
import { Footnotes } from "./footnotes.ts";
import { markup } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { auc, counted, DASH, fixed, pValue } from "./number-text.ts";
import { htmlTable } from "./page.ts";
import type { Row } from "./page.ts";
import { metricsOn } from "./report-figures.ts";

/** More comparisons on one set than this are reduced to those with the best model of the set. */
const MOST = 28;

/** DeLong's tests between models, set by set. */
export function comparisonTable({ models, delong }: Metrics): Markup {
  if (delong.length === 0) return markup`<p class="note">There is one model only, so there is nothing to compare.</p>`;
  const notes = new Footnotes();
  const areaOf = (name: string, set: string) => {
    const model = models.find((candidate) => candidate.model === name);
    return (model && metricsOn(model, set)?.auc) ?? null;
  };
  let hidden = 0;
  const rows = [...new Set(delong.map((row) => row.set))].flatMap((set): Row[] => {
    const all = delong.filter((row) => row.set === set);
    if (all.length > 1 && all.every((row) => row.z === null && row.p === null)) {
      const dash = markup`${DASH}${notes.mark(UNDEFINED)}`;
      return [{ group: set }, [`All ${all.length} pairs`, DASH, DASH, DASH, dash, dash]];
    }
    const best = models
      .map(({ model }) => model)
      .toSorted((a, b) => (areaOf(b, set) ?? -1) - (areaOf(a, set) ?? -1))[0];
    const shown = all.length > MOST ? all.filter(({ a, b }) => a === best || b === best) : all;
    hidden += all.length - shown.length;
    return [{ group: set }, ...shown.map((row) => cells(row, areaOf(row.a, set), areaOf(row.b, set), notes))];
  });
  return markup`${htmlTable(
    [
      { name: "Models" },
      { name: "AUC of the first", number: true },
      { name: "AUC of the second", number: true },
      { name: "Difference", number: true },
      { name: "z", number: true },
      { name: "p", number: true },
    ],
    rows,
  )}${notes.list()}
<p class="note">DeLong’s test on the same cases${delong.some(({ clustered }) => clustered) ? ", the patient as unit where patients have several" : undefined}, two-sided; p-values are not adjusted for the number of comparisons (${delong.length}).${
    hidden > 0
      ? ` Shown are the comparisons with the best model of each set; the other ${counted(hidden, "comparison")} are in metrics.json.`
      : undefined
  }</p>`;
}

const UNDEFINED = "The test is not defined: one class is missing, or the two models rank all cases alike.";

function cells(row: DelongRow, areaA: number | null, areaB: number | null, notes: Footnotes): Row {
  const { a, b } = row;
  const { z, p } = row.clustered ?? row;
  return [
    markup`${a} <small>and</small> ${b}`,
    areaA === null ? DASH : auc(areaA),
    areaB === null ? DASH : auc(areaB),
    areaA === null || areaB === null ? DASH : fixed(areaA - areaB, 3),
    z === null ? markup`${DASH}${notes.mark(UNDEFINED)}` : fixed(z, 2),
    p === null ? markup`${DASH}${notes.mark(UNDEFINED)}` : pValue(p),
  ];
}
