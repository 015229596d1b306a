import { join } from "node:path";
import { StudyError } from "../errors.ts";
import { synthCasesCsv, synthReadme, synthTruthCsv } from "../synth/cohort-files.ts";
import { completeSynthOptions } from "../synth/synth-options.ts";
import type { SynthOptions } from "../synth/synth-options.ts";
import { writeFileAtomic } from "./atomic-file.ts";
import { silent } from "./progress.ts";
import type { Progress } from "./progress.ts";
import { openWorkerPool } from "./worker-pool.ts";

/** A study that runs on the cohort: the last centre tests, the others develop. */
function studyText(centres: number): string {
  const names = Array.from({ length: centres }, (_, i) => `h${i + 1}`);
  const last = names.at(-1)!;
  const split =
    centres > 1 ? `split: { develop: [${names.slice(0, -1).join(", ")}], tests: { ${last}: [${last}] } }\n` : "";
  return `# Made by hilum synth: no real patients. Run it with: hilum run study.yaml
name: synthetic
cases: cases.csv
${split}folds: 5
radiomics: { preset: pyradiomics }
models:
  - { name: tree-svm, kind: radiomics, select: { method: tree, count: 10 }, classifier: { kind: svm, kernel: rbf } }
  - { name: logistic, kind: radiomics, select: none, classifier: { kind: logistic, c: 1 } }
`;
}

/** Makes a synthetic cohort side by side and writes it with its truth, a study file and a README. */
export async function writeSynthCohort({
  out,
  jobs,
  progress = silent,
  ...given
}: SynthOptions & {
  readonly out: string;
  readonly jobs?: number | undefined;
  readonly progress?: Progress;
}): Promise<{ out: string; study: string; cases: number; positives: number }> {
  const { cases, seed, centres, surroundings, prevalence, fieldMm } = completeSynthOptions(given);
  const options = { cases, seed, centres, surroundings, prevalence, fieldMm };
  const pool = openWorkerPool(jobs);
  try {
    progress.start("synthesise", cases);
    const indices = Array.from({ length: cases }, (_, index) => index);
    const outcomes = await pool.map(
      "synthesise",
      indices.map((index) => ({ options, index, out })),
      () => progress.advance(),
    );
    const records = outcomes.map((outcome, i) => {
      if (outcome.ok) return outcome.value;
      throw new StudyError("synth", `Case ${i + 1} could not be made: ${outcome.error}`);
    });
    const study = join(out, "study.yaml");
    await writeFileAtomic(join(out, "truth.csv"), synthTruthCsv(records));
    await writeFileAtomic(join(out, "README.md"), synthReadme(options));
    await writeFileAtomic(study, studyText(centres));
    await writeFileAtomic(join(out, "cases.csv"), synthCasesCsv(records));
    return { out, study, cases, positives: records.filter(({ label }) => label === 1).length };
  } finally {
    await pool.close();
  }
}
