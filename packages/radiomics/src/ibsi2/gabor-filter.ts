import { cos as cosine, sin as sine, exp } from "@hilum/numeric";
import { type Box, crop, type Vec3, type Volume } from "@hilum/volume";
import { isNumber, isPositive, oneOf } from "../field-checks.ts";
import { type ComplexBlock, transform } from "../ibsi/fourier.ts";
import { smoothLength } from "../ibsi/line-transform.ts";
import { boundaries } from "./boundary.ts";
import type { FilterKind } from "./filter-kind.ts";
import type { GaborSettings } from "./filter-settings.ts";

/** Beyond so many widths the Gaussian is cut off: it is 3e-4 there. */
const cutoff = 4;

/** Slices that are transformed together. */
const together = 8;

/** The planes by their two axes and the one across. */
const planes = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 2, 0],
] as const;

/**
 * Gabor's filter, a wave under a Gaussian of height 1: exp(−(u² + γ² v²) / 2σ² + 2πi u / λ), u along the wave and v across it.
 *
 * @see IBSI-2 manual (arXiv:2006.05470), section 3.4.
 */
export const gaborFilter: FilterKind<GaborSettings> = {
  name: "Gabor filter",
  ibsi: "Q88H",
  checks: {
    sigma: ["a positive width in mm", isPositive],
    wavelength: ["a positive length in mm", isPositive],
    gamma: ["a positive ratio", isPositive],
    theta: ["an angle in radians", isNumber],
    thetaStep: [
      "a whole fraction of 2π in radians, or null",
      (value) => value === null || (isPositive(value) && Math.abs(turnsOf(value) - 2 * Math.PI) < 1e-9 * value),
    ],
    pooling: oneOf("max", "average"),
    response: oneOf("modulus", "real", "imaginary"),
  },
  defaults: { theta: 0, thetaStep: null, pooling: "average", response: "modulus" },
  reach: (settings, spacing) => {
    const [x, y, z] = spacing.map((mm) => reach(settings, mm));
    return [x, y, settings.dimension === "3D" ? z : 0];
  },
  respond: (image, settings) => within(image, settings, { lower: [0, 0, 0], size: image.grid.size }),
  respondWithin: within,
};

function within(image: Volume, settings: GaborSettings, box: Box): Volume<Float64Array> {
  const response = crop({ grid: image.grid, data: new Float64Array(image.data.length) }, { box });
  const used = settings.dimension === "3D" ? planes : planes.slice(0, 1);
  for (const plane of used) addPlane(image, plane, settings, box, response.data);
  if (used.length > 1) for (let n = 0; n < response.data.length; n++) response.data[n] /= used.length;
  return response;
}

function turnsOf(step: number): number {
  return Math.round((2 * Math.PI) / step) * step;
}

function reach({ sigma, gamma }: GaborSettings, mm: number): number {
  return Math.floor((cutoff * sigma * Math.max(1, 1 / gamma)) / mm + 0.5);
}

/** Directions of the waves; opposite ones have the same modulus and real part. */
function directions({ theta, thetaStep, response }: GaborSettings): number[] {
  if (thetaStep === null) return [theta];
  const around = Math.round((2 * Math.PI) / thetaStep);
  const enough = response !== "imaginary" && around % 2 === 0 ? around / 2 : around;
  return Array.from({ length: enough }, (_, n) => theta + n * thetaStep);
}

/** Adds the pooled response of all slices of a box that are parallel to a plane. */
function addPlane(
  { grid: { size, spacing }, data }: Volume,
  [a, b, across]: (typeof planes)[number],
  settings: GaborSettings,
  box: Box,
  sum: Float64Array,
): void {
  const [strides, into] = [stridesOf(size), stridesOf(box.size)];
  const [ra, rb] = [reach(settings, spacing[a]), reach(settings, spacing[b])];
  const [na, nb] = [box.size[a], box.size[b]];
  const [pa, pb] = [smoothLength(na + 2 * ra), smoothLength(nb + 2 * rb)];
  // Where the voxels around the box come from, beyond the image as well.
  const source = (axis: 0 | 1 | 2, far: number): Int32Array =>
    Int32Array.from({ length: box.size[axis] + 2 * far }, (_, n) =>
      boundaries[settings.boundary](box.lower[axis] + n - far, size[axis]),
    );
  const [fromA, fromB] = [source(a, ra), source(b, rb)];
  const kernels = directions(settings).map((theta) =>
    spectrum(settings, theta, [pa, pb], [ra, rb], [spacing[a], spacing[b]]),
  );
  for (let first = 0; first < box.size[across]; first += together) {
    const slices = Math.min(together, box.size[across] - first);
    const image = emptyBlock([pa, pb, slices]);
    for (let s = 0; s < slices; s++)
      for (let j = 0; j < fromB.length; j++) {
        if (fromB[j] < 0) continue;
        const row = (box.lower[across] + first + s) * strides[across] + fromB[j] * strides[b];
        const at = pa * (j + pb * s);
        for (let i = 0; i < fromA.length; i++) if (fromA[i] >= 0) image.re[at + i] = data[row + fromA[i] * strides[a]];
      }
    transform(image, "forward", [pa, fromB.length, slices], [0, 1]);
    const pooled = new Float64Array(na * nb * slices);
    const response = emptyBlock([pa, pb, slices]);
    for (const [n, kernel] of kernels.entries()) {
      multiply(image, kernel, response);
      // The box begins at the reach of the kernel, so that its rows end there.
      transform(response, "backward", [pa, nb + rb, slices], [0, 1]);
      for (let row = 0; row < nb * slices; row++) {
        const at = ra + pa * ((row % nb) + rb + pb * Math.floor(row / nb));
        pool(response, at, settings, n === 0, pooled.subarray(row * na, (row + 1) * na));
      }
    }
    const scale = 1 / (pa * pb) / (settings.pooling === "average" ? kernels.length : 1);
    for (let s = 0, from = 0; s < slices; s++)
      for (let j = 0; j < nb; j++)
        for (let i = 0, at = (first + s) * into[across] + j * into[b]; i < na; i++, at += into[a], from++)
          sum[at] += pooled[from] * scale;
  }
}

function stridesOf(size: Vec3): Vec3 {
  return [1, size[0], size[0] * size[1]];
}

function emptyBlock(size: Vec3): ComplexBlock {
  const length = size[0] * size[1] * size[2];
  return { size, re: new Float64Array(length), im: new Float64Array(length) };
}

/** The kernel's Fourier transform, which is real as its values at opposite places are conjugate. */
function spectrum(
  { sigma, wavelength, gamma }: GaborSettings,
  theta: number,
  [pa, pb]: readonly [number, number],
  [ra, rb]: readonly [number, number],
  [da, db]: readonly [number, number],
): Float64Array {
  const kernel = emptyBlock([pa, pb, 1]);
  const [cos, sin] = [cosine(theta), sine(theta)];
  for (let j = -rb; j <= rb; j++)
    for (let i = -ra; i <= ra; i++) {
      const [x, y] = [i * da, j * db];
      const [u, v] = [x * cos + y * sin, y * cos - x * sin];
      const height = exp(-(u * u + gamma * gamma * v * v) / (2 * sigma * sigma));
      const at = ((i + pa) % pa) + pa * ((j + pb) % pb);
      kernel.re[at] = height * cosine((2 * Math.PI * u) / wavelength);
      kernel.im[at] = height * sine((2 * Math.PI * u) / wavelength);
    }
  transform(kernel, "forward", kernel.size, [0, 1]);
  return kernel.re;
}

function multiply(image: ComplexBlock, kernel: Float64Array, product: ComplexBlock): void {
  for (let start = 0; start < image.re.length; start += kernel.length)
    for (let n = 0; n < kernel.length; n++) {
      product.re[start + n] = image.re[start + n] * kernel[n];
      product.im[start + n] = image.im[start + n] * kernel[n];
    }
}

/** Pools the response at some places side by side with what was there. */
function pool(
  { re, im }: ComplexBlock,
  at: number,
  { response, pooling }: GaborSettings,
  first: boolean,
  pooled: Float64Array,
): void {
  for (let n = 0, from = at; n < pooled.length; n++, from++) {
    const [x, y] = [re[from], im[from]];
    const value = response === "modulus" ? Math.sqrt(x * x + y * y) : response === "real" ? x : y;
    pooled[n] = first ? value : pooling === "average" ? pooled[n] + value : Math.max(pooled[n], value);
  }
}
