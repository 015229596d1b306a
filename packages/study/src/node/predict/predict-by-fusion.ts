import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fusedPredictions } from "../../bundle/fusion-bundle.ts";
import type { FusionBundle } from "../../bundle/fusion-bundle.ts";
import { fusedRisk } from "../../fusion/fused-risk.ts";
import { parseCsvTable } from "../../tables/csv-table.ts";
import { formatErrors } from "../../tables/feature-table.ts";
import { writeFileAtomic } from "../atomic-file.ts";
import { errorsBeside } from "../case-files.ts";
import type { CasesPrediction, LesionPrediction } from "./prediction.ts";

/** The risk of a lesion by a saved fusion. @param predictPart - predicts by the model in the folder of a part. */
export async function predictLesionByFusion(
  fusion: FusionBundle,
  folder: string,
  predictPart: (part: string) => Promise<LesionPrediction>,
): Promise<LesionPrediction> {
  const parts: LesionPrediction[] = [];
  for (const part of fusion.parts) parts.push(await predictPart(join(folder, "parts", part)));
  const { rule, threshold, name, description, study, hilum } = fusion;
  const risk = fusedRisk(
    rule,
    parts.map((part) => part.risk),
  );
  const of = (list: (part: LesionPrediction) => readonly string[]) => [...new Set(parts.flatMap(list))];
  return {
    risk,
    threshold,
    decision: risk >= threshold ? 1 : 0,
    calibrated: parts.every((part) => part.calibrated),
    contributions: [],
    clinical: of((part) => part.clinical),
    imputed: of((part) => part.imputed),
    model: { name, description, study, hilum },
    warnings: [...of((part) => part.warnings), "A fusion gives no reasons of its own: ask its parts under parts/."],
    inputHash: parts[0]!.inputHash,
  };
}

/**
 * The risks of all cases of a table by a saved fusion, written as CSV; what one part cannot read stands in errors.
 *
 * @param predictPart - writes the risks by the model in the folder of a part as the CSV `out`.
 */
export async function predictCasesByFusion(
  fusion: FusionBundle,
  folder: string,
  out: string,
  predictPart: (part: string, out: string) => Promise<CasesPrediction>,
): Promise<CasesPrediction> {
  const tables: string[] = [];
  const failures = new Map<string, string>();
  const remarks: { case: string; remark: string }[] = [];
  for (const [i, part] of fusion.parts.entries()) {
    const own = `${out}.part-${i + 1}.tmp`;
    try {
      const done = await predictPart(join(folder, "parts", part), own);
      tables.push(await readFile(own, "utf8"));
      for (const failure of done.failures) failures.set(failure.case, failure.error);
      // Parts that read the same images remark the same.
      remarks.push(
        ...done.remarks.filter(({ case: id, remark }) => !remarks.some((r) => r.case === id && r.remark === remark)),
      );
    } finally {
      await Promise.all([rm(own, { force: true }), rm(errorsBeside(own), { force: true })]);
    }
  }
  const csv = fusedPredictions(fusion, tables);
  const failed = [...failures].map(([id, error]) => ({ case: id, error }));
  await writeFileAtomic(out, csv);
  await writeFileAtomic(errorsBeside(out), formatErrors(failed));
  return { predicted: parseCsvTable(csv, out).rows.length, failures: failed, remarks };
}
