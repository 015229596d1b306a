import type { Grid } from "../volume.ts";
import { DicomError } from "./dataset.ts";
import type { PlacedSlice } from "./placed-slice.ts";
import { placedSlices, sliceName } from "./placed-slice.ts";
import { chosenSeries } from "./choose-series.ts";
import type { SliceHeader } from "./slice-header.ts";

/** Slices in the order of the volume, and where it lies. */
export interface SeriesGeometry {
  readonly grid: Grid;
  /** From the lowest to the highest place along the slices' normal; copies left out. */
  readonly slices: readonly SliceHeader[];
  /** What was left out or assumed, in words. */
  readonly warnings: readonly string[];
}

/** Gaps may differ from their median by this part of it, and by rounding of written positions. */
const GAP_TOLERANCE = 0.01;
const ROUNDING_MM = 1e-3;
/** Slices may lie beside the line along their normal by this part of a pixel. */
const LATERAL_TOLERANCE = 0.1;

/**
 * The order of the slices of one series and their grid in the patient. Slices are sorted by position along their normal, never by
 * number; the third axis of the grid is the normal (row direction × column direction).
 *
 * Copies of a file (same SOP instance) and images of type LOCALIZER among others are left out with a warning. Everything else that
 * would bend space is an error that names the slices.
 *
 * @param options.series - The series instance UID to take, where there are several.
 * @throws DicomError `no-images`, `several-series`, `no-geometry` (position, orientation or spacing absent), `mixed-slices`
 * (orientation, size, spacing or frame of reference differ), `duplicate-positions`, `missing-slices`, `uneven-slices`, `gantry-tilt`.
 * @see PS3.3, C.7.6.2
 */
export function seriesGeometry(
  headers: readonly SliceHeader[],
  options: { readonly series?: string } = {},
): SeriesGeometry {
  const { headers: chosen, warnings } = chosenSeries(headers, options.series);
  const placed = placedSlices(chosen);
  const sorted = [...placed].sort((a, b) => a.along - b.along);
  const { header: first, orientation, normal, spacing } = sorted[0];
  const thirdSpacing = sorted.length === 1 ? thicknessAsSpacing(first, warnings) : evenSpacing(sorted);
  if (sorted.length > 1) refuseTilt(sorted);
  const [rowX, rowY, rowZ, columnX, columnY, columnZ] = orientation;
  const grid: Grid = {
    size: [first.columns, first.rows, sorted.length],
    spacing: [spacing[1], spacing[0], thirdSpacing],
    origin: sorted[0].position,
    direction: [rowX, columnX, normal[0], rowY, columnY, normal[1], rowZ, columnZ, normal[2]],
  };
  return { grid, slices: sorted.map(({ header }) => header), warnings };
}

function thicknessAsSpacing(header: SliceHeader, warnings: string[]): number {
  if (!(header.sliceThickness !== undefined && header.sliceThickness > 0))
    throw new DicomError(
      "no-geometry",
      `The series has one image, ${sliceName(header)}, without a slice thickness, so that its third dimension is unknown.`,
    );
  warnings.push(
    `The series has one image; its slice thickness, ${header.sliceThickness} mm, is taken as the slice spacing.`,
  );
  return header.sliceThickness;
}

/** Distance between neighbours, after a check that all are equal. */
function evenSpacing(sorted: readonly PlacedSlice[]): number {
  const gaps = sorted.slice(1).map(({ along }, n) => along - sorted[n].along);
  const median = [...gaps].sort((a, b) => a - b)[Math.floor((gaps.length - 1) / 2)];
  const pair = (n: number): string => `${sliceName(sorted[n].header)} and ${sliceName(sorted[n + 1].header)}`;
  const equal = gaps.flatMap((gap, n) => (gap <= Math.max(ROUNDING_MM, GAP_TOLERANCE * median) ? [n] : []));
  if (equal.length > 0)
    throw new DicomError(
      "duplicate-positions",
      `${equal.length} pairs of different images lie in the same place: ${listed(equal, pair)}. They are perhaps two phases or ` +
        `reconstructions in one series; leave one of each pair out.`,
    );
  const wrong = gaps.flatMap((gap, n) => (Math.abs(gap - median) > GAP_TOLERANCE * median + ROUNDING_MM ? [n] : []));
  const missing = wrong.map((n) => Math.round(gaps[n] / median) - 1);
  if (wrong.length > 0 && wrong.every((n, i) => missing[i] > 0 && isMultiple(gaps[n], median)))
    throw new DicomError(
      "missing-slices",
      `${missing.reduce((sum, count) => sum + count, 0)} slices are missing (slices lie ${rounded(median)} mm apart): ` +
        `${listed(wrong, (n, i) => `${missing[i]} between ${pair(n)}`)}. Ask for the complete series.`,
    );
  if (wrong.length > 0)
    throw new DicomError(
      "uneven-slices",
      `Slices lie unevenly (mostly ${rounded(median)} mm apart): ` +
        `${listed(wrong, (n) => `${rounded(gaps[n])} mm between ${pair(n)}`)}. A regular grid cannot hold them; choose an evenly ` +
        `reconstructed series.`,
    );
  return (sorted[sorted.length - 1].along - sorted[0].along) / gaps.length;
}

/** Positions have to lie on a line along the normal. */
function refuseTilt(sorted: readonly PlacedSlice[]): void {
  const { position: origin, normal, spacing, along: start } = sorted[0];
  const beside = sorted.map(({ position, along }) => {
    const off = position.map((x, axis) => x - origin[axis] - normal[axis] * (along - start));
    return Math.hypot(...off);
  });
  const tolerance = LATERAL_TOLERANCE * Math.min(...spacing);
  const worst = beside.indexOf(Math.max(...beside));
  if (beside[worst] <= tolerance) return;
  const length = sorted[worst].along - start;
  const degrees = (Math.atan2(beside[worst], length) * 180) / Math.PI;
  const isStraight = sorted.every(
    ({ along }, n) => Math.abs(beside[n] - (beside[worst] * (along - start)) / length) <= tolerance,
  );
  throw isStraight
    ? new DicomError(
        "gantry-tilt",
        `The slices are sheared by ${rounded(degrees)}° (gantry tilt ${sorted[0].header.gantryTilt ?? "not stated"}): the positions of ` +
          `${sliceName(sorted[0].header)} and ${sliceName(sorted[worst].header)} differ by ${rounded(beside[worst])} mm across their ` +
          `normal. Straighten the series first (for example with dcm2niix, file *_Tilt_1), or use one without tilt.`,
      )
    : new DicomError(
        "mixed-slices",
        `${sliceName(sorted[worst].header)} lies ${rounded(beside[worst])} mm beside the line of the others; a volume needs slices ` +
          `above each other. Leave out slices of another scan.`,
      );
}

function isMultiple(gap: number, median: number): boolean {
  const times = Math.round(gap / median);
  return Math.abs(gap - times * median) <= times * (GAP_TOLERANCE * median) + ROUNDING_MM;
}

/** The first five in words. */
function listed(gaps: readonly number[], inWords: (gap: number, n: number) => string): string {
  const MOST = 5;
  const shown = gaps.slice(0, MOST).map(inWords).join("; ");
  return gaps.length <= MOST ? shown : `${shown}; and ${gaps.length - MOST} more`;
}

function rounded(value: number): string {
  return String(Number(value.toFixed(3)));
}
