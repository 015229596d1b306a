import type { RandomStream } from "@hilum/numeric";
import { between } from "./direction.ts";
import type { Scene } from "./scene.ts";
import type { SyntheticCentre } from "./centres.ts";

/** How one patient was scanned. */
export interface Scan {
  readonly kernel: KernelName;
  readonly inPlaneMm: number;
  /** Thickness of a slice and distance to the next, mm. */
  readonly sliceMm: number;
  /** Standard deviation of the noise, HU. */
  readonly noiseHu: number;
  readonly offsetHu: number;
}

/**
 * Reconstruction kernels: a Gaussian blur in the slice, plus `enhance` times what a wide blur takes away (edges
 * overshoot then), and how much more noise they let through.
 */
const kernels = {
  smooth: { blurMm: 0.6, enhance: 0, noiseFactor: 1 },
  sharp: { blurMm: 0.4, enhance: 0.7, noiseFactor: 2.2 },
} as const;

const wideBlurMm = 1.1;

export type KernelName = keyof typeof kernels;

/** One patient's scan at a centre. */
export function drawScan(random: RandomStream, centre: SyntheticCentre): Scan {
  const kernel: KernelName = random.uniform() < centre.sharpShare ? "sharp" : "smooth";
  const sliceMm = centre.sliceMm[random.integer(centre.sliceMm.length)] ?? 1;
  return {
    kernel,
    sliceMm,
    inPlaneMm: Math.round(1000 * between(random, ...centre.inPlaneMm)) / 1000,
    // Fewer photons in a thinner slice: the variance goes with 1 / thickness.
    noiseHu: (centre.noiseHu * kernels[kernel].noiseFactor * between(random, 0.85, 1.2)) / Math.sqrt(sliceMm),
    offsetHu: centre.offsetHu + random.normal(),
  };
}

/** Number of samples of the scene in one slice: never farther apart than 1.5 mm. */
export function samplesPerSlice(scan: Scan): number {
  return Math.ceil(scan.sliceMm / 1.5);
}

/**
 * The scan of a scene: slices averaged over their thickness, noise, kernel (it shapes anatomy and noise alike), 16-bit
 * HU; shape [ni, nj, slices].
 */
export function scanScene(scene: Scene, scan: Scan, random: RandomStream): Int16Array {
  const [ni, nj] = scene.size;
  const { blurMm, enhance } = kernels[scan.kernel];
  const narrow = gaussian(blurMm / scan.inPlaneMm);
  const wide = gaussian(wideBlurMm / scan.inPlaneMm);
  const raw = averageSlices(scene, samplesPerSlice(scan));
  const rawNoise = scan.noiseHu / noiseGain(narrow, wide, enhance);
  for (let n = 0; n < raw.length; n++) raw[n] = raw[n]! + rawNoise * random.normal();

  const sharp = blurred(raw, ni, nj, narrow);
  const soft = enhance > 0 ? blurred(raw, ni, nj, wide) : sharp;
  const voxels = new Int16Array(raw.length);
  for (let n = 0; n < voxels.length; n++) {
    const hu = scan.offsetHu + (1 + enhance) * sharp[n]! - enhance * soft[n]!;
    voxels[n] = Math.round(Math.min(3071, Math.max(-1024, hu)));
  }
  return voxels;
}

function averageSlices(scene: Scene, samples: number): Float32Array {
  const slice = scene.size[0] * scene.size[1];
  const averaged = new Float32Array(scene.hu.length / samples);
  for (let first = 0; first < averaged.length; first += slice) {
    for (let s = 0; s < samples; s++) {
      const offset = first * samples + s * slice;
      for (let n = 0; n < slice; n++) averaged[first + n] = averaged[first + n]! + scene.hu[offset + n]! / samples;
    }
  }
  return averaged;
}

/** Standard deviation of white noise of 1 after the kernel: the root of the sum of its squared 2-D weights. */
function noiseGain(narrow: Float32Array, wide: Float32Array, enhance: number): number {
  const overlap = (a: Float32Array, b: Float32Array): number => {
    const shift = (b.length - a.length) / 2;
    return a.reduce((sum, tap, t) => sum + tap * (b[t + shift] ?? 0), 0) ** 2;
  };
  const gain = 1 + enhance;
  return Math.sqrt(
    gain ** 2 * overlap(narrow, narrow) -
      2 * gain * enhance * overlap(narrow, wide) +
      enhance ** 2 * overlap(wide, wide),
  );
}

/** Weights of a Gaussian with a standard deviation of `sigma` samples, cut at two of them; odd length, sum 1. */
function gaussian(sigma: number): Float32Array {
  const reach = Math.max(1, Math.ceil(2 * sigma));
  const taps = Float32Array.from({ length: 2 * reach + 1 }, (_, t) => Math.exp(-((t - reach) ** 2) / (2 * sigma ** 2)));
  const total = taps.reduce((sum, tap) => sum + tap, 0);
  return taps.map((tap) => tap / total);
}

/** Each slice convolved along i and j, edges repeated. */
function blurred(slices: Float32Array, ni: number, nj: number, taps: Float32Array): Float32Array {
  const reach = (taps.length - 1) / 2;
  const result = new Float32Array(slices.length);
  // One slice at a time with its edges repeated: small enough to stay in the processor's cache.
  const row = new Float32Array(ni + 2 * reach);
  const alongI = new Float32Array(ni * (nj + 2 * reach));
  for (let slice = 0; slice < slices.length; slice += ni * nj) {
    for (let j = 0; j < nj; j++) {
      const from = slice + j * ni;
      row.fill(slices[from]!, 0, reach);
      row.set(slices.subarray(from, from + ni), reach);
      row.fill(slices[from + ni - 1]!, reach + ni);
      const to = (j + reach) * ni;
      for (let i = 0; i < ni; i++) alongI[to + i] = weightedSum(taps, row, i, 1);
    }
    for (let j = 0; j < reach; j++) {
      alongI.copyWithin(j * ni, reach * ni, (reach + 1) * ni);
      alongI.copyWithin((nj + reach + j) * ni, (nj + reach - 1) * ni, (nj + reach) * ni);
    }
    for (let n = 0; n < ni * nj; n++) result[slice + n] = weightedSum(taps, alongI, n, ni);
  }
  return result;
}

function weightedSum(taps: Float32Array, values: Float32Array, first: number, stride: number): number {
  let sum = 0;
  for (let t = 0, at = first; t < taps.length; t++, at += stride) sum += taps[t]! * values[at]!;
  return sum;
}
