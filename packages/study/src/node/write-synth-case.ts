import { join } from "node:path";
import { writeNifti } from "@hilum/volume/nifti";
import { synthCasePaths } from "../synth/cohort-files.ts";
import { synthesiseCase } from "../synth/synth-case.ts";
import type { SyntheticRecord } from "../synth/synth-case.ts";
import type { SynthOptions } from "../synth/synth-options.ts";
import { writeFileAtomic } from "./atomic-file.ts";

export interface SynthRequest {
  readonly options: SynthOptions;
  readonly index: number;
  /** Folder of the cohort. */
  readonly out: string;
}

/** Makes one case of a synthetic cohort, writes its image and mask, and returns the rest. */
export async function writeSynthCase({ options, index, out }: SynthRequest): Promise<SyntheticRecord> {
  const { image, mask, ...record } = synthesiseCase(options, index);
  const paths = synthCasePaths(record.case);
  await writeFileAtomic(join(out, paths.image), writeNifti(image));
  await writeFileAtomic(join(out, paths.mask), writeNifti(mask));
  return record;
}
