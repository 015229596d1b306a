import { Command } from "commander";
import { print } from "../console.ts";
import { numberBetween, threeNumbers, withCommonOptions } from "../options.ts";
import type { CommonOptions } from "../options.ts";

interface SegmentOptions extends CommonOptions {
  readonly at: [number, number, number];
  readonly diameter?: number;
  readonly index?: boolean;
  readonly series?: string;
  readonly out: string;
}

const help = `
The point is in patient coordinates (LPS, mm), as viewers show them, or a voxel index with --index. The mask should be
looked at, and corrected where vessels or the chest wall touch the nodule.

Examples:
  hilum segment ct.nii.gz --at -71.5,12,-188 --out mask.nii.gz
  hilum segment ct.nii.gz --at 120,85,33 --index --diameter 14 --out mask.nii.gz`;

export function segmentCommand(): Command {
  return withCommonOptions(
    new Command("segment")
      .summary("the mask of a lung nodule, from one point in it")
      .description("Outlines the lung nodule at a point.")
      .argument("<IMAGE>", "CT in HU: DICOM folder, NIfTI, NRRD or MetaImage")
      .requiredOption("--at <X,Y,Z>", "a point in the nodule", threeNumbers("--at"))
      .option("--index", "the point is a voxel index i,j,k instead of millimetres")
      .option("--diameter <MM>", "about how large the nodule is", numberBetween("--diameter", 1, 100))
      .option("--series <UID>", "the series, where a DICOM folder holds several")
      .requiredOption("--out <MASK>", "where the mask goes (.nii.gz, .nii, .nrrd or .mha)"),
  )
    .addHelpText("after", help)
    .action(segment);
}

async function segment(image: string, options: SegmentOptions): Promise<void> {
  const { segmentFile } = await import("@hilum/study/node/files");
  const found = await segmentFile(image, options);
  const lines = [
    `${found.volumeMl.toFixed(2)} ml, ${found.diameterMm.toFixed(1)} mm, threshold ${found.threshold.toFixed(0)} HU`,
    ...found.warnings.map((warning) => `warning: ${warning}`),
    `mask: ${found.out}`,
  ];
  print(options, found, lines.join("\n"));
}
