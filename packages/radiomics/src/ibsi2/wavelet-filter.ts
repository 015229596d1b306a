import type { Vec3, Volume } from "@hilum/volume";
import { isCount, oneOf, oneOfOrNull } from "../field-checks.ts";
import { waveletKernel, waveletNames } from "../filters/wavelet-kernels.ts";
import type { FilterKind } from "./filter-kind.ts";
import type { WaveletSettings } from "./filter-settings.ts";
import { type Chain, lineKernel } from "./line-kernel.ts";
import { pooledReach, pooledResponse } from "./pooled-response.ts";
import { filterSeparably, type SeparableFilter } from "./separable-filter.ts";

/**
 * A sub-band of a wavelet transform that filters along the axes one after the other.
 *
 * Level j filters the low-pass image of level j − 1. Undecimated, its kernel has 2^(j−1) − 1 zeros between the coefficients; decimated,
 * every level keeps the voxels with even indices, as PyWavelets' mode "periodization".
 */
export const waveletFilter: FilterKind<WaveletSettings> = {
  name: "Separable wavelets",
  ibsi: "25BO",
  checks: {
    wavelet: oneOf(...waveletNames),
    bands: ["letters L and H, one for each axis", (value) => typeof value === "string" && /^[LH]{2,3}$/.test(value)],
    level: ["a whole number from 1 to 8", (value) => isCount(value) && value <= 8],
    decimated: ["true or false", (value) => typeof value === "boolean"],
    pooling: oneOfOrNull("max", "average"),
  },
  defaults: { level: 1, decimated: false, pooling: null },
  conflict: ({ bands, dimension, decimated, pooling }) => {
    const needed = dimension === "3D" ? 3 : 2;
    if (bands.length !== needed) return `${dimension} needs ${needed} letters, bands has ${bands.length}`;
    if (decimated && pooling !== null)
      return "rotations of a decimated image lie on different grids; set pooling to null";
    return undefined;
  },
  reach: (settings) => {
    if (settings.decimated) return "image";
    return pooledReach(cascade(settings), settings.dimension, settings.pooling);
  },
  respond: (image, settings) =>
    settings.decimated
      ? decimatedBand(image, settings)
      : { grid: image.grid, data: pooledResponse(image.data, image.grid.size, cascade(settings), settings) },
};

/** All levels along each axis. */
function cascade({ wavelet, bands, level }: WaveletSettings): SeparableFilter {
  const kernels = waveletKernel(wavelet, "double");
  const lower = Array.from({ length: level - 1 }, (_, n) => lineKernel([...kernels.low], 2 ** n));
  const chain = (letter: string): Chain => {
    if (letter === "") return [];
    return [...lower, lineKernel([...(letter === "L" ? kernels.low : kernels.high)], 2 ** (level - 1))];
  };
  return [chain(bands.charAt(0)), chain(bands.charAt(1)), chain(bands.charAt(2))];
}

function decimatedBand(image: Volume, settings: WaveletSettings): Volume<Float64Array> {
  let response: Volume<Float64Array> = { grid: image.grid, data: Float64Array.from(image.data) };
  for (let level = 1; level <= settings.level; level++) {
    const bands = level < settings.level ? "L".repeat(settings.bands.length) : settings.bands;
    const filter = cascade({ ...settings, bands, level: 1 });
    const data = filterSeparably(response.data, response.grid.size, filter, settings.boundary);
    response = everySecond({ grid: response.grid, data }, settings.dimension);
  }
  return response;
}

/** The voxels with even indices; along z only in 3D. */
function everySecond({ grid, data }: Volume<Float64Array>, dimension: "2D" | "3D"): Volume<Float64Array> {
  const steps: Vec3 = [2, 2, dimension === "3D" ? 2 : 1];
  const [ni, nj] = grid.size;
  const along = (value: (axis: 0 | 1 | 2) => number): Vec3 => [value(0), value(1), value(2)];
  const size = along((axis) => Math.ceil(grid.size[axis] / steps[axis]));
  const kept = new Float64Array(size[0] * size[1] * size[2]);
  for (let k = 0, at = 0; k < size[2]; k++)
    for (let j = 0; j < size[1]; j++)
      for (let i = 0; i < size[0]; i++, at++) kept[at] = data[2 * i + ni * (2 * j + nj * steps[2] * k)];
  return { grid: { ...grid, size, spacing: along((axis) => grid.spacing[axis] * steps[axis]) }, data: kept };
}
