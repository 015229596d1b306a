import type { IbsiLesion } from "./ibsi-lesion.ts";
import { mean } from "./moments.ts";
import { type ComplexBlock, smoothLength, transform } from "./fourier.ts";

/** Sums over all pairs of different voxels of a lesion, each in both orders, weighted by 1 / distance. */
export interface PairSums {
  /** Of the weights, in 1/mm. */
  readonly weights: number;
  /** Of the product of both deviations from the mean. */
  readonly products: number;
  /** Of the squared difference. */
  readonly squaredDifferences: number;
  /** Sum of the squared deviations of the voxels themselves. */
  readonly squares: number;
}

/**
 * What Moran's I and Geary's C are made of.
 *
 * Every voxel's sum over all others is a convolution with 1 / distance, which Fourier transforms give without visiting each pair:
 * deviations are the real part of what is convolved, the mask is the imaginary part.
 */
export function pairSums({ voi, intensities }: IbsiLesion): PairSums {
  const { box, inside, spacing } = voi;
  const [ni, nj, nk] = box.size;
  const size = [smoothLength(2 * ni - 1), smoothLength(2 * nj - 1), smoothLength(2 * nk - 1)] as const;
  const average = mean(intensities);
  const field = zeros(size);
  const place = (at: number) =>
    (at % ni) + size[0] * ((Math.floor(at / ni) % nj) + size[1] * Math.floor(at / (ni * nj)));
  for (let at = 0, n = 0; at < inside.length; at++) {
    if (!inside[at]) continue;
    field.re[place(at)] = intensities[n++] - average;
    field.im[place(at)] = 1;
  }
  const weights = inverseDistances(box.size, size, spacing);
  transform(weights, "forward");
  transform(field, "forward", box.size);
  // The weights are symmetric: their transform is real.
  for (let n = 0; n < field.re.length; n++) {
    field.re[n] *= weights.re[n];
    field.im[n] *= weights.re[n];
  }
  transform(field, "backward", box.size);

  let [all, products, squared, squares] = [0, 0, 0, 0];
  for (let at = 0, n = 0; at < inside.length; at++) {
    if (!inside[at]) continue;
    const x = intensities[n++] - average;
    const there = place(at);
    const [potential, weight] = [field.re[there] / field.re.length, field.im[there] / field.re.length];
    all += weight;
    products += x * potential;
    squared += x * x * weight;
    squares += x * x;
  }
  return { weights: all, products, squaredDifferences: 2 * (squared - products), squares };
}

function zeros(size: ComplexBlock["size"]): ComplexBlock {
  const count = size[0] * size[1] * size[2];
  return { size, re: new Float64Array(count), im: new Float64Array(count) };
}

/** 1 / distance for every step within the box, steps back wrapped round; 0 for no step. */
function inverseDistances(
  box: readonly [number, number, number],
  size: ComplexBlock["size"],
  [si, sj, sk]: readonly [number, number, number],
): ComplexBlock {
  const block = zeros(size);
  const steps = ([0, 1, 2] as const).map((axis) =>
    Array.from({ length: 2 * box[axis] - 1 }, (_, n) => n - box[axis] + 1),
  );
  for (const k of steps[2])
    for (const j of steps[1])
      for (const i of steps[0]) {
        const distance = Math.sqrt((i * si) ** 2 + (j * sj) ** 2 + (k * sk) ** 2);
        if (distance === 0) continue;
        const at = wrapped(i, size[0]) + size[0] * (wrapped(j, size[1]) + size[1] * wrapped(k, size[2]));
        block.re[at] = 1 / distance;
      }
  return block;
}

function wrapped(step: number, size: number): number {
  return step < 0 ? step + size : step;
}
