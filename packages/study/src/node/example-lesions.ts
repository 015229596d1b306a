import { validationPart } from "../cohort.ts";
import { crossValidationSet } from "../protocol.ts";
import type { ExampleLesion } from "../report/report-types.ts";
import { filesOf } from "./open-study.ts";
import type { Means } from "./run-means.ts";
import type { StudyRun } from "./study-run.ts";

const shown = 12;

/**
 * Lesions for the report: of the first model's out-of-fold risks in ascending order, twelve at equal distances, so that the
 * reader sees what the model thinks harmless, unclear and dangerous, right or wrong.
 */
export async function exampleLesions(run: StudyRun, { pool }: Pick<Means, "pool">): Promise<ExampleLesion[]> {
  const { open, predictions, cases, features } = run;
  if (features.length === 0) return [];
  const rows = predictions.rows
    .filter((row) => row.set === (open.study.protocol === "paper" ? validationPart : crossValidationSet))
    .toSorted((a, b) => a.scores[0]! - b.scores[0]! || (a.case < b.case ? -1 : 1));
  const picks = [
    ...new Set(Array.from({ length: shown }, (_, i) => Math.round((i * (rows.length - 1)) / (shown - 1)))),
  ];
  const chosen = picks.flatMap((position) => {
    const row = rows[position];
    const index = cases.findIndex((item) => item.id === row?.case);
    return row === undefined || index < 0 ? [] : [{ row, item: cases[index]!, measured: features[index]! }];
  });
  const { resampleMask } = open.study.radiomics;
  const slices = await pool.map(
    "slice",
    chosen.map(({ item }) => ({ ...filesOf(open, item), resampleMask })),
  );
  return chosen.flatMap(({ row, item, measured }, i) => {
    const slice = slices[i]!;
    if (!slice.ok) return [];
    const caption = `${measured.volumeMl.toFixed(2)} ml, risk ${row.scores[0]!.toFixed(2)} (${predictions.models[0]})`;
    return [{ case: item.id, centre: item.centre, label: item.label, caption, slice: slice.value }];
  });
}
