import { Command } from "commander";
import { consoleProgress, print } from "../console.ts";
import { wholeNumber, withCommonOptions } from "../options.ts";
import type { CommonOptions } from "../options.ts";
import { UsageError } from "../usage-error.ts";

interface FeaturesOptions extends CommonOptions {
  readonly preset?: string;
  readonly settings?: string;
  readonly label?: number;
  readonly roi?: string;
  readonly series?: string;
  readonly wide?: boolean;
  readonly case?: string;
  readonly cases?: string;
  readonly root?: string;
  readonly out?: string;
  readonly jobs?: number;
  readonly resampleMask?: boolean;
  readonly printSettings?: boolean;
}

const help = `
One lesion gives a row for each feature (case,image,family,feature,value,note); an impossible value is NaN, its reason in
note. --wide and --cases give one row for each case. Presets: pyradiomics (the image's own grid, bin width 25: 107
features), pyradiomics-851 (1 mm, with wavelets), pyradiomics-1781 (1 mm, all filters), olnm-1364 (1 mm, the study's).

Examples:
  hilum features image.nii.gz mask.nii.gz --preset pyradiomics --out features.csv
  hilum features image.nii.gz mask.nii.gz --wide
  hilum features ct_series/ rtstruct.dcm --roi GTV-1 --out features.csv
  hilum features --cases cases.csv --preset pyradiomics --jobs 4 --out features.csv
  hilum features --print-settings > settings.yaml; hilum features image.nii.gz mask.nii.gz --settings settings.yaml`;

export function featuresCommand(): Command {
  return withCommonOptions(
    new Command("features")
      .summary("radiomics features of one lesion, or of many")
      .description("Computes the radiomics features of one lesion, or of all cases of a table.")
      .argument("[IMAGE]", "CT: DICOM folder, NIfTI, NRRD or MetaImage")
      .argument("[MASK]", "mask of the lesion: RTSTRUCT, DICOM SEG, NIfTI, NRRD or MetaImage")
      .option("--preset <NAME>", "which features, and how (default: pyradiomics)")
      .option("--settings <FILE.yaml>", "changes to the preset")
      .option("--label <N>", "value of the lesion in the mask", wholeNumber("--label", 1))
      .option("--roi <NAME>", "name of the ROI in an RTSTRUCT, or of the segment in a DICOM SEG")
      .option("--series <UID>", "the series, where a DICOM folder holds several")
      .option("--wide", "one row, a column for each feature")
      .option("--case <NAME>", "name of the case in the table (default: the image's name)")
      .option("--cases <FILE.csv>", "a table with columns case, image, mask instead of one image")
      .option("--root <DIR>", "folder of relative paths in the table (default: the table's own)")
      .option("--out <FILE.csv>", "where the features go (default: standard output)")
      .option("--jobs <N>", "cases done at the same time (default: one for each core)", wholeNumber("--jobs", 1))
      .option("--resample-mask", "put a mask on another grid onto the image's")
      .option("--print-settings", "print the settings that would be used, and stop"),
  )
    .addHelpText("after", help)
    .action(features);
}

async function features(image: string | undefined, mask: string | undefined, options: FeaturesOptions): Promise<void> {
  const study = await import("@hilum/study/node");
  const settings = await study.readRadiomicsSettings(options);
  if (options.printSettings) {
    print(options, settings, study.formatSettings(settings).trimEnd());
    return;
  }
  if (options.cases !== undefined) {
    if (image !== undefined) throw new UsageError("Give either IMAGE and MASK, or --cases, not both.");
    if (options.out === undefined) throw new UsageError("--cases needs --out FILE.csv.");
    const progress = consoleProgress(options);
    const { cases, failures } = await study
      .writeFeaturesOfCases(options.cases, settings, { ...options, out: options.out, progress })
      .finally(() => progress.end());
    print(
      options,
      { out: options.out, cases, failures },
      `${cases} cases done, ${failures.length} failed: ${options.out}`,
    );
    if (cases === 0) process.exitCode = 1;
    return;
  }
  if (image === undefined || mask === undefined) throw new UsageError("Give IMAGE and MASK, or --cases FILE.csv.");
  const { csv, document } = await study.featuresOfLesion({ image, mask }, settings, options);
  if (options.out !== undefined) await study.writeFileAtomic(options.out, csv);
  if (options.json) print(options, document, "");
  else if (options.out === undefined) process.stdout.write(csv);
  else print(options, document, `features: ${options.out}`);
}
