import { extractFeatures, voxelCounts } from "@hilum/radiomics";
import type { FeatureSettings } from "@hilum/radiomics";
import { volumeMl } from "@hilum/volume";
import { openCache } from "./cache.ts";
import { lesionHash } from "./content-hash.ts";
import { readStoredImage, storedHash } from "./images/stored-image.ts";
import { decodeLesion } from "./lesion-files.ts";
import type { Lesion, LesionRequest } from "./lesion-files.ts";

/** Raised whenever anything here would give other values from the same bytes and settings. */
const version = 2;

export interface FeatureRequest extends LesionRequest {
  readonly settings: FeatureSettings;
  /** Folder of the cache; none: nothing is kept. */
  readonly cache?: string | undefined;
}

/** The radiomics of one lesion as plain JSON. */
export interface LesionFeatures {
  /** In the order of `featureColumns`; null = impossible for this lesion. */
  readonly values: readonly (number | null)[];
  /** Why values are null, by column position. */
  readonly notes: Readonly<Record<number, string>>;
  /** Voxels of the lesion after each step of the preparation, by its name. */
  readonly voxelCounts: Readonly<Record<string, number>>;
  readonly volumeMl: number;
  readonly warnings: readonly string[];
  /** Of voxels and grid, never of headers. */
  readonly inputHash: string;
}

/** The features of a lesion in files, from the cache if the same bytes were seen with the same settings. */
export async function lesionFeatures(request: FeatureRequest): Promise<{ value: LesionFeatures; cached: boolean }> {
  const { image, mask, settings, label, roi, series, resampleMask, cache } = request;
  const stored = { image: await readStoredImage(image), mask: await readStoredImage(mask) };
  const compute = async () => measure(await decodeLesion(stored, { label, roi, series, resampleMask }), settings);
  if (cache === undefined) return { value: await compute(), cached: false };
  const key = {
    version,
    image: storedHash(stored.image),
    mask: storedHash(stored.mask),
    settings,
    label,
    roi,
    series,
    resampleMask: resampleMask ?? false,
  };
  return openCache(cache).entry("features", key, compute);
}

function measure(lesion: Lesion, settings: FeatureSettings): LesionFeatures {
  const { features, diagnostics } = extractFeatures(lesion.image, lesion.mask, settings);
  const notes: Record<number, string> = {};
  features.forEach((feature, i) => {
    if (!Number.isFinite(feature.value)) notes[i] = feature.note;
  });
  return {
    values: features.map(({ value }) => (Number.isFinite(value) ? value : null)),
    notes,
    voxelCounts: voxelCounts(diagnostics.stages),
    volumeMl: volumeMl(lesion.mask),
    warnings: [...lesion.warnings, ...diagnostics.warnings],
    inputHash: lesionHash(lesion.image, lesion.mask),
  };
}
