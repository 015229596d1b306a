import { Command } from "commander";
import { consoleProgress, print } from "../console.ts";
import { wholeNumber, withCommonOptions } from "../options.ts";
import type { CommonOptions } from "../options.ts";
import { UsageError } from "../usage-error.ts";

interface FeaturesOptions extends CommonOptions {
  readonly preset?: string;
  readonly settings?: string;
  readonly label?: number | "all";
  readonly roi?: string;
  readonly series?: string;
  readonly wide?: boolean;
  readonly case?: string;
  readonly cases?: string;
  readonly root?: string;
  readonly out?: string;
  readonly jobs?: number;
  readonly resampleMask?: boolean;
  readonly printSettings?: boolean | string;
  readonly maps?: readonly string[];
  readonly kernelRadius?: number;
}

const help = `
One lesion gives a row for each feature (case,image,family,feature,value,note); an impossible value is NaN, its reason in
note. --wide and --cases give one row for each case, columns image_family_feature. Beside FILE.csv stands FILE.json: settings,
versions, units and IBSI's identifiers of the columns, voxel counts after each step, reasons of NaN.

Presets:
  pyradiomics             the image's own grid, bin width 25: 107 features (default)
  pyradiomics-851, -1781  1 mm; with wavelets; with all filters
  olnm-1364               the lymph node study's, 1 mm
  ibsi                    IBSI's definitions and names, 1 mm, every aggregation: 482 values
  ibsi-digital, ibsi-A to ibsi-E   the configurations of IBSI's reference values

Examples:
  hilum features image.nii.gz mask.nii.gz --preset pyradiomics --out features.csv
  hilum features image.nii.gz mask.nii.gz --wide
  hilum features ct_series/ rtstruct.dcm --roi GTV-1 --out features.csv
  hilum features image.nii.gz lesions.nii.gz --label all --preset ibsi --out features.csv
  hilum features --cases cases.csv --preset pyradiomics --jobs 4 --out features.csv
  hilum features --print-settings olnm-1364 > mine.yaml; hilum features image.nii.gz mask.nii.gz --settings mine.yaml
  hilum features image.nii.gz mask.nii.gz --settings pyradiomics-params.yaml
  hilum features image.nii.gz mask.nii.gz --maps original_firstorder_Entropy --out entropy.nii.gz
  hilum features image.nii.gz mask.nii.gz --maps original_glcm_Contrast,wavelet-LLL_glcm_Idm --out maps/`;

export function featuresCommand(): Command {
  return withCommonOptions(
    new Command("features")
      .summary("radiomics features of one lesion, or of many")
      .description("Computes the radiomics features of one lesion, or of all cases of a table.")
      .argument("[IMAGE]", "CT: DICOM folder, NIfTI, NRRD or MetaImage")
      .argument("[MASK]", "mask of the lesion: RTSTRUCT, DICOM SEG, NIfTI, NRRD or MetaImage")
      .option("--preset <NAME>", "which features, and how (default: pyradiomics)")
      .option("--settings <FILE.yaml>", "a preset as printed, changes to one, or a parameter file of PyRadiomics")
      .option("--label <N>", "value of the lesion in the mask, or all: each as CASE_labelN", labelOrAll)
      .option("--roi <NAME>", "name of the ROI in an RTSTRUCT, or of the segment in a DICOM SEG")
      .option("--series <UID>", "the series, where a DICOM folder holds several")
      .option("--wide", "one row, a column for each feature")
      .option("--case <NAME>", "name of the case in the table (default: the image's name)")
      .option("--cases <FILE.csv>", "a table with columns case, image, mask instead of one image")
      .option("--root <DIR>", "folder of relative paths in the table (default: the table's own)")
      .option("--out <FILE.csv>", "where the features go (default: standard output)")
      .option("--jobs <N>", "cases done at the same time (default: one for each core)", wholeNumber("--jobs", 1))
      .option("--resample-mask", "put a mask on another grid onto the image's")
      .option("--maps <NAME,...>", "voxel-wise maps of features instead of a table; several go to a folder", names)
      .option(
        "--kernel-radius <N>",
        "voxels around each voxel of a map (default: 1)",
        wholeNumber("--kernel-radius", 1),
      )
      .option("--print-settings [PRESET]", "print the settings that would be used, and stop"),
  )
    .addHelpText("after", help)
    .action(features);
}

/** Names in one option, separated by commas, or in several. */
function names(text: string, before: readonly string[] = []): string[] {
  return [...before, ...text.split(",").filter(Boolean)];
}

function labelOrAll(text: string): number | "all" {
  return text === "all" ? text : wholeNumber("--label", 1)(text);
}

async function features(image: string | undefined, mask: string | undefined, given: FeaturesOptions): Promise<void> {
  const study = await import("@hilum/study/node/files");
  const chosen = await study.readFeatureSettings(presetAndFile(given));
  const { settings } = chosen;
  if (given.printSettings !== undefined) {
    print(given, settings, study.formatSettings(settings).trimEnd());
    return;
  }
  const options = { ...given, label: given.label ?? chosen.label };
  const progress = consoleProgress(options);
  for (const warning of chosen.warnings) progress.warn(warning);
  if (options.maps !== undefined) {
    const { image: ofImage, mask: ofMask, label, out } = oneLesion(image, mask, options);
    const maps = await study
      .writeFeatureMaps({ image: ofImage, mask: ofMask }, settings, options.maps, { ...options, label, out, progress })
      .finally(() => progress.end());
    print(options, { maps }, maps.map(({ file, voxels }) => `map: ${file} (${voxels} voxels)`).join("\n"));
    return;
  }
  if (options.cases !== undefined) {
    if (image !== undefined) throw new UsageError("Give either IMAGE and MASK, or --cases, not both.");
    if (options.out === undefined) throw new UsageError("--cases needs --out FILE.csv.");
    const { cases, failures, record } = await study
      .writeFeaturesOfCases(options.cases, settings, { ...options, out: options.out, progress })
      .finally(() => progress.end());
    print(
      options,
      { out: options.out, record, cases, failures },
      `${cases} cases done, ${failures.length} failed: ${options.out}`,
    );
    if (cases === 0) process.exitCode = 1;
    return;
  }
  if (image === undefined || mask === undefined) throw new UsageError("Give IMAGE and MASK, or --cases FILE.csv.");
  const found = await study.featuresOfLesion({ image, mask }, settings, options);
  for (const failure of found.failures) progress.warn(`${failure.case}: ${failure.error}`);
  if (options.out !== undefined) await study.writeFeatures(options.out, found);
  if (options.json) print(options, found.document, "");
  else if (options.out === undefined) process.stdout.write(found.csv);
  else print(options, found.document, `features: ${options.out}`);
  if (found.lesions === 0) process.exitCode = 1;
}

/** @throws UsageError if two presets are named. */
function presetAndFile({ preset, settings, printSettings }: FeaturesOptions): { preset?: string; settings?: string } {
  const printed = typeof printSettings === "string" ? printSettings : undefined;
  if (preset !== undefined && printed !== undefined && preset !== printed)
    throw new UsageError(`--print-settings ${printed} and --preset ${preset} name two presets. Give one.`);
  const name = printed ?? preset;
  return { ...(name !== undefined && { preset: name }), ...(settings !== undefined && { settings }) };
}

/** What a map needs. @throws UsageError */
function oneLesion(
  image: string | undefined,
  mask: string | undefined,
  { label, out, cases, maps }: FeaturesOptions,
): { image: string; mask: string; label: number | undefined; out: string } {
  if (image === undefined || mask === undefined || cases !== undefined || label === "all" || out === undefined)
    throw new UsageError("--maps needs IMAGE, MASK of one lesion, and --out FILE.nii.gz (a folder for several maps).");
  if (maps?.length === 0) throw new UsageError("--maps needs names, for example original_firstorder_Entropy.");
  return { image, mask, label, out };
}
