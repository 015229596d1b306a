import type { VoxelTarget } from "@hilum/volume/dicom";
import type { FitResult } from "../fit-results.ts";
import type { AxialSlice } from "../report/report-types.ts";
import type { SlicesRequest } from "./images/decode-series.ts";
import type { Inspection } from "./inspect-lesion.ts";
import type { fitTable } from "./jobs/fit-table.ts";
import type { FeatureRequest, LabelFeatures, LesionFeatures } from "./lesion-features.ts";
import type { SyntheticRecord } from "../synth/synth-case.ts";
import type { SynthRequest } from "./write-synth-case.ts";
import type { LesionRequest } from "./lesion-files.ts";
import type { CropRequest, LesionCrop, LesionCropRequest, PrepareRequest } from "./networks/prepared-image.ts";

/**
 * The work that worker threads do; the keys are the names by which they are asked. Each loads what it needs when it is asked for: a
 * thread that cuts crops for a network starts in half the time without radiomics and learning from tables.
 */
export const tasks = {
  features: async (request: FeatureRequest): Promise<LesionFeatures & { cached: boolean }> => {
    const { value, cached } = await (await import("./lesion-features.ts")).lesionFeatures(request);
    return { ...value, cached };
  },
  labelFeatures: async (request: FeatureRequest): Promise<LabelFeatures[]> =>
    (await import("./lesion-features.ts")).labelFeatures(request),
  fit: async (request: Parameters<typeof fitTable>[0]): Promise<FitResult> =>
    (await import("./jobs/fit-table.ts")).fitTable(request),
  prepareImage: async (request: PrepareRequest): Promise<{ readonly hash: string; readonly cached: boolean }> =>
    (await import("./networks/prepared-image.ts")).prepareImage(request),
  crop: async (request: CropRequest): Promise<Float32Array> =>
    (await import("./networks/prepared-image.ts")).cropOf(request),
  lesionCrop: async (request: LesionCropRequest): Promise<LesionCrop> =>
    (await import("./networks/prepared-image.ts")).lesionCrop(request),
  slice: async ({ image, mask, ...options }: LesionRequest): Promise<AxialSlice> => {
    const { readLesion } = await import("./lesion-files.ts");
    const { axialSlice } = await import("../report/axial-slice.ts");
    const lesion = await readLesion({ image, mask }, options);
    return axialSlice(lesion.image, lesion.mask);
  },
  synthesise: async (request: SynthRequest): Promise<SyntheticRecord> =>
    (await import("./write-synth-case.ts")).writeSynthCase(request),
  decodeSlices: async (request: SlicesRequest): Promise<VoxelTarget[]> =>
    (await import("./images/decode-series.ts")).decodeSlices(request),
  inspect: async (request: LesionRequest): Promise<Inspection> =>
    (await import("./inspect-lesion.ts")).inspectLesion(request),
};

export type Tasks = typeof tasks;
