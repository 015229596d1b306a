import { extractFeatures, voxelCounts } from "@hilum/radiomics";
import type { FeatureExtraction, FeatureSettings } from "@hilum/radiomics";
import { randomStream } from "@hilum/numeric";
import { volumeMl } from "@hilum/volume";
import { shuffledVoxels } from "../shuffled-voxels.ts";
import { openCache } from "./cache.ts";
import { voxelHashes } from "./content-hash.ts";
import { readStoredImage, storedHash } from "./images/stored-image.ts";
import { attempt } from "./attempt.ts";
import type { Outcome } from "./attempt.ts";
import { decodeLesion, decodeLesions } from "./lesion-files.ts";
import type { Lesion, LesionRequest } from "./lesion-files.ts";

/** Raised whenever anything here would give other values from the same bytes and settings. */
const version = 4;

export interface FeatureRequest extends LesionRequest {
  readonly settings: FeatureSettings;
  /** Voxels in random order inside the mask, a negative control. */
  readonly shuffled?: boolean | undefined;
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
  /** Of voxels and grid, never of headers: of image and mask, and of the image alone. */
  readonly inputHash: string;
  readonly imageHash: string;
}

/** The features of a lesion in files, from the cache if the same bytes were seen with the same settings. */
export async function lesionFeatures(request: FeatureRequest): Promise<{ value: LesionFeatures; cached: boolean }> {
  const { image, mask, settings, label, roi, series, resampleMask, shuffled, cache } = request;
  const stored = { image: await readStoredImage(image), mask: await readStoredImage(mask) };
  const compute = async () => {
    const lesion = await decodeLesion(stored, { label, roi, series, resampleMask });
    return measure(shuffled === true ? withShuffledVoxels(lesion) : lesion, settings);
  };
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
    ...(shuffled === true && { shuffled }),
  };
  return openCache(cache).entry("features", key, compute);
}

/** The same lesion gives the same order every time. */
function withShuffledVoxels(lesion: Lesion): Lesion {
  const { inputHash } = voxelHashes(lesion.image, lesion.mask);
  return { ...lesion, image: shuffledVoxels(lesion.image, lesion.mask, randomStream("shuffled voxels", inputHash)) };
}

/** The features of one lesion of several, or why there are none. */
export interface LabelFeatures {
  readonly label: number;
  readonly outcome: Outcome<LesionFeatures>;
}

/** The features of every lesion in a mask, by label; one that cannot be measured does not stop the others. */
export async function labelFeatures({ image, mask, settings, ...options }: FeatureRequest): Promise<LabelFeatures[]> {
  const stored = { image: await readStoredImage(image), mask: await readStoredImage(mask) };
  const lesions = await decodeLesions(stored, options);
  return Promise.all(
    lesions.map(async ({ label, lesion }) => ({
      label,
      outcome: await attempt(async () => measure(lesion, settings)),
    })),
  );
}

function measure(lesion: Lesion, settings: FeatureSettings): LesionFeatures {
  return asPlainFeatures(lesion, extractFeatures(lesion.image, lesion.mask, settings));
}

/** An extraction as plain JSON. */
export function asPlainFeatures({ image, mask, warnings }: Lesion, extraction: FeatureExtraction): LesionFeatures {
  const { features, diagnostics } = extraction;
  const notes: Record<number, string> = {};
  features.forEach((feature, i) => {
    if (!Number.isFinite(feature.value)) notes[i] = feature.note;
  });
  return {
    values: features.map(({ value }) => (Number.isFinite(value) ? value : null)),
    notes,
    voxelCounts: voxelCounts(diagnostics.stages),
    volumeMl: volumeMl(mask),
    warnings: [...warnings, ...diagnostics.warnings],
    ...voxelHashes(image, mask),
  };
}
