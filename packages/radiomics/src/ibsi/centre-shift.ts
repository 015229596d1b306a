import type { IbsiLesion } from "./ibsi-lesion.ts";
import { overVoxels } from "./over-voxels.ts";

/** From the centre of the morphological mask to the centre of mass of the intensity mask, in mm. */
export function centreShift({ outline, voi, intensities }: IbsiLesion): number {
  const [centre, weighted] = [
    [0, 0, 0],
    [0, 0, 0],
  ];
  let total = 0;
  overVoxels(outline, (index) => {
    for (let a = 0; a < 3; a++) centre[a] += (index[a] + outline.box.lower[a]) / outline.voxelCount;
  });
  overVoxels(voi, (index, n) => {
    total += intensities[n];
    for (let a = 0; a < 3; a++) weighted[a] += (index[a] + voi.box.lower[a]) * intensities[n];
  });
  const shift = centre.map((x, axis) => (x - weighted[axis] / total) * outline.spacing[axis]);
  return Math.sqrt(shift.reduce((sum, mm) => sum + mm * mm, 0));
}
