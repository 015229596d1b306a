import { Command } from "commander";
import { consoleProgress, print } from "../console.ts";
import { numberBetween, wholeNumber, withCommonOptions } from "../options.ts";
import type { CommonOptions } from "../options.ts";
import { UsageError } from "../usage-error.ts";

interface ImportCommandOptions extends CommonOptions {
  readonly out: string;
  readonly links?: string;
  readonly key?: string;
  readonly roi?: readonly string[];
  readonly centre?: string;
  readonly seriesThickness?: number;
  readonly dicom?: boolean;
  readonly jobs?: number;
}

const help = `
Takes a folder of any layout: finds the CT of each study (the one a mask was drawn on, else the thinnest original series),
links RTSTRUCT and SEG to it, and writes images/, masks/ and cases.csv. Fill in its column label; the same command again
adds new cases and leaves what you wrote. series.csv says which series were left out and why, problems.csv what could not
be read.

What is written holds no names, ids, dates, UIDs or paths of the input. The key beside DIR (DIR.key) keeps names of cases
stable; whoever has it and the original images can link the two, so do not pass it on. --links FILE writes the table that
leads from cases back to patients; keep it as you keep patient files.

Examples:
  hilum import /data/pacs-export --out cohort
  hilum import /data/pacs-export --out cohort --roi "GTV*" --links ~/safe/links.csv
  hilum import /data/hospital-b --out cohort-b --centre h2 --dicom`;

export function importCommand(): Command {
  return withCommonOptions(
    new Command("import")
      .summary("a DICOM folder becomes a de-identified cohort")
      .description("Makes a cohort (cases.csv, images, masks) from a folder of DICOM files, de-identified.")
      .argument("<DICOM_DIR>", "folder with CT series, RTSTRUCT and SEG files, in any layout")
      .requiredOption("--out <DIR>", "folder of the cohort")
      .option("--links <FILE.csv>", "write the table that leads from cases to patients, outside --out")
      .option("--key <FILE>", "file with the secret key, made if it is not there (default: DIR.key beside --out)")
      .option("--roi <NAME>", "names of the regions that become masks; * stands for any letters", collected)
      .option("--centre <NAME>", "name of the centre (default: centre-1, centre-2 ... by institution)")
      .option(
        "--series-thickness <MM>",
        "slices up to this are thin (default: 2)",
        numberBetween("--series-thickness", 0.1, 20),
      )
      .option("--dicom", "also write the images and masks as de-identified DICOM")
      .option("--jobs <N>", "series converted at the same time (default: 2)", wholeNumber("--jobs", 1)),
  )
    .addHelpText("after", help)
    .action(importFolder);
}

/** --roi A --roi B. */
function collected(value: string, former: readonly string[] | undefined): readonly string[] {
  return [...(former ?? []), value];
}

async function importFolder(folder: string, options: ImportCommandOptions): Promise<void> {
  if (options.centre?.trim() === "") throw new UsageError("--centre: expected a name, found nothing.");
  const { importDicom } = await import("@hilum/study/node/files");
  const progress = consoleProgress(options);
  const summary = await importDicom(folder, { ...options, progress }).finally(() => progress.end());
  const { series, cases, added, withoutMask, problems, patients, files, key, table } = summary;
  const lines = [
    `${files} files, ${patients} patients with CT; ${series.found} series: ${series.imported} imported, ${series.leftOut} left out (series.csv)`,
    `${added} cases added or renewed, ${cases} in all${withoutMask > 0 ? `, ${withoutMask} of them without a mask` : ""}`,
    ...(problems > 0
      ? [`${problems} problems: problems.csv${options.links === undefined ? " (names of files: --links)" : ""}`]
      : []),
    ...(key.made ? [`key: ${key.file} (secret; the next import into this folder needs it)`] : []),
    `cases: ${table}`,
  ];
  print(options, summary, lines.join("\n"));
  if (cases === 0) process.exitCode = 1;
}
