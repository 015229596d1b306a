import { vec3 } from "../../affine.ts";
import type { DicomFile } from "../dataset.ts";
import { DicomError } from "../dataset.ts";
import type { PlacedSlice } from "../placed-slice.ts";
import { placedSlices, sliceName } from "../placed-slice.ts";
import { sliceHeaders } from "../slice-header.ts";
import type { Plane } from "./plane.ts";

/** One slice of the series that a segmentation is made on, with its pixels' places. */
export interface SourceSlice extends PlacedSlice {
  readonly plane: Plane;
}

/** Two slices at this distance or less lie at one place. */
const SAME_PLACE_MM = 1e-3;

/**
 * The slices of one series, of single-frame or enhanced multi-frame files, in order along their normal.
 *
 * @throws DicomError `no-series`, `mixed-series`, `duplicate-slices`; those of `sliceHeaders` and `placedSlices`.
 */
export function sourceSlices(series: readonly DicomFile[]): SourceSlice[] {
  if (series.length === 0) throw new DicomError("no-series", "A segmentation needs the series that it was made on.");
  for (const keyword of ["SeriesInstanceUID", "FrameOfReferenceUID", "StudyInstanceUID"] as const) {
    const found = new Set(series.map(({ dataset }) => dataset.text(keyword)));
    if (found.size > 1)
      throw new DicomError(
        "mixed-series",
        `The ${series.length} files have ${found.size} different values of ${keyword}; one series is needed.`,
      );
    if (found.has(undefined))
      throw new DicomError("mixed-series", `The series has no ${keyword}; a segmentation needs it.`);
  }
  const placed = placedSlices(series.flatMap((file) => sliceHeaders(file))).toSorted((a, b) => a.along - b.along);
  for (const [n, { header, along }] of placed.slice(1).entries())
    if (along - placed[n].along <= SAME_PLACE_MM)
      throw new DicomError(
        "duplicate-slices",
        `${sliceName(placed[n].header)} and ${sliceName(header)} lie at the same place. Leave one of them out.`,
      );
  return placed.map((slice) => ({ ...slice, plane: planeOf(slice) }));
}

function planeOf({ header, position, orientation, spacing }: PlacedSlice): Plane {
  return {
    origin: position,
    alongRow: vec3((axis) => orientation[axis] * spacing[1]),
    alongColumn: vec3((axis) => orientation[3 + axis] * spacing[0]),
    columns: header.columns,
    rows: header.rows,
  };
}
