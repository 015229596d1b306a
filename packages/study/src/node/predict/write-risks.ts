import { formatBundlePredictions } from "../../bundle/bundle-predictions.ts";
import type { Assessment } from "../../bundle/bundle.ts";
import { formatErrors } from "../../tables/feature-table.ts";
import { writeFileAtomic } from "../atomic-file.ts";
import { errorsBeside } from "../case-files.ts";
import type { CaseFiles } from "../case-files.ts";
import type { Progress } from "../progress.ts";
import type { CasesPrediction } from "./prediction.ts";

/** Writes the risks of a table, and beside it the cases without one; a replaced value is warned of. */
export async function writeRisks(
  out: string,
  from: {
    readonly cases: readonly CaseFiles[];
    /** Aligned with `cases`. */
    readonly assessments: readonly Assessment[];
    readonly failures: CasesPrediction["failures"];
  },
  progress: Progress,
): Promise<void> {
  from.assessments.forEach(({ imputed }, i) => {
    if (imputed.length > 0) {
      progress.warn(`${from.cases[i]!.case}: replaced by the training median: ${imputed.join(", ")}`);
    }
  });
  await writeFileAtomic(out, formatBundlePredictions(from.cases, from.assessments));
  await writeFileAtomic(errorsBeside(out), formatErrors(from.failures));
}
