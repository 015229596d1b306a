import { type CompleteImageSettings, networkImage, type NetworkImage } from "@hilum/learn";
import { type RandomStream, randomStream } from "@hilum/numeric";
import { compareGrids, createVolume, resample, type Volume } from "@hilum/volume";
import { messageOf } from "../../errors.ts";
import { decodeImage } from "../images/decode-image.ts";
import { decodeMask } from "../images/decode-mask.ts";
import { readStoredImage } from "../images/stored-image.ts";
import type { Progress } from "../progress.ts";
import type { PretrainCase } from "./pretrain-cases.ts";

/** A part of an image, ready to be cut into crops. */
export interface Patch {
  readonly from: PretrainCase;
  readonly image: NetworkImage;
}

/** How patches are taken. */
export interface PatchOptions {
  readonly settings: CompleteImageSettings;
  readonly seed: number;
  /** Patches of an image without a mask. */
  readonly perImage: number;
  readonly progress: Progress;
}

/**
 * The patches of all images that can be read: around its mask, or `perImage` of them around random places in the lungs. A case that
 * cannot be read is a warning and a line in `failures`.
 */
export async function preparePatches(
  cases: readonly PretrainCase[],
  { settings, seed, perImage, progress }: PatchOptions,
): Promise<{ patches: Patch[]; failures: { case: string; error: string }[] }> {
  const patches: Patch[] = [];
  const failures: { case: string; error: string }[] = [];
  progress.start("images", cases.length);
  for (const item of cases) {
    try {
      const images = await patchesOf(item, settings, randomStream(seed, "patches", item.case), perImage);
      patches.push(...images.map((image) => ({ from: item, image })));
    } catch (error) {
      failures.push({ case: item.case, error: messageOf(error) });
      progress.warn(`${item.case}: ${messageOf(error)}`);
    }
    progress.advance();
  }
  return { patches, failures };
}

async function patchesOf(
  { image, mask }: PretrainCase,
  settings: CompleteImageSettings,
  stream: RandomStream,
  count: number,
): Promise<NetworkImage[]> {
  const decoded = await decodeImage(await readStoredImage(image));
  const { volume } = decoded;
  if (mask) {
    const labels = (await decodeMask(await readStoredImage(mask), decoded, {})).mask;
    const isSame = compareGrids(volume.grid, labels.grid).length === 0;
    const onImage = isSame
      ? labels
      : resample(labels, volume.grid, { interpolation: "nearest", outside: 0, as: "same" });
    return [networkImage(volume, onImage, settings)];
  }
  return Array.from({ length: count }, (_, n) =>
    networkImage(volume, spotAt(volume, placeInLung(volume, stream.fork(n)), settings), settings),
  );
}

/** Draws until a voxel is met that may be lung; an image without any gives the last draw. */
function placeInLung({ data }: Volume, stream: RandomStream): number {
  let at = 0;
  for (let draw = 0; draw < 2000; draw++) {
    at = stream.integer(data.length);
    // Aerated lung with its vessels and lesions, without the air around the body.
    if (data[at]! > -950 && data[at]! < -300) break;
  }
  return at;
}

/** A small box around a voxel, so large that it holds the centre of a voxel of the new grid. */
function spotAt({ grid }: Volume, at: number, { spacing }: CompleteImageSettings): Volume<Uint8Array> {
  const [ni, nj, nk] = grid.size;
  const mask = new Uint8Array(ni * nj * nk);
  const largest = Math.max(...spacing);
  const [ri, rj, rk] = grid.spacing.map((mm) => Math.ceil(largest / mm));
  const [i, j, k] = [at % ni, Math.floor(at / ni) % nj, Math.floor(at / (ni * nj))];
  for (let z = Math.max(0, k - rk!); z <= Math.min(nk - 1, k + rk!); z++)
    for (let y = Math.max(0, j - rj!); y <= Math.min(nj - 1, j + rj!); y++)
      mask.fill(1, ni * (y + nj * z) + Math.max(0, i - ri!), ni * (y + nj * z) + Math.min(ni - 1, i + ri!) + 1);
  return createVolume(grid, mask);
}
