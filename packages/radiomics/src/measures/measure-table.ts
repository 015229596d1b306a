import { type FeatureRow, type Undefined, undefinedBecause } from "../feature-table.ts";
import type { InPlaneDiameters } from "./in-plane-diameters.ts";

/** What the measures are made of. */
export interface MeasuredLesion {
  readonly axial: InPlaneDiameters;
  /** Undefined if no voxel of the lesion is solid. */
  readonly solidAxial: InPlaneDiameters | undefined;
  readonly spaceMm: number;
  readonly volumeMl: number;
  readonly solidVolumeMl: number;
  /** HU. */
  readonly mean: number;
  readonly solidMean: number | Undefined;
}

/** A measure: what it is called in full, how it is made, and whose definition it is. */
export interface MeasureRow extends FeatureRow<MeasuredLesion> {
  readonly name: string;
  readonly formula: string;
  readonly reference: string;
}

const fleischner = "Bankier et al., Radiology 285 (2017) 584-600 (Fleischner Society)";
const iaslc = "Travis et al., J Thorac Oncol 11 (2016) 1204-1223 (IASLC, T descriptor of subsolid nodules)";

/** The measures that stage a small lung cancer. The keys are the British names, `pyradiomics` is what CSV files print. */
export const measureTable = {
  axialDiameter: {
    pyradiomics: "AxialDiameter",
    name: "longest axial diameter",
    unit: "mm",
    formula: "longest distance between two points of the outline within one axial slice, over all slices",
    reference: fleischner,
    of: ({ axial }) => axial.longMm,
  },
  axialShortAxis: {
    pyradiomics: "AxialShortAxis",
    name: "axial short axis",
    unit: "mm",
    formula: "longest chord of the convex outline at right angles to the longest axial diameter, in its slice",
    reference: fleischner,
    of: ({ axial }) => axial.shortMm,
  },
  axialMeanDiameter: {
    pyradiomics: "AxialMeanDiameter",
    name: "mean axial diameter",
    unit: "mm",
    formula: "(AxialDiameter + AxialShortAxis) / 2",
    reference: fleischner,
    of: ({ axial }) => (axial.longMm + axial.shortMm) / 2,
  },
  diameter3d: {
    pyradiomics: "Diameter3D",
    name: "longest diameter in space",
    unit: "mm",
    formula: "longest distance between two points of the lesion's surface",
    ibsi: "L0JK",
    reference: "IBSI reference manual, arXiv:1612.07003",
    of: ({ spaceMm }) => spaceMm,
  },
  solidDiameter: {
    pyradiomics: "SolidDiameter",
    name: "solid diameter",
    unit: "mm",
    formula: "longest axial diameter of one connected area of voxels at or above solidThreshold; 0 if there is none",
    reference: iaslc,
    of: ({ solidAxial }) => solidAxial?.longMm ?? 0,
  },
  consolidationTumourRatio: {
    pyradiomics: "ConsolidationTumorRatio",
    name: "consolidation-to-tumour ratio",
    unit: "1",
    formula: "SolidDiameter / AxialDiameter",
    reference: "Suzuki et al., J Thorac Oncol 6 (2011) 751-756 (JCOG0201)",
    of: ({ axial, solidAxial }) => (solidAxial?.longMm ?? 0) / axial.longMm,
  },
  volume: {
    pyradiomics: "Volume",
    name: "volume",
    unit: "mL",
    formula: "voxels of the lesion times the volume of one",
    reference: fleischner,
    of: ({ volumeMl }) => volumeMl,
  },
  solidVolume: {
    pyradiomics: "SolidVolume",
    name: "solid volume",
    unit: "mL",
    formula: "voxels of the lesion at or above solidThreshold times the volume of one",
    reference: "Lee et al., PLoS ONE 13 (2018) e0205490 (-160 HU)",
    of: ({ solidVolumeMl }) => solidVolumeMl,
  },
  solidVolumeShare: {
    pyradiomics: "SolidVolumeShare",
    name: "solid share of the volume",
    unit: "1",
    formula: "SolidVolume / Volume",
    reference: "Lee et al., PLoS ONE 13 (2018) e0205490 (-160 HU)",
    of: ({ volumeMl, solidVolumeMl }) => solidVolumeMl / volumeMl,
  },
  solidMean: {
    pyradiomics: "SolidMeanIntensity",
    name: "mean intensity of the solid part",
    unit: "HU",
    formula: "mean of the voxels at or above solidThreshold",
    reference: "Lee et al., PLoS ONE 13 (2018) e0205490 (-160 HU)",
    of: ({ solidMean }) => solidMean,
  },
  mass: {
    pyradiomics: "Mass",
    name: "mass",
    unit: "mg",
    formula: "Volume in mL times (mean HU + 1000): a voxel's density is 1 mg/mL for each HU above air",
    reference: "de Hoop et al., Radiology 255 (2010) 199-206",
    of: ({ volumeMl, mean }) =>
      mean < -1000 ? undefinedBecause("the mean intensity is below that of air (-1000 HU)") : volumeMl * (mean + 1000),
  },
} satisfies Readonly<Record<string, MeasureRow>>;
