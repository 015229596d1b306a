import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { indexToPoint } from "@hilum/volume";
import type { Grid, Vec3, Volume } from "@hilum/volume";
import type { DicomAttributes } from "../packages/volume/src/dicom/dicom-elements.ts";
import { makeStructureSet } from "../packages/volume/src/dicom/structure-set/test/make-structure-set.ts";
import { makeSlice } from "../packages/volume/src/dicom/test/make-slice.ts";

/** What makes a series that of one patient, in one frame of reference. */
export interface SeriesNames {
  readonly series: string;
  readonly frame: string;
  readonly patient?: string;
}

const STUDY = "2.25.1000";

/** A volume of whole HU as the files of a DICOM series, one for each slice. */
export function smallSeries({ grid, data }: Volume, { series, frame, patient = "Nobody" }: SeriesNames): Uint8Array[] {
  const [ni, nj, nk] = grid.size;
  const { direction, spacing } = grid;
  return Array.from({ length: nk }, (_, k) =>
    makeSlice({
      rows: nj,
      columns: ni,
      instance: k + 1,
      position: indexToPoint(grid, [0, 0, k]),
      orientation: [0, 3, 6, 1, 4, 7].map((n) => direction[n]),
      valueAt: (row, column) => data[(k * nj + row) * ni + column] + 1024,
      more: {
        StudyInstanceUID: STUDY,
        PatientName: patient,
        PatientID: `id of ${patient}`,
        SOPInstanceUID: `${series}.${k + 1}`,
        SeriesInstanceUID: series,
        FrameOfReferenceUID: frame,
        PixelSpacing: [spacing[1], spacing[0]],
        SliceThickness: spacing[2],
      },
    }),
  );
}

/** Writes the files of a series into a folder, which is made. */
export function writeSeries(folder: string, files: readonly Uint8Array[], prefix = "IM"): void {
  mkdirSync(folder, { recursive: true });
  files.forEach((bytes, n) => writeFileSync(join(folder, `${prefix}${String(n).padStart(3, "0")}`), bytes));
}

/** A box of voxels, both ends included. */
export interface Box {
  readonly from: Vec3;
  readonly to: Vec3;
}

/** An RTSTRUCT with a box for each region, drawn half a voxel around its outer voxel centres on each of its slices. */
export function boxStructureSet(
  grid: Grid,
  { series, frame }: SeriesNames,
  regions: readonly { readonly name: string; readonly box: Box }[],
  changes: DicomAttributes = {},
): Uint8Array {
  const rois = regions.map(({ name, box: { from, to } }) => ({
    name,
    contours: Array.from({ length: to[2] - from[2] + 1 }, (_, n) => ({
      points: rectangle(grid, from, to, from[2] + n),
    })),
  }));
  const referenced = {
    FrameOfReferenceUID: frame,
    RTReferencedStudySequence: [{ RTReferencedSeriesSequence: [{ SeriesInstanceUID: series }] }],
  };
  return makeStructureSet(rois, {
    StudyInstanceUID: STUDY,
    SeriesInstanceUID: `${series}.99`,
    StructureSetROISequence: regions.map(({ name }, n) => ({
      ROINumber: n + 1,
      ReferencedFrameOfReferenceUID: frame,
      ROIName: name,
    })),
    ReferencedFrameOfReferenceSequence: [referenced],
    ...changes,
  });
}

function rectangle(grid: Grid, from: Vec3, to: Vec3, k: number): number[] {
  const [left, top, right, bottom] = [from[0] - 0.5, from[1] - 0.5, to[0] + 0.5, to[1] + 0.5];
  const corners: Vec3[] = [
    [left, top, k],
    [right, top, k],
    [right, bottom, k],
    [left, bottom, k],
  ];
  return corners.flatMap((corner) => [...indexToPoint(grid, corner)]);
}

/** The mask of a box. */
export function boxMask(grid: Grid, { from, to }: Box): Volume<Uint8Array> {
  const [ni, nj, nk] = grid.size;
  const data = new Uint8Array(ni * nj * nk);
  for (let k = from[2]; k <= to[2]; k++)
    for (let j = from[1]; j <= to[1]; j++) data.fill(1, (k * nj + j) * ni + from[0], (k * nj + j) * ni + to[0] + 1);
  return { grid, data };
}
