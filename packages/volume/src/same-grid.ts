import { vec3 } from "./affine.ts";
import type { Grid, Volume } from "./volume.ts";
import { VolumeError } from "./volume.ts";

/** Spacings may differ by this share: header fields have 6 or 7 digits. */
const SPACING_TOLERANCE = 1e-4;
/** First voxels may lie this many mm apart: coordinates of 1000 mm in 32-bit floats are good to 1e-4 mm. */
const ORIGIN_TOLERANCE_MM = 1e-3;
/** Axes may meet at this angle, in radians. */
const DIRECTION_TOLERANCE = 1e-4;

/**
 * What differs between two grids, in words with numbers; empty if they are the same for every purpose of an analysis.
 *
 * Tolerated: 0.01 % of spacing, 0.001 mm between the first voxels, 0.0001 rad (0.006°) between axes.
 */
export function compareGrids(a: Grid, b: Grid): string[] {
  const differences: string[] = [];
  if (a.size.some((n, axis) => n !== b.size[axis]))
    differences.push(`sizes ${a.size.join("×")} and ${b.size.join("×")}`);
  if (a.spacing.some((mm, axis) => !(Math.abs(mm - b.spacing[axis]) <= SPACING_TOLERANCE * mm)))
    differences.push(`spacings ${lengths(a)} and ${lengths(b)} mm`);
  const apart = Math.hypot(...vec3((axis) => a.origin[axis] - b.origin[axis]));
  if (!(apart <= ORIGIN_TOLERANCE_MM)) differences.push(`first voxels ${rounded(apart)} mm apart`);
  const angle = Math.max(...vec3((axis) => angleBetween(a, b, axis)));
  if (!(angle <= DIRECTION_TOLERANCE)) differences.push(`axes ${rounded((angle * 180) / Math.PI)}° apart`);
  return differences;
}

/** Whether two grids are the same within the tolerances of `compareGrids`. */
export function sameGrid(a: Grid, b: Grid): boolean {
  return compareGrids(a, b).length === 0;
}

/**
 * Makes sure that a mask lies on the grid of its image.
 *
 * @throws VolumeError `grid-mismatch` that says what differs and by how much.
 */
export function requireSameGrid(image: Pick<Volume, "grid">, mask: Pick<Volume, "grid">): void {
  const differences = compareGrids(image.grid, mask.grid);
  if (differences.length > 0)
    throw new VolumeError(
      "grid-mismatch",
      `The image and the mask lie on different grids: ${differences.join("; ")}. Resample the mask onto image.grid first.`,
    );
}

/** The angle between two axes, from the chord: the arc cosine has no digits left near 0. */
function angleBetween(a: Grid, b: Grid, axis: 0 | 1 | 2): number {
  const chord = Math.hypot(...vec3((row) => a.direction[3 * row + axis] - b.direction[3 * row + axis]));
  return 2 * Math.asin(Math.min(1, chord / 2));
}

function lengths({ spacing }: Grid): string {
  return spacing.map(rounded).join("×");
}

function rounded(x: number): string {
  return String(Number(x.toPrecision(6)));
}
