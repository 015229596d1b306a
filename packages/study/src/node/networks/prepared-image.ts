import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { centredCrop, decodeNetworkImage, encodeNetworkImage, networkImage, randomCrop } from "@hilum/learn";
import type { CompleteImageSettings, NetworkImage } from "@hilum/learn";
import { randomStream } from "@hilum/numeric";
import { writeFileAtomic } from "../atomic-file.ts";
import { lesionHash, valueHash } from "../content-hash.ts";
import { readStoredImage, storedHash } from "../images/stored-image.ts";
import { decodeLesion, readLesion } from "../lesion-files.ts";
import type { LesionRequest } from "../lesion-files.ts";

/** Raised whenever the same bytes and settings would give another prepared image. */
const version = 1;

export interface PrepareRequest extends LesionRequest {
  readonly settings: CompleteImageSettings;
  readonly cache: string;
}

/** Where a prepared image lies in the cache. */
export const preparedPath = (cache: string, hash: string): string => join(cache, "images", `${hash}.safetensors`);

/**
 * Prepares the image of a case for networks, once: it lies in the cache under the hash of the files' bytes and the settings.
 *
 * @throws what reading and preparing a lesion throws; StudyError `not-writable`.
 */
export async function prepareImage(
  request: PrepareRequest,
): Promise<{ readonly hash: string; readonly cached: boolean }> {
  const { image, mask, settings, cache, ...options } = request;
  const stored = { image: await readStoredImage(image), mask: await readStoredImage(mask) };
  const hash = valueHash({
    version,
    image: storedHash(stored.image),
    mask: storedHash(stored.mask),
    settings,
    ...options,
    resampleMask: options.resampleMask ?? false,
  });
  const path = preparedPath(cache, hash);
  if (await isUsable(path)) return { hash, cached: true };
  const lesion = await decodeLesion(stored, options);
  await writeFileAtomic(path, encodeNetworkImage(networkImage(lesion.image, lesion.mask, settings)));
  return { hash, cached: false };
}

export interface LesionCropRequest extends LesionRequest {
  readonly settings: CompleteImageSettings;
}

/** What a network sees of one lesion, and what a prediction says of its input. */
export interface LesionCrop {
  readonly crop: Float32Array;
  readonly warnings: readonly string[];
  readonly inputHash: string;
}

/** The crop centred on a lesion in files. */
export async function lesionCrop({ image, mask, settings, ...options }: LesionCropRequest): Promise<LesionCrop> {
  const lesion = await readLesion({ image, mask }, options);
  return {
    crop: centredCrop(networkImage(lesion.image, lesion.mask, settings), settings.crop),
    warnings: lesion.warnings,
    inputHash: lesionHash(lesion.image, lesion.mask),
  };
}

/** One crop of a prepared image: a varied one for training, or the centred one. */
export interface CropRequest {
  readonly path: string;
  readonly settings: CompleteImageSettings;
  /** What names the stream that a varied crop draws from; none: centred. */
  readonly draw?: readonly (string | number)[];
  /** Images are kept in memory up to this many bytes in all, others are read anew. */
  readonly memoryBytes: number;
}

export async function cropOf({ path, settings, draw, memoryBytes }: CropRequest): Promise<Float32Array> {
  const image = await preparedImage(path, memoryBytes);
  return draw === undefined
    ? centredCrop(image, settings.crop)
    : randomCrop(image, settings.crop, randomStream(...draw), settings.augmentation);
}

/** Prepared images that this thread holds, two bytes a voxel. */
const held = new Map<string, NetworkImage>();
let heldBytes = 0;

async function preparedImage(path: string, memoryBytes: number): Promise<NetworkImage> {
  const known = held.get(path);
  if (known) return known;
  const bytes = await readFile(path);
  const image = decodeNetworkImage(bytes);
  if (heldBytes + bytes.length <= memoryBytes) {
    held.set(path, image);
    heldBytes += bytes.length;
  }
  return image;
}

/** Whether a prepared image is there and whole: a damaged one is made again. */
async function isUsable(path: string): Promise<boolean> {
  try {
    decodeNetworkImage(await readFile(path));
    return true;
  } catch {
    return false;
  }
}
