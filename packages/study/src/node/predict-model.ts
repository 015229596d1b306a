import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fusedPredictions, isFusionFile, parseFusionBundle } from "../bundle/fusion-bundle.ts";
import type { FusionBundle } from "../bundle/fusion-bundle.ts";
import { fusedRisk } from "../fusion/fused-risk.ts";
import { parseCsvTable } from "../tables/csv-table.ts";
import { formatErrors } from "../tables/feature-table.ts";
import { writeFileAtomic } from "./atomic-file.ts";
import { errorsBeside } from "./case-files.ts";
import * as alone from "./predict.ts";
import type { CasesPrediction, LesionPrediction, PredictCasesOptions } from "./predict.ts";

type LesionArguments = Parameters<typeof alone.predictLesion>;

/** The risk of the lesion in an image and its mask, by any saved model: one that stands alone, or a fusion of such. */
export async function predictLesion(...[folder, files, options]: LesionArguments): Promise<LesionPrediction> {
  const fusion = await openFusion(folder);
  if (!fusion) return alone.predictLesion(folder, files, options);
  const parts: LesionPrediction[] = [];
  for (const part of fusion.parts) parts.push(await alone.predictLesion(join(folder, "parts", part), files, options));
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
    imputed: of((part) => part.imputed),
    model: { name, description, study, hilum },
    warnings: [...of((part) => part.warnings), "A fusion gives no reasons of its own; its parts under parts/ do."],
    inputHash: parts[0]!.inputHash,
  };
}

/** The risks of all cases of a table by any saved model, written as CSV; what one part of a fusion cannot read stands in errors. */
export async function predictCases(
  folder: string,
  casesPath: string,
  options: PredictCasesOptions,
): Promise<CasesPrediction> {
  const fusion = await openFusion(folder);
  if (!fusion) return alone.predictCases(folder, casesPath, options);
  const { out } = options;
  const tables: string[] = [];
  const failures = new Map<string, string>();
  const remarks: { case: string; remark: string }[] = [];
  for (const [i, part] of fusion.parts.entries()) {
    const own = `${out}.part-${i + 1}.tmp`;
    try {
      const done = await alone.predictCases(join(folder, "parts", part), casesPath, { ...options, out: own });
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

async function openFusion(folder: string): Promise<FusionBundle | undefined> {
  const content = await readFile(join(folder, "model.json"), "utf8").catch(() => "");
  return isFusionFile(content) ? parseFusionBundle(content) : undefined;
}
