import type { Grid, Vec3, Volume } from "@hilum/volume";

/** A grid at the origin, axes along x, y, z. */
export function plainGrid(size: Vec3, spacing: Vec3 = [1, 1, 1]): Grid {
  return { size, spacing, origin: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
}

/** A volume whose voxels are computed from their index. */
export function volumeOf(size: Vec3, value: (index: Vec3) => number, spacing: Vec3 = [1, 1, 1]): Volume<Float64Array> {
  const data = new Float64Array(size[0] * size[1] * size[2]);
  for (let k = 0, at = 0; k < size[2]; k++)
    for (let j = 0; j < size[1]; j++) for (let i = 0; i < size[0]; i++, at++) data[at] = value([i, j, k]);
  return { grid: plainGrid(size, spacing), data };
}

/** 1 within an ellipsoid along the axes of the grid. */
export function ellipsoid(centre: Vec3, radii: Vec3): (index: Vec3) => number {
  return (index) => (index.reduce((sum, i, a) => sum + ((i - centre[a]) / radii[a]) ** 2, 0) <= 1 ? 1 : 0);
}

/** The features of an extraction by name, `family_feature`. */
export function byName(
  features: readonly { family: string; feature: string; value: number }[],
): Record<string, number> {
  return Object.fromEntries(features.map(({ family, feature, value }) => [`${family}_${feature}`, value]));
}
