import { createVolume, crop, indexToPoint, type Vec3, type Volume } from "@hilum/volume";
import type { ComplexBlock } from "../ibsi/fourier.ts";
import { boundaries, type Boundary } from "./boundary.ts";
import { realFrom, transformReal } from "./real-transform.ts";

/** Where and how a filter of the Fourier domain acts. */
interface Domain {
  readonly dimension: "2D" | "3D";
  readonly boundary: Boundary;
}

/** A filter in the Fourier domain: a real function of the frequency (−1 to 1 along each axis) and its length, times (−i)^order. */
export interface Transfer {
  readonly gain: (nu: readonly [number, number, number], length: number) => number;
  readonly order: number;
}

/**
 * The image whose voxels beyond the edge follow the boundary condition, by half its size on every side; as it is where it goes on
 * periodically, as the Fourier transform has it. `inner` takes its own part of a response.
 */
export function extended(
  image: Volume,
  { dimension, boundary }: Domain,
): { readonly image: Volume; readonly inner: (response: Volume<Float64Array>) => Volume<Float64Array> } {
  if (boundary === "periodic") return { image, inner: (response) => response };
  const { grid, data } = image;
  const half = (axis: 0 | 1 | 2) => (axis < 2 || dimension === "3D" ? Math.floor(grid.size[axis] / 2) : 0);
  const margin: Vec3 = [half(0), half(1), half(2)];
  const size: Vec3 = [grid.size[0] + 2 * margin[0], grid.size[1] + 2 * margin[1], grid.size[2] + 2 * margin[2]];
  const [is, js, ks] = ([0, 1, 2] as const).map((axis) =>
    Int32Array.from({ length: size[axis] }, (_, n) => boundaries[boundary](n - margin[axis], grid.size[axis])),
  );
  const voxels = new Float64Array(size[0] * size[1] * size[2]);
  for (let k = 0, at = 0; k < size[2]; k++)
    for (let j = 0; j < size[1]; j++)
      for (let i = 0; i < size[0]; i++, at++)
        if (is[i] >= 0 && js[j] >= 0 && ks[k] >= 0)
          voxels[at] = data[is[i] + grid.size[0] * (js[j] + grid.size[1] * ks[k])];
  const origin = indexToPoint(grid, [-margin[0], -margin[1], -margin[2]]);
  return {
    image: createVolume({ ...grid, size, origin }, voxels),
    inner: (response) => ({ grid, data: crop(response, { box: { lower: margin, size: grid.size } }).data }),
  };
}

/** The spectrum of an image, to which filters are applied; in 2D slice by slice. */
export interface Spectrum {
  readonly size: Vec3;
  readonly axes: 2 | 3;
  /** As from `transformReal`. */
  readonly block: ComplexBlock;
}

export function spectrumOf({ grid: { size }, data }: Volume, { dimension }: Domain): Spectrum {
  const axes = dimension === "3D" ? 3 : 2;
  return { size, axes, block: transformReal(data, size, axes) };
}

/** The real part of a filter's response to the image with a spectrum. */
export function respondTo({ size, axes, block }: Spectrum, { gain, order }: Transfer): Float64Array {
  const product = { size: block.size, re: new Float64Array(block.re.length), im: new Float64Array(block.im.length) };
  const [x, y, z] = [
    frequencies(size[0]),
    frequencies(size[1]),
    axes === 3 ? frequencies(size[2]) : new Float64Array(size[2]),
  ];
  const elements = size[0] * size[1] * (axes === 3 ? size[2] : 1);
  const nu: [number, number, number] = [0, 0, 0];
  const gainAt = (i: number, j: number, k: number): number => {
    nu[0] = x[i];
    nu[1] = y[j];
    nu[2] = z[k];
    return gain(nu, Math.sqrt(nu[0] * nu[0] + nu[1] * nu[1] + nu[2] * nu[2]));
  };
  // The response is real where opposite frequencies have conjugate gains. Those of the grid above differ a little; their conjugate
  // mean gives the real part of the response. (-i)^order makes the mean a difference for odd orders, and turns by quarters.
  const sign = order % 2 === 0 ? 1 : -1;
  const turn = (order % 4 < 2 ? 1 : -1) / (2 * elements);
  const [half, nj, nk] = block.size;
  for (let k = 0, at = 0; k < nk; k++) {
    const oppositeK = axes === 3 ? (nk - k) % nk : k;
    for (let j = 0; j < nj; j++)
      for (let i = 0; i < half; i++, at++) {
        const g = turn * (gainAt(i, j, k) + sign * gainAt((size[0] - i) % size[0], (nj - j) % nj, oppositeK));
        product.re[at] = sign === 1 ? g * block.re[at] : g * block.im[at];
        product.im[at] = sign === 1 ? g * block.im[at] : -g * block.re[at];
      }
  }
  return realFrom(product, size, axes);
}

/**
 * The frequencies of IBSI-2's reference maps: from −1 to 1 with both ends, half of them moved to the end.
 *
 * The discrete transform's own frequencies differ by up to half a step; with them the reference maps of levels 2 and 3 are missed by
 * 2.5 and 8 %.
 */
function frequencies(n: number): Float64Array {
  const middle = Math.floor(n / 2);
  return Float64Array.from({ length: n }, (_, at) => (n === 1 ? 0 : -1 + (2 * ((at + middle) % n)) / (n - 1)));
}
