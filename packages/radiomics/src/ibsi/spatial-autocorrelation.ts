import { cos as cosine } from "@hilum/numeric";
import type { IbsiLesion } from "./ibsi-lesion.ts";
import { mean } from "./moments.ts";
import { type ComplexBlock, transform } from "./fourier.ts";
import { smoothLength } from "./line-transform.ts";

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
  transform(field, "forward", box.size);
  multiply(field, weightSpectrum(box.size, size, spacing));
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

/** A function that is even along each axis, from 0 to half the length of each. */
interface Octant {
  readonly size: Triple;
  readonly values: Float64Array;
}

type Triple = readonly [number, number, number];

/** The transform of 1 / distance over all steps within the box, 0 for no step; real and even, as 1 / distance is. */
function weightSpectrum(box: Triple, size: Triple, [si, sj, sk]: Triple): Octant {
  const half = size.map((n) => Math.floor(n / 2) + 1);
  const [hi, hj, hk] = half;
  let values: Float64Array = new Float64Array(hi * hj * hk);
  for (let k = 0; k < box[2]; k++)
    for (let j = 0; j < box[1]; j++)
      for (let i = 0; i < box[0]; i++) {
        const distance = Math.sqrt((i * si) ** 2 + (j * sj) ** 2 + (k * sk) ** 2);
        if (distance > 0) values[i + hi * (j + hj * k)] = 1 / distance;
      }
  const strides = [1, hi, hi * hj];
  for (let axis = 0; axis < 3; axis++) values = cosines(values, half[axis], strides[axis], box[axis], size[axis]);
  return { size: [hi, hj, hk], values };
}

/**
 * The transform along one axis of an array that is even there, as the sum that defines it.
 *
 * @param count - elements along the axis, `filled` of them not zero.
 * @param length - of the whole line.
 */
function cosines(values: Float64Array, count: number, stride: number, filled: number, length: number): Float64Array {
  const cos = Float64Array.from({ length }, (_, n) => cosine((2 * Math.PI * n) / length));
  const result = new Float64Array(values.length);
  for (let block = 0; block < values.length; block += count * stride)
    for (let f = 0; f < count; f++) {
      const to = block + f * stride;
      for (let n = 0; n < filled; n++) {
        // Both n and length − n, which no step within the box has in common but 0.
        const factor = (n === 0 ? 1 : 2) * cos[(f * n) % length];
        const from = block + n * stride;
        for (let q = 0; q < stride; q++) result[to + q] += factor * values[from + q];
      }
    }
  return result;
}

function multiply({ size: [ni, nj, nk], re, im }: ComplexBlock, { size: [hi, hj], values }: Octant): void {
  for (let k = 0, at = 0; k < nk; k++)
    for (let j = 0; j < nj; j++) {
      const row = hi * (Math.min(j, nj - j) + hj * Math.min(k, nk - k));
      for (let i = 0; i < ni; i++, at++) {
        const value = values[row + Math.min(i, ni - i)];
        re[at] *= value;
        im[at] *= value;
      }
    }
}
