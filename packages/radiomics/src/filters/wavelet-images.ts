import { type Box, crop, type Vec3, type Volume } from "@hilum/volume";
import type { ImageType, NamedImage } from "../image-type.ts";
import { planeAxes, type RadiomicsSettings } from "../settings.ts";
import { stationaryWavelet, type SubBand } from "./stationary-wavelet.ts";
import { waveletKernel } from "./wavelet-kernels.ts";

/**
 * Sub-bands of the undecimated wavelet transform, as PyRadiomics calls PyWavelets: `wavelet-LLH` to `wavelet-HHH`, then
 * `wavelet2-LLH` and so on, and the low-pass image of the last level. The first letter belongs to x.
 *
 * Each level filters the low-pass image of the one before with the same kernel (no zeros are put between its taps).
 */
export const waveletImages: ImageType = {
  name: "wavelet",
  names: ({ wavelet: { levels }, force2D }) => {
    const letters = subBands(planeAxes(force2D).length);
    const details = Array.from({ length: levels }, (_, n) => letters.slice(1).map((band) => `${prefix(n)}-${band}`));
    return [...details.flat(), `${prefix(levels - 1)}-${letters[0]}`];
  },
  *images(image, settings, box) {
    const start = cutWhatIsNeeded(image, settings, box);
    if (start.image.data instanceof Float32Array) {
      const make = (length: number) => new Float32Array(length);
      yield* transformed({ ...start, data: evenly(start.image, make) }, settings, make);
    } else {
      const make = (length: number) => new Float64Array(length);
      yield* transformed({ ...start, data: evenly(start.image, make) }, settings, make);
    }
  },
};

function prefix(level: number): string {
  return level === 0 ? "wavelet" : `wavelet${level + 1}`;
}

/** LLL, LLH, LHL, ..., HHH. */
function subBands(axes: number): string[] {
  return axes === 0 ? [""] : ["L", "H"].flatMap((first) => subBands(axes - 1).map((rest) => first + rest));
}

interface Start<Data> {
  readonly image: Volume;
  /** The voxels, with one more along odd axes. */
  readonly data: Data;
  /** Where the wanted voxels are in it. */
  readonly box: Box;
}

function* transformed<Data extends Float32Array | Float64Array>(
  { image: { grid }, data, box }: Start<Data>,
  { wavelet: { name, levels, startLevel }, force2D }: RadiomicsSettings,
  make: (length: number) => Data,
): Iterable<NamedImage> {
  const kernel = waveletKernel(name, data instanceof Float32Array ? "single" : "double");
  const size = evenSize(grid.size);
  const cut = (band: SubBand<Data>): Volume => crop({ grid: { ...grid, size }, data: band.data }, { box });
  let smooth = { letters: "", data };
  for (let level = -startLevel; level < levels; level++) {
    const [low, ...details] = stationaryWavelet(smooth.data, size, planeAxes(force2D), kernel, make);
    smooth = low;
    if (level >= 0) for (const band of details) yield { name: `${prefix(level)}-${band.letters}`, image: cut(band) };
  }
  yield { name: `${prefix(levels - 1)}-${smooth.letters}`, image: cut(smooth) };
}

/** The voxels that decide the values in the box; along an axis where the filter reaches over the edge, all of them. */
function cutWhatIsNeeded(image: Volume, { wavelet, force2D }: RadiomicsSettings, box: Box): Omit<Start<never>, "data"> {
  const half = waveletKernel(wavelet.name, "double").low.length / 2;
  const reach = half * (wavelet.levels + wavelet.startLevel);
  const axes: readonly number[] = planeAxes(force2D);
  const needed = ([0, 1, 2] as const).map((axis): readonly [lower: number, size: number] => {
    const [lower, size] = [box.lower[axis], box.size[axis]];
    if (!axes.includes(axis)) return [lower, size];
    const inside = lower >= reach && lower + size + reach <= image.grid.size[axis];
    return inside ? [lower - reach, size + 2 * reach] : [0, image.grid.size[axis]];
  });
  const [[li, si], [lj, sj], [lk, sk]] = needed;
  return {
    image: crop(image, { box: { lower: [li, lj, lk], size: [si, sj, sk] } }),
    box: { lower: [box.lower[0] - li, box.lower[1] - lj, box.lower[2] - lk], size: box.size },
  };
}

function evenSize([ni, nj, nk]: Vec3): Vec3 {
  return [ni + (ni % 2), nj + (nj % 2), nk + (nk % 2)];
}

/** The voxels with the first ones repeated behind the last along odd axes, as the transform needs even sizes. */
function evenly<Data extends Float32Array | Float64Array>(
  { grid: { size }, data }: Volume,
  make: (length: number) => Data,
): Data {
  const [ni, nj, nk] = size;
  const [mi, mj, mk] = evenSize(size);
  const even = make(mi * mj * mk);
  for (let k = 0, at = 0; k < mk; k++)
    for (let j = 0; j < mj; j++)
      for (let i = 0; i < mi; i++, at++) even[at] = data[(i % ni) + ni * ((j % nj) + nj * (k % nk))];
  return even;
}
