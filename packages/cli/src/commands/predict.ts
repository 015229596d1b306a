import { Command } from "commander";
import { consoleProgress, print, textTable } from "../console.ts";
import { wholeNumber, withCommonOptions } from "../options.ts";
import type { CommonOptions } from "../options.ts";
import { UsageError } from "../usage-error.ts";

interface PredictOptions extends CommonOptions {
  readonly cases?: string;
  readonly root?: string;
  readonly out?: string;
  readonly jobs?: number;
  readonly label?: number;
  readonly roi?: string;
  readonly series?: string;
  readonly resampleMask?: boolean;
  readonly clinical?: Readonly<Record<string, string>>;
  readonly centre?: string;
}

const help = `
MODEL is a folder under models/ of a run. The table of --cases needs the columns case, image, mask and the clinical
columns of the model, if it reads some; a column label is copied to the result. Cases that cannot be read stand in
FILE.errors.csv, the others are done. decision is 1 (positive) where the risk reaches the model's threshold, else 0.

The clinical variables of one lesion are given by --clinical; those that are not given take the training median, which
the answer says.

Examples:
  hilum predict runs/lung-nodules/models/tree-svm image.nii.gz mask.nii.gz
  hilum predict runs/lung-nodules/models/tree-svm image.nii.gz mask.nii.gz --json
  hilum predict runs/lung-nodules/models/tree-svm ct_series/ rtstruct.dcm --roi GTV-1
  hilum predict runs/NAME/models/clinical image.nii.gz mask.nii.gz --clinical age=63 --clinical sex=F
  hilum predict runs/lung-nodules/models/tree-svm --cases cases.csv --out risks.csv`;

export function predictCommand(): Command {
  return withCommonOptions(
    new Command("predict")
      .summary("the risk of one patient, with reasons, or of many")
      .description("Applies a saved model to one lesion, or to all cases of a table. Research use only.")
      .argument("<MODEL>", "folder of a model bundle")
      .argument("[IMAGE]", "CT: DICOM folder, NIfTI, NRRD or MetaImage")
      .argument("[MASK]", "mask of the lesion: RTSTRUCT, DICOM SEG, NIfTI, NRRD or MetaImage")
      .option("--cases <FILE.csv>", "a table of cases instead of one image")
      .option("--root <DIR>", "folder of relative paths in the table (default: the table's own)")
      .option("--out <FILE.csv>", "where the risks of --cases go")
      .option("--jobs <N>", "cases done at the same time (default: one for each core)", wholeNumber("--jobs", 1))
      .option("--label <N>", "value of the lesion in the mask", wholeNumber("--label", 1))
      .option("--roi <NAME>", "name of the ROI in an RTSTRUCT, or of the segment in a DICOM SEG")
      .option("--series <UID>", "the series, where a DICOM folder holds several")
      .option("--clinical <COLUMN=VALUE>", "a clinical variable of the lesion's patient; repeat for more", namedValue)
      .option("--centre <NAME>", "the lesion's hospital, for a model that harmonises hospitals")
      .option("--resample-mask", "put a mask on another grid onto the image's"),
  )
    .addHelpText("after", help)
    .action(predict);
}

async function predict(
  model: string,
  image: string | undefined,
  mask: string | undefined,
  options: PredictOptions,
): Promise<void> {
  if (options.cases !== undefined) {
    if (image !== undefined) throw new UsageError("Give either IMAGE and MASK, or --cases, not both.");
    if (options.clinical !== undefined || options.centre !== undefined) {
      throw new UsageError("--clinical and --centre are for one lesion; with --cases they stand in the table.");
    }
    if (options.out === undefined) throw new UsageError("--cases needs --out FILE.csv.");
    await predictTable(model, options.cases, options.out, options);
    return;
  }
  if (image === undefined || mask === undefined) throw new UsageError("Give IMAGE and MASK, or --cases FILE.csv.");
  const { predictLesion } = await import("@hilum/study/node");
  const prediction = await predictLesion(model, { image, mask }, { ...options, values: options.clinical });
  const { risk, threshold, decision, contributions, imputed, warnings } = prediction;
  const shown = contributions
    .slice(0, 10)
    .map(({ feature, value, contribution }) => [
      `  ${feature}`,
      value.toPrecision(5),
      `${contribution >= 0 ? "+" : "-"}${Math.abs(contribution).toFixed(3)}`,
    ]);
  const lines = [
    `risk ${risk.toFixed(3)} (${decision === 1 ? "positive" : "negative"}: threshold ${threshold.toFixed(3)}) by ${prediction.model.name}`,
    // Networks and fusions of models give none; a warning says so.
    ...(shown.length > 0 ? ["reasons, as log-odds compared with the mean training case:", textTable(shown)] : []),
    ...(imputed.length > 0 ? [`replaced by the training median: ${imputed.join(", ")}`] : []),
    ...warnings.map((warning) => `warning: ${warning}`),
    "Research use only. Not a medical device.",
  ];
  print(options, prediction, lines.join("\n"));
}

async function predictTable(model: string, cases: string, out: string, options: PredictOptions): Promise<void> {
  const { predictCases } = await import("@hilum/study/node");
  const progress = consoleProgress(options);
  const { predicted, failures, remarks } = await predictCases(model, cases, { ...options, out, progress }).finally(() =>
    progress.end(),
  );
  const noted = remarks.length > 0 ? ` (${remarks.length} remarks: --json shows them)` : "";
  const text = `${predicted} cases predicted, ${failures.length} failed${noted}: ${out}`;
  print(options, { out, predicted, failures, remarks }, text);
  if (predicted === 0) process.exitCode = 1;
}

/** Adds COLUMN=VALUE to those given before. @throws UsageError */
function namedValue(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.indexOf("=");
  if (at < 1) throw new UsageError(`--clinical: expected COLUMN=VALUE, found "${text}".`);
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}
