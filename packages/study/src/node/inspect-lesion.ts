import { boundingBox, connectedComponents, volumeMl } from "@hilum/volume";
import type { Vec3 } from "@hilum/volume";
import { axialSlice } from "../report/axial-slice.ts";
import type { AxialSlice } from "../report/report-types.ts";
import { readLesion } from "./lesion-files.ts";
import type { Lesion, LesionRequest } from "./lesion-files.ts";

/** What `hilum check` wants to know of a case before hours of work. */
export interface Inspection {
  readonly size: Vec3;
  readonly spacing: Vec3;
  readonly voxels: number;
  readonly volumeMl: number;
  /** Edges of the lesion's bounding box, mm. */
  readonly extentMm: Vec3;
  /** Things a person should look at; none of them stops a run. */
  readonly problems: readonly string[];
  readonly slice: AxialSlice;
}

export async function inspectLesion({ image, mask, ...options }: LesionRequest): Promise<Inspection> {
  const lesion = await readLesion({ image, mask }, options);
  const { size, spacing } = lesion.image.grid;
  const box = boundingBox(lesion.mask);
  const extent: Vec3 = [box.size[0] * spacing[0], box.size[1] * spacing[1], box.size[2] * spacing[2]];
  return {
    size,
    spacing,
    voxels: lesion.mask.data.reduce((sum: number, inside) => sum + inside, 0),
    volumeMl: volumeMl(lesion.mask),
    extentMm: extent,
    problems: [...lesion.warnings, ...problemsOf(lesion, extent)],
    slice: axialSlice(lesion.image, lesion.mask),
  };
}

function problemsOf({ image, mask }: Lesion, extent: Vec3): string[] {
  const problems: string[] = [];
  const { spacing } = image.grid;
  const thick = Math.max(...spacing);
  if (thick > 3) problems.push(`voxels are up to ${thick.toFixed(1)} mm apart; texture needs 3 mm or less`);
  const longest = Math.max(...extent);
  if (longest > 100) problems.push(`the lesion is ${longest.toFixed(0)} mm long: is this the mask of a nodule?`);
  if (longest < 3) problems.push(`the lesion is only ${longest.toFixed(1)} mm long`);
  const parts = connectedComponents(mask, 26).sizes.length;
  if (parts > 1) problems.push(`the mask has ${parts} separate parts`);
  let lowest = Infinity;
  let highest = -Infinity;
  for (const value of image.data) {
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  if (lowest > -200 || highest < -900 || lowest < -5000) {
    problems.push(`intensities run from ${lowest} to ${highest}: not Hounsfield units of a chest CT?`);
  }
  return problems;
}
