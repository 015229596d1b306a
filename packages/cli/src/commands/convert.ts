import { Command } from "commander";
import { print } from "../console.ts";
import { wholeNumber, withCommonOptions } from "../options.ts";
import type { CommonOptions } from "../options.ts";

interface ConvertCommandOptions extends CommonOptions {
  readonly image?: string;
  readonly series?: string;
  readonly roi?: string;
  readonly label?: number;
  readonly segment?: readonly string[];
}

const help = `
INPUT is a DICOM folder or file, NIfTI, NRRD, MetaImage, RTSTRUCT or DICOM SEG. The ending of OUTPUT says the format:
.nii.gz, .nii, .nrrd, .mha, or .dcm for a mask as DICOM SEG. Values and axes stay as they are, and geometry too (NIfTI
rounds it to 32-bit floats). A DICOM SEG names the patient as its series does.

Examples:
  hilum convert ct_series/ ct.nii.gz
  hilum convert rtstruct.dcm mask.nii.gz --image ct_series/ --roi GTV-1
  hilum convert mask.nii.gz seg.dcm --image ct_series/ --segment "Nodule"
  hilum convert seg.dcm mask.nrrd --roi Nodule`;

export function convertCommand(): Command {
  return withCommonOptions(
    new Command("convert")
      .summary("an image or mask in another format")
      .description("Writes an image or mask in another format.")
      .argument("<INPUT>", "image, mask or folder of a DICOM series")
      .argument("<OUTPUT>", "file to write")
      .option("--image <IMAGE>", "the image that a mask belongs to (needed for RTSTRUCT, and to write DICOM SEG)")
      .option("--series <UID>", "the series, where a folder holds several")
      .option("--roi <NAME>", "name of the ROI in an RTSTRUCT, or of the segment in a DICOM SEG")
      .option(
        "--label <N>",
        "value in a mask, or number of the segment in a DICOM SEG, that becomes 1",
        wholeNumber("--label", 1),
      )
      .option(
        "--segment <NAME>",
        "what a DICOM SEG calls the value 1 (again for 2, 3 ...; default: Nodule)",
        collected,
      ),
  )
    .addHelpText("after", help)
    .action(convert);
}

/** --segment A --segment B. */
function collected(value: string, former: readonly string[] | undefined): readonly string[] {
  return [...(former ?? []), value];
}

async function convert(input: string, output: string, options: ConvertCommandOptions): Promise<void> {
  const { convertImage } = await import("@hilum/study/node/files");
  const { segment, ...rest } = options;
  const done = await convertImage(input, output, { ...rest, segments: segment });
  const lines = [
    ...done.warnings.map((warning) => `warning: ${warning}`),
    `${done.format}, ${done.size.join("×")} voxels of ${done.spacing.map((mm) => Number(mm.toFixed(4))).join("×")} mm: ${done.out}`,
  ];
  print(options, done, lines.join("\n"));
}
