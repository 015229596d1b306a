import { apply, inverse, stepsToMm, vec3 } from "../../affine.ts";
import { pointToIndex } from "../../grid.ts";
import type { Grid, Vec3 } from "../../volume.ts";
import type { Dataset } from "../dataset.ts";
import { DicomError } from "../dataset.ts";

/** The pixels of one frame in the patient: pixel (c, r) lies at `origin + c * alongRow + r * alongColumn` (LPS mm). */
export interface Plane {
  readonly origin: Vec3;
  /** From one column to the next. */
  readonly alongRow: Vec3;
  /** From one row to the next. */
  readonly alongColumn: Vec3;
  readonly columns: number;
  readonly rows: number;
}

/** Where a frame's pixels stand among the voxels of a grid: pixel (c, r) is the voxel `start + c * alongRow + r * alongColumn`. */
export interface Placement {
  readonly start: Vec3;
  readonly alongRow: Vec3;
  readonly alongColumn: Vec3;
}

/** Pixels may miss the voxel centres by this share of a voxel anywhere on the frame: headers round, in both files. */
export const PLACEMENT_TOLERANCE = 0.1;

/**
 * The plane that stands under these three attributes, each in the data set (or functional group) that holds it.
 *
 * @throws DicomError `damaged-geometry` that names the attribute.
 * @see PS3.3, C.7.6.2.1.1
 */
export function readPlane(
  from: { position: Dataset | undefined; orientation: Dataset | undefined; measures: Dataset | undefined },
  columns: number,
  rows: number,
  frame: string,
): Plane {
  const numbers = (source: Dataset | undefined, keyword: Parameters<Dataset["numbers"]>[0], count: number) => {
    const values = source?.numbers(keyword) ?? [];
    if (values.length !== count || !values.every((x) => Math.abs(x) <= 1e6))
      throw new DicomError(
        "damaged-geometry",
        `${frame} has ${values.length === 0 ? "no" : "an unusable"} ${keyword} ` +
          `(${values.slice(0, 6).join(", ")}); ${count} numbers are needed.`,
      );
    return values;
  };
  const [x, y, z] = numbers(from.position, "ImagePositionPatient", 3);
  const axes = numbers(from.orientation, "ImageOrientationPatient", 6);
  const [rowSpacing, columnSpacing] = numbers(from.measures, "PixelSpacing", 2);
  const [across, down] = [axes.slice(0, 3), axes.slice(3)];
  const skew = across.reduce((sum, a, n) => sum + a * down[n], 0);
  const unit = (axis: readonly number[]): boolean => Math.abs(Math.hypot(...axis) - 1) < 1e-3;
  if (!unit(across) || !unit(down) || !(Math.abs(skew) < 1e-3) || !(rowSpacing > 0 && columnSpacing > 0))
    throw new DicomError(
      "damaged-geometry",
      `${frame} has the axes (${axes.join(", ")}) and the pixel spacing ${rowSpacing}×${columnSpacing} mm; two unit vectors at a ` +
        "right angle and lengths above 0 are needed.",
    );
  return {
    origin: [x, y, z],
    alongRow: vec3((axis) => across[axis] * columnSpacing),
    alongColumn: vec3((axis) => down[axis] * rowSpacing),
    columns,
    rows,
  };
}

/**
 * Where the pixels of a plane stand on a grid, in any of its orientations; undefined if their centres are not centres of voxels of
 * the (unbounded) grid, to a tenth of a voxel.
 */
export function placement(plane: Plane, grid: Grid): Placement | undefined {
  const toSteps = inverse(stepsToMm(grid));
  const [origin, right, down] = [
    pointToIndex(grid, plane.origin),
    apply(toSteps, plane.alongRow),
    apply(toSteps, plane.alongColumn),
  ];
  const [start, alongRow, alongColumn] = [rounded(origin), rounded(right), rounded(down)];
  const fits = [0, 1, 2].every((axis) => {
    const drift =
      (plane.columns - 1) * Math.abs(right[axis] - alongRow[axis]) +
      (plane.rows - 1) * Math.abs(down[axis] - alongColumn[axis]);
    return Math.abs(origin[axis] - start[axis]) + drift <= PLACEMENT_TOLERANCE;
  });
  const straight = isUnit(alongRow) && isUnit(alongColumn) && alongRow.every((x, axis) => x * alongColumn[axis] === 0);
  return fits && straight ? { start, alongRow, alongColumn } : undefined;
}

/** The pixels of a placed frame that are voxels of the grid, for loops: pixel (c, r) stands at `first + c * perColumn + r * perRow`. */
export interface PlacedPixels {
  readonly columns: readonly [from: number, to: number];
  readonly rows: readonly [from: number, to: number];
  readonly first: number;
  readonly perColumn: number;
  readonly perRow: number;
}

/** Which pixels of a frame lie within the grid; undefined if none does. `to` is behind the last. */
export function placedPixels(place: Placement, { columns, rows }: Plane, { size }: Grid): PlacedPixels | undefined {
  const offset = ([i, j, k]: Vec3): number => i + size[0] * (j + size[1] * k);
  const { start, alongRow, alongColumn } = place;
  let [across, down]: (readonly [number, number])[] = [
    [0, columns],
    [0, rows],
  ];
  for (const axis of [0, 1, 2] as const) {
    const [from, n] = [start[axis], size[axis]];
    if (alongRow[axis] !== 0) across = within(across, from, alongRow[axis], n);
    else if (alongColumn[axis] !== 0) down = within(down, from, alongColumn[axis], n);
    else if (from < 0 || from >= n) return undefined;
  }
  if (across[0] >= across[1] || down[0] >= down[1]) return undefined;
  return {
    columns: across,
    rows: down,
    first: offset(start),
    perColumn: offset(alongRow),
    perRow: offset(alongColumn),
  };
}

/** The part of a range in which `start + x * sign` is an index of `n` voxels. */
function within(
  [from, to]: readonly [number, number],
  start: number,
  sign: number,
  n: number,
): readonly [number, number] {
  const [low, high] = sign > 0 ? [-start, n - start] : [start - n + 1, start + 1];
  return [Math.max(from, low), Math.min(to, high)];
}

/** The unit normal of a plane: rows cross columns. */
export function normal({ alongRow: [a, b, c], alongColumn: [d, e, f] }: Plane): Vec3 {
  const cross: Vec3 = [b * f - c * e, c * d - a * f, a * e - b * d];
  const length = Math.hypot(...cross);
  return vec3((axis) => cross[axis] / length);
}

/** How far along the normal of the first plane another one lies, in mm. */
export function distanceAlong(direction: Vec3, { origin }: Plane): number {
  return direction[0] * origin[0] + direction[1] * origin[1] + direction[2] * origin[2];
}

/** The largest difference, in mm, between steps of two planes over the width and height of the first. */
export function unparallel(a: Plane, b: Plane): number {
  const apart = (p: Vec3, q: Vec3): number => Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
  return a.columns * apart(a.alongRow, b.alongRow) + a.rows * apart(a.alongColumn, b.alongColumn);
}

function rounded(v: Vec3): Vec3 {
  return vec3((axis) => Math.round(v[axis]));
}

function isUnit(v: Vec3): boolean {
  return Math.abs(v[0]) + Math.abs(v[1]) + Math.abs(v[2]) === 1;
}
