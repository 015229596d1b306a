import { bayesAucs } from "./bayes-aucs.ts";
import { centreTable } from "./centres.ts";
import { clinicalColumns } from "./clinical-columns.ts";
import { latentNames, latentTable } from "./latents.ts";
import type { SyntheticRecord } from "./synth-case.ts";
import { completeSynthOptions } from "./synth-options.ts";
import type { SynthOptions } from "./synth-options.ts";

/** Columns of cases.csv. */
export const synthCohortColumns = ["case", "patient", "centre", "image", "mask", "label", ...clinicalColumns] as const;

/** Where the voxels of a case lie, relative to the cohort's folder. */
export function synthCasePaths(name: string): { readonly image: string; readonly mask: string } {
  return { image: `images/${name}.nii.gz`, mask: `masks/${name}.nii.gz` };
}

/** Text of cases.csv: what a researcher has. */
export function synthCasesCsv(records: readonly SyntheticRecord[]): string {
  return csv(
    synthCohortColumns,
    records.map((record) => {
      const { image, mask } = synthCasePaths(record.case);
      const clinical = clinicalColumns.map((column) => record.clinical[column]);
      return [record.case, record.patient, record.centre, image, mask, record.label, ...clinical];
    }),
  );
}

/** Text of truth.csv: what a researcher never has, the true probabilities and the latents. */
export function synthTruthCsv(records: readonly SyntheticRecord[]): string {
  return csv(
    ["case", "label", "probability", "probability_inside", "probability_surroundings", ...latentNames],
    records.map(({ case: name, label, truth }) => [
      name,
      label,
      ...[truth.probability, truth.probabilityInside, truth.probabilitySurroundings].map((p) => p.toFixed(6)),
      ...latentNames.map((latent) => truth.latents[latent].toFixed(6)),
    ]),
  );
}

/** Text of README.md of a cohort's folder: what it is, how it was made, and the best AUCs that anybody can reach. */
export function synthReadme(options: SynthOptions): string {
  const { cases, seed, centres, surroundings, prevalence, fieldMm } = completeSynthOptions(options);
  const best = bayesAucs({ seed, draws: 20_000, centres, surroundings, prevalence });
  const used = centreTable.slice(0, centres);
  return `# A synthetic cohort

${cases} made-up lung nodules in CT-like images, with exact masks and a label (1 = pN+) whose true probability is known.
No patient stands behind any of it. For testing software: whether a method finds here what was put in says nothing
about its use in patients.

Made by \`hilum synth\` with seed ${seed}, ${centres} centre${centres === 1 ? "" : "s"}, surroundings ${surroundings}, prevalence ${prevalence}, field ${fieldMm} mm. The same
options give the same files; the first N cases of a larger cohort are those of a smaller one.

- \`cases.csv\`: one row per nodule: patient, centre, paths, label, clinical columns. About one in twenty is a second
  nodule of a patient, with a label of its own.
- \`truth.csv\`: the true probability of the label given all that is drawn, given the inside of the mask alone, given
  the surroundings alone; and the latent variables (standard normal). Keep it away from models.
- \`images/\`, \`masks/\`: NIfTI; int16 HU and uint8 (1 = nodule) on the same grid.

## The best AUCs that anybody can reach

| from | AUC |
|---|---|
| inside the mask | ${best.inside.toFixed(3)} |
| surroundings | ${best.surroundings.toFixed(3)} |
| both | ${best.both.toFixed(3)} |
| the centre's name | ${best.centre.toFixed(3)} |

Expected on an endless cohort (20,000 draws from the model); the AUC of the true probabilities on these ${cases} cases differs
by chance. All but the last know the centre too.

## What decides the label

Log odds = intercept + centre + the sum of coefficient x latent. ${surroundingsSentence(surroundings)}

| latent | where | coefficient | drawn as |
|---|---|---|---|
${latentNames.map((name) => latentRow(name)).join("\n")}

## What differs between centres

| centre | sharp kernel | in-plane mm | slice mm | noise HU (1 mm, smooth) | offset HU | log odds |
|---|---|---|---|---|---|---|
${used.map((c) => `| ${c.centre} | ${Math.round(100 * c.sharpShare)} % | ${c.inPlaneMm.join("-")} | ${c.sliceMm.join(", ")} | ${c.noiseHu} | ${c.offsetHu} | ${c.logOdds} |`).join("\n")}
`;
}

function latentRow(name: (typeof latentNames)[number]): string {
  const { part, coefficient, drawn } = latentTable[name];
  return `| ${name} | ${part} | ${coefficient} | ${drawn} |`;
}

function surroundingsSentence(surroundings: number): string {
  if (surroundings === 1) return "Latents are independent of each other.";
  const hidden = `an equal share of chance takes ${surroundings === 0 ? "their" : "the missing"} place`;
  return surroundings === 0
    ? `Here the surroundings are drawn but say nothing about the label: ${hidden}.`
    : `Here the surroundings' coefficients are multiplied by ${surroundings}: ${hidden}.`;
}

/** None of the cells needs quoting: names, paths and numbers. */
function csv(columns: readonly string[], rows: readonly (readonly (string | number | undefined)[])[]): string {
  return [columns, ...rows].map((cells) => `${cells.join(",")}\n`).join("");
}
