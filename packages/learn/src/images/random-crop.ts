import type { RandomStream } from "@hilum/numeric";
import type { Vec3 } from "@hilum/volume";
import { LearnError } from "../learn-error.ts";
import { copyBlock } from "./copy-block.ts";
import type { Augmentation } from "./image-settings.ts";
import type { NetworkImage } from "./network-image.ts";
import { turnedBlock } from "./turned-block.ts";

/**
 * A training crop: around a random voxel of the mask, varied as the settings say.
 *
 * Every kind of variation draws from a stream of its own below `stream`, so that switching one on leaves the others as they were. Crops
 * that are only moved, mirrored and turned by 90 degrees hold the image's own voxels; others are interpolated linearly.
 *
 * @param size - voxels along i, j, k.
 * @param stream - one for each case and epoch, such as `randomStream(seed, "crop", epoch, case)`.
 * @param augmentation - complete, from `imageSettings`; the image was prepared with the same.
 * @returns shape [1, k, j, i], scaled to [0, 1] (noise may leave that range); 0 beyond the image.
 */
export function randomCrop(
  image: NetworkImage,
  size: Vec3,
  stream: RandomStream,
  augmentation: Required<Augmentation>,
): Float32Array<ArrayBuffer> {
  const { rotate, flip, shiftMm, turnDegrees, scale, noise, brightness } = augmentation;
  const spread = (name: string, most: number): Vec3 => {
    if (most === 0) return [0, 0, 0];
    const draws = stream.fork(name);
    const draw = (): number => (2 * draws.uniform() - 1) * most;
    return [draw(), draw(), draw()];
  };
  const start = augmentation.around === "voxel" ? randomVoxel(image, stream) : image.centroid;
  const shift = spread("shift", shiftMm);
  const middle = perAxis((axis) => start[axis] + shift[axis] / image.spacing[axis]);
  const turns = quarterTurns(rotate, stream.fork("rotate"));
  const mirrors = stream.fork("flip");
  const flips = [mirrors.uniform() < flip, mirrors.uniform() < flip, mirrors.uniform() < flip] as const;
  const isCopy = turnDegrees === 0 && scale === 0;
  const crop = isCopy
    ? copyBlock(image, { middle: perAxis((axis) => Math.round(middle[axis])), size, turns, flips })
    : turnedBlock(image, {
        middle,
        size,
        turns,
        flips,
        angles: perAxis((axis) => (spread("turn", turnDegrees)[axis] * Math.PI) / 180),
        zoom: 1 + spread("scale", scale)[0],
      });
  addNoise(crop, spread("brightness", brightness)[0], noise, stream.fork("noise"));
  return crop;
}

/**
 * The mask's values in the crop that `randomCrop` cuts from the same stream, [k, j, i]; 0 outside the mask.
 *
 * @throws LearnError `bad-option` if crops are turned or scaled: labels cannot be interpolated.
 */
export function randomLabelCrop(
  image: NetworkImage,
  size: Vec3,
  stream: RandomStream,
  augmentation: Required<Augmentation>,
): Uint8Array {
  if (augmentation.turnDegrees > 0 || augmentation.scale > 0) {
    throw new LearnError(
      "bad-option",
      "Labels of voxels cannot be interpolated: leave turnDegrees and scale at 0 and use rotate, flip and shiftMm.",
    );
  }
  const dense = new Int16Array(image.voxels.length);
  image.lesion.forEach((at, n) => (dense[at] = image.labels[n]));
  // As an image whose window is 0 to 255, so that exactly the same voxels are taken.
  const labels = { ...image, voxels: dense, window: { level: 127.5, width: 255 } };
  const crop = randomCrop(labels, size, stream, { ...augmentation, noise: 0, brightness: 0 });
  return Uint8Array.from(crop, (share) => Math.round(share * 255));
}

function randomVoxel({ lesion, size: [ni, nj] }: NetworkImage, stream: RandomStream): Vec3 {
  const at = lesion[stream.fork("voxel").integer(lesion.length)];
  return [at % ni, Math.floor(at / ni) % nj, Math.floor(at / (ni * nj))];
}

/** 0 to 3; each of 90, 180 and 270 degrees is as likely. */
function quarterTurns(probability: number, stream: RandomStream): number {
  return stream.uniform() < probability ? 1 + stream.integer(3) : 0;
}

function addNoise(crop: Float32Array, offset: number, deviation: number, stream: RandomStream): void {
  if (deviation > 0) for (let at = 0; at < crop.length; at++) crop[at] += offset + deviation * stream.normal();
  else if (offset !== 0) for (let at = 0; at < crop.length; at++) crop[at] += offset;
}

function perAxis(of: (axis: 0 | 1 | 2) => number): Vec3 {
  return [of(0), of(1), of(2)];
}
