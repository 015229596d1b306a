import type { FolderInfo, ImageInfo, PathInfo, RegionsInfo } from "@hilum/study/node/files";
import { Command } from "commander";
import { consoleProgress, print, textTable } from "../console.ts";
import { withCommonOptions } from "../options.ts";
import type { CommonOptions } from "../options.ts";

const help = `
Of a file: format, size, spacing, place and direction (LPS, mm), values; or the regions of an RTSTRUCT or DICOM SEG. Of a
folder, searched with all below it: its series, whether each is a whole volume, its masks, and what is wrong. Names and ids
of patients are not shown.

Examples:
  hilum info ct.nii.gz
  hilum info rtstruct.dcm
  hilum info /data/pacs-export --json > found.json`;

export function infoCommand(): Command {
  return withCommonOptions(
    new Command("info")
      .summary("what an image, mask or folder holds")
      .description("Says what a file or folder holds: geometry, series, regions, problems.")
      .argument("<PATH>", "image, mask or folder"),
  )
    .addHelpText("after", help)
    .action(info);
}

async function info(path: string, options: CommonOptions): Promise<void> {
  const { pathInfo } = await import("@hilum/study/node/files");
  const progress = consoleProgress(options);
  const found = await pathInfo(path, progress).finally(() => progress.end());
  print(options, found, textOf(found).join("\n"));
}

function textOf(found: PathInfo): string[] {
  if (found.kind === "image") return imageText(found);
  return found.kind === "folder" ? folderText(found) : regionsText(found);
}

function imageText({ format, grid, voxelType, range, labels, warnings }: ImageInfo): string[] {
  const numbers = (values: readonly number[], between = ", "): string =>
    values.map((value) => Number(value.toFixed(4))).join(between);
  const rows = [
    ["format", format],
    ["size", `${grid.size.join("×")} voxels`],
    ["spacing", `${numbers(grid.spacing, "×")} mm`],
    ["origin", `${numbers(grid.origin)} mm (LPS)`],
    ["direction", [0, 3, 6].map((row) => numbers(grid.direction.slice(row, row + 3))).join(" | ")],
    ["values", `${voxelType}, ${numbers(range, " to ")}`],
    ...(labels === undefined
      ? []
      : [
          [
            "labels",
            Object.entries(labels)
              .map(([value, n]) => `${value}: ${counted(n, "voxel")}`)
              .join(", "),
          ],
        ]),
  ];
  return [textTable(rows), ...warnings.map((warning) => `warning: ${warning}`)];
}

function regionsText({ kind, name, drawnOn, regions }: RegionsInfo): string[] {
  const part = kind === "structure-set" ? "contour" : "slice";
  return [
    `${kind === "structure-set" ? "RTSTRUCT" : "DICOM SEG"} "${name}", ${counted(regions.length, "region")}`,
    ...(regions.length === 0
      ? []
      : [textTable(regions.map(({ number, name, parts }) => [`  ${number}`, cut(name), counted(parts, part)]))]),
    ...drawnOn.map((uid) => `drawn on series ${uid}`),
  ];
}

function folderText({ files, notDicom, patients, series, masks, problems }: FolderInfo): string[] {
  const counts = [
    counted(files, "file"),
    counted(patients, "patient"),
    `${series.length} series`,
    counted(masks.length, "mask"),
  ];
  const lines = [counts.join(", ")];
  if (notDicom > 0)
    lines.push(`${counted(notDicom, "file")} not DICOM: hilum info FILE looks into one of another format`);
  for (const one of series) {
    const { grid } = one;
    const shape = grid
      ? `${grid.size.join("×")} voxels of ${grid.spacing.map((mm) => Number(mm.toFixed(3))).join("×")} mm`
      : `${counted(one.images, "image")}, no volume`;
    lines.push(
      `${one.modality || "?"} ${shape}${one.description === "" ? "" : `, "${one.description}"`}`,
      `  series ${one.uid}`,
    );
    lines.push(...one.problems.map((problem) => `  warning: ${problem}`));
  }
  for (const mask of masks) lines.push(`${mask.file}: ${regionsText(mask).join("\n  ")}`);
  lines.push(...problems.map(({ file, problem }) => `warning: ${file}: ${problem}`));
  return lines;
}

/** A name as a table may show it. */
function cut(name: string): string {
  return name.length > 64 ? `${name.slice(0, 64)}...` : name;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
