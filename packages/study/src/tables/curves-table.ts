import type { CurvePoint } from "../report/curves-figure.ts";
import { cellNumber, formatCsv, parseCsvTable } from "./csv-table.ts";

/** An epoch as `curves.csv` of a job keeps it. */
interface CurveRow extends CurvePoint {
  readonly rate: number;
}

/** `curves.csv` of a training: epoch, rate, loss, then the parts of the loss and what was measured. */
export function formatCurves(epochs: readonly CurveRow[]): string {
  const names = [
    ...new Set(epochs.flatMap(({ parts, measures }) => [...Object.keys(parts), ...Object.keys(measures)])),
  ];
  const rows = epochs.map(({ epoch, rate, loss, parts, measures }) => {
    const values: Record<string, number> = { ...parts, ...measures };
    return [epoch, rate, loss, ...names.map((name) => values[name] ?? "")];
  });
  return formatCsv(["epoch", "rate", "loss", ...names], rows);
}

/** The epochs of `curves.csv` of a network in a study, whose measures are `validation` and `validationAveraged`. @throws StudyError `csv` */
export function parseCurves(text: string, file: string): CurvePoint[] {
  const { columns, rows } = parseCsvTable(text, file);
  return rows.map(({ cells }) => {
    const values = columns.map((column, i) => [column, cellNumber(cells[i]!, false)] as const);
    const { epoch = NaN, loss = NaN, rate: _rate, ...others } = Object.fromEntries(values);
    const named = Object.entries(others).filter(([, value]) => !Number.isNaN(value));
    const isMeasure = ([name]: readonly [string, number]) => name.startsWith("validation");
    return {
      epoch,
      loss,
      parts: Object.fromEntries(named.filter((entry) => !isMeasure(entry))),
      measures: Object.fromEntries(named.filter(isMeasure)),
    };
  });
}
