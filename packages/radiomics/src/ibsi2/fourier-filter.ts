import { createVolume, crop, indexToPoint, type Vec3, type Volume } from "@hilum/volume";
import { type ComplexBlock, transform } from "../ibsi/fourier.ts";
import { boundaries, type Boundary } from "./boundary.ts";

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
export function spectrumOf({ grid: { size }, data }: Volume, { dimension }: Domain): ComplexBlock {
  const block = { size, re: Float64Array.from(data), im: new Float64Array(data.length) };
  transform(block, "forward", size, axesOf(dimension));
  return block;
}

/** The response of a filter to the image with a spectrum. */
export function respondTo({ size, re, im }: ComplexBlock, { dimension }: Domain, transfer: Transfer): Float64Array {
  const product = { size, re: new Float64Array(re.length), im: new Float64Array(im.length) };
  const [x, y, z] = [frequencies(size[0]), frequencies(size[1]), frequencies(size[2])];
  const elements = size[0] * size[1] * (dimension === "3D" ? size[2] : 1);
  const nu: [number, number, number] = [0, 0, 0];
  for (let k = 0, at = 0; k < size[2]; k++)
    for (let j = 0; j < size[1]; j++)
      for (let i = 0; i < size[0]; i++, at++) {
        nu[0] = x[i];
        nu[1] = y[j];
        nu[2] = dimension === "3D" ? z[k] : 0;
        const gain = transfer.gain(nu, Math.sqrt(nu[0] * nu[0] + nu[1] * nu[1] + nu[2] * nu[2])) / elements;
        if (gain === 0) continue;
        product.re[at] = gain * re[at];
        product.im[at] = gain * im[at];
      }
  transform(product, "backward", size, axesOf(dimension));
  // The real part of the response times (−i)^order.
  const part = transfer.order % 2 === 0 ? product.re : product.im;
  if (transfer.order % 4 >= 2) for (let n = 0; n < part.length; n++) part[n] = -part[n];
  return part;
}

function axesOf(dimension: "2D" | "3D"): readonly (0 | 1 | 2)[] {
  return dimension === "3D" ? [0, 1, 2] : [0, 1];
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
