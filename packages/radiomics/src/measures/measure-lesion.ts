import { type Volume } from "@hilum/volume";
import type { FeatureValue } from "../extraction.ts";
import type { FeatureColumn } from "../feature-columns.ts";
import { measurement, undefinedBecause } from "../feature-table.ts";
import { meshDiameters } from "../mesh-diameters.ts";
import type { MeasureSettings } from "../settings.ts";
import { cutVoi, intensitiesOf } from "../voi.ts";
import { axialDiameters, patientAxis } from "./axial-slices.ts";
import { type MeasuredLesion, type MeasureRow, measureTable } from "./measure-table.ts";

/** The family that the measures stand in, as if computed on the unfiltered image. */
const family = "measures";

/** Slices tilted by more are no axial image. */
const mostDegrees = 20;

/** The measures as columns of a table, in their order. */
export const measureColumns: readonly FeatureColumn[] = Object.values(measureTable).map((row: MeasureRow) => ({
  image: "original",
  family,
  feature: row.pyradiomics,
  unit: row.unit,
  ibsi: row.ibsi ?? "",
}));

/**
 * The measures that stage a small lung cancer, on the image's own grid, before any resampling.
 *
 * @param image - in Hounsfield units.
 */
export function measureLesion(
  image: Volume,
  mask: Volume,
  label: number,
  settings: MeasureSettings,
): { readonly features: FeatureValue[]; readonly warnings: string[] } {
  const { axis, offDegrees } = patientAxis(image.grid);
  const prepared = prepareMeasures(image, mask, label, settings, axis);
  const features = Object.values(measureTable).map(({ of }, n) => ({
    ...measureColumns[n],
    ...measurement(of(prepared)),
  }));
  const warnings =
    offDegrees > mostDegrees
      ? [
          `The slices are tilted by ${offDegrees.toFixed(0)} degrees against the axial plane; axial diameters lie within them.`,
        ]
      : [];
  return { features, warnings };
}

function prepareMeasures(
  image: Volume,
  mask: Volume,
  label: number,
  { solidThreshold }: MeasureSettings,
  axis: 0 | 1 | 2,
): MeasuredLesion {
  const voi = cutVoi(mask, label);
  const intensities = intensitiesOf(image, voi);
  const solid = new Uint8Array(voi.inside.length);
  let [total, solidTotal, solidCount] = [0, 0, 0];
  for (let at = 0, n = 0; at < solid.length; at++) {
    if (!voi.inside[at]) continue;
    const hu = intensities[n++];
    total += hu;
    if (!(hu >= solidThreshold)) continue;
    solid[at] = 1;
    solidTotal += hu;
    solidCount++;
  }
  const { spacing } = voi;
  const { size } = voi.box;
  const voxelMl = (spacing[0] * spacing[1] * spacing[2]) / 1000;
  return {
    // A VOI has a voxel, so that there is a slice to measure in.
    axial: axialDiameters({ size, spacing, inside: voi.inside }, axis, "slice") ?? { longMm: 0, shortMm: 0 },
    solidAxial: axialDiameters({ size, spacing, inside: solid }, axis, "part"),
    spaceMm: meshDiameters(voi).inSpace,
    volumeMl: voi.voxelCount * voxelMl,
    solidVolumeMl: solidCount * voxelMl,
    mean: total / voi.voxelCount,
    solidMean:
      solidCount > 0
        ? solidTotal / solidCount
        : undefinedBecause(`no voxel of the lesion has ${solidThreshold} HU or more`),
  };
}
