import { glcmIbsiFamily } from "./glcm-family.ts";
import { gldzmIbsiFamily } from "./gldzm-family.ts";
import { glrlmIbsiFamily } from "./glrlm-family.ts";
import { glszmIbsiFamily } from "./glszm-family.ts";
import type { IbsiFamily } from "./ibsi-table.ts";
import { intensityHistogramFamily } from "./intensity-histogram.ts";
import { intensityStatisticsFamily } from "./intensity-statistics.ts";
import { intensityVolumeHistogramFamily } from "./intensity-volume-histogram.ts";
import { localIntensityFamily } from "./local-intensity.ts";
import { morphologyFamily } from "./morphology.ts";
import { ngldmIbsiFamily } from "./ngldm-family.ts";
import { ngtdmIbsiFamily } from "./ngtdm-family.ts";

/** Every family of IBSI features by name, in the manual's order. */
export const ibsiFamilies: ReadonlyMap<string, IbsiFamily> = new Map(
  [
    morphologyFamily,
    localIntensityFamily,
    intensityStatisticsFamily,
    intensityHistogramFamily,
    intensityVolumeHistogramFamily,
    glcmIbsiFamily,
    glrlmIbsiFamily,
    glszmIbsiFamily,
    gldzmIbsiFamily,
    ngtdmIbsiFamily,
    ngldmIbsiFamily,
  ].map((family) => [family.name, family]),
);
