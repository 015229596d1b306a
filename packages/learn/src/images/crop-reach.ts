import type { Vec3 } from "@hilum/volume";
import type { CompleteImageSettings } from "./image-settings.ts";

/** How many voxels beyond the lesion's box a crop with these settings can reach along each axis, turned and enlarged crops included. */
export function cropReach({ crop, spacing, augmentation }: CompleteImageSettings): Vec3 {
  const { rotate, shiftMm, turnDegrees, scale } = augmentation;
  const inPlane = Math.max(crop[0] * spacing[0], crop[1] * spacing[1]);
  // Quarter turns exchange the axes of the axial plane.
  const sides =
    rotate > 0 ? [inPlane, inPlane, crop[2] * spacing[2]] : crop.map((voxels, axis) => voxels * spacing[axis]);
  const sine = Math.sin((turnDegrees * Math.PI) / 180);
  const total = sides[0] + sides[1] + sides[2];
  const reach = (axis: 0 | 1 | 2): number => {
    // Three turns one after the other: an off-diagonal entry of the matrix is at most sin + sin².
    const half = ((sides[axis] + (sine + sine * sine) * (total - sides[axis])) * (1 + scale)) / 2;
    return Math.ceil((half + shiftMm) / spacing[axis]) + 1;
  };
  return [reach(0), reach(1), reach(2)];
}
