import type { VoxelTarget } from "@hilum/volume/dicom";
import { fittedPipelineFromJson } from "@hilum/learn/tabular";
import type { FitResult } from "../fit-results.ts";
import { fitModel } from "../fit-model.ts";
import type { TabularModel } from "../study-file/model-schema.ts";
import { axialSlice } from "../report/axial-slice.ts";
import type { AxialSlice } from "../report/report-types.ts";
import { decodeSlices } from "./images/decode-series.ts";
import type { SlicesRequest } from "./images/decode-series.ts";
import { keepResult } from "./jobs/job-files.ts";
import { inspectLesion } from "./inspect-lesion.ts";
import type { Inspection } from "./inspect-lesion.ts";
import { labelFeatures, lesionFeatures } from "./lesion-features.ts";
import type { FeatureRequest, LesionFeatures } from "./lesion-features.ts";
import type { SyntheticRecord } from "../synth/synth-case.ts";
import { writeSynthCase } from "./write-synth-case.ts";
import type { SynthRequest } from "./write-synth-case.ts";
import { readLesion } from "./lesion-files.ts";
import type { LesionRequest } from "./lesion-files.ts";
import type { CropRequest, LesionCrop, LesionCropRequest, PrepareRequest } from "./networks/prepared-image.ts";

export interface FitRequest {
  readonly model: TabularModel;
  readonly seed: number;
  readonly columns: readonly string[];
  readonly train: readonly (readonly (number | null)[])[];
  readonly labels: readonly number[];
  readonly groups: readonly string[];
  readonly test: readonly (readonly (number | null)[])[];
  /** Hospitals of the rows, for a model that harmonises them. */
  readonly batches?: { readonly train: readonly string[]; readonly test: readonly string[] };
}

/** The cache and the identity under which a job's result is kept. */
interface StoredUnder {
  readonly cache: string;
  readonly id: string;
}

/** The work that worker threads do; the keys are the names by which they are asked. */
export const tasks = {
  features: async (request: FeatureRequest): Promise<LesionFeatures & { cached: boolean }> => {
    const { value, cached } = await lesionFeatures(request);
    return { ...value, cached };
  },
  labelFeatures,
  fit: async ({ keep, ...request }: FitRequest & { readonly keep: StoredUnder }): Promise<FitResult> => {
    const result = fit(request);
    await keepResult(keep.cache, keep.id, result);
    return result;
  },
  // Loaded where they are asked for: networks double the time that a thread needs to start.
  prepareImage: async (request: PrepareRequest): Promise<{ readonly hash: string; readonly cached: boolean }> =>
    (await import("./networks/prepared-image.ts")).prepareImage(request),
  crop: async (request: CropRequest): Promise<Float32Array> =>
    (await import("./networks/prepared-image.ts")).cropOf(request),
  lesionCrop: async (request: LesionCropRequest): Promise<LesionCrop> =>
    (await import("./networks/prepared-image.ts")).lesionCrop(request),
  slice: async ({ image, mask, ...options }: LesionRequest): Promise<AxialSlice> => {
    const lesion = await readLesion({ image, mask }, options);
    return axialSlice(lesion.image, lesion.mask);
  },
  synthesise: (request: SynthRequest): Promise<SyntheticRecord> => writeSynthCase(request),
  decodeSlices: (request: SlicesRequest): Promise<VoxelTarget[]> => decodeSlices(request),
  inspect: (request: LesionRequest): Promise<Inspection> => inspectLesion(request),
};

export type Tasks = typeof tasks;

function fit({ model, seed, columns, train, labels, groups, test, batches }: FitRequest): FitResult {
  const table = (rows: FitRequest["train"], of: readonly string[] | undefined) => ({
    columns,
    rows: rows.map((row) => Float64Array.from(row, (value) => value ?? NaN)),
    ...(of && { batches: of }),
  });
  const { fitted, chosen } = fitModel(model, table(train, batches?.train), labels, { seed, groups });
  const pipeline = fitted.toJson();
  // Through JSON, so that the risks of the run and of the saved bundle come from the same numbers.
  const reloaded = fittedPipelineFromJson(JSON.parse(JSON.stringify(pipeline)));
  return {
    pipeline,
    ...(Object.keys(chosen).length > 0 && { chosen }),
    risks: test.length === 0 ? [] : Array.from(reloaded.probability(table(test, batches?.test))),
  };
}
