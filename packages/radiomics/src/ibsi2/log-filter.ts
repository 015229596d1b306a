import { exp } from "@hilum/numeric";
import type { Vec3, Volume } from "@hilum/volume";
import { isPositive } from "../field-checks.ts";
import type { FilterKind } from "./filter-kind.ts";
import type { LogSettings } from "./filter-settings.ts";
import { type Chain, lineKernel } from "./line-kernel.ts";
import { rieszChecks, rieszResponse } from "./riesz-transform.ts";
import { filterSeparably, type SeparableFilter, separableReach } from "./separable-filter.ts";

/**
 * The Laplacian of a Gaussian, sampled within a square or cube and not scaled by its width: the response to a step grows as the width
 * shrinks.
 *
 * The widths are mm; the second derivatives are taken per voxel, along an axis with other spacing than x per spacing of x.
 */
export const logFilter: FilterKind<LogSettings> = {
  name: "Laplacian of Gaussian",
  ibsi: "L6PA",
  checks: {
    sigma: ["a positive width in mm", isPositive],
    cutoff: ["a positive number of widths", isPositive],
    riesz: rieszChecks.orNull,
  },
  defaults: { cutoff: 4, riesz: null },
  conflict: ({ riesz, dimension }) => (riesz ? rieszChecks.conflict(riesz, dimension) : undefined),
  reach: (settings, spacing) => {
    if (settings.riesz) return "image";
    // The kernels of all terms have the same size.
    return separableReach(derivatives(settings, spacing)[0]);
  },
  respond: (image, settings) =>
    settings.riesz
      ? rieszResponse(image, settings, settings.riesz, (part) => log(part, settings))
      : log(image, settings),
};

function log({ grid, data }: Volume, settings: LogSettings): Volume<Float64Array> {
  const sum = new Float64Array(data.length);
  for (const filter of derivatives(settings, grid.spacing)) {
    const response = filterSeparably(data, grid.size, filter, settings.boundary);
    for (let n = 0; n < sum.length; n++) sum[n] += response[n];
  }
  return { grid, data: sum };
}

/** The Laplacian is a sum over the axes: a second derivative along one, a Gaussian along the others. */
function derivatives({ sigma, cutoff, dimension }: LogSettings, spacing: Vec3): SeparableFilter[] {
  const axes = [0, 1, 2].slice(0, dimension === "3D" ? 3 : 2);
  return axes.map((along): SeparableFilter => {
    const chain = (axis: 0 | 1 | 2): Chain => {
      if (!axes.includes(axis)) return [];
      const kernel = axis === along ? secondDerivative : gaussian;
      const perSpacing = axis === along ? (spacing[0] / spacing[axis]) ** 2 : 1;
      return [lineKernel(sampled(kernel, sigma / spacing[axis], cutoff).map((x) => x * perSpacing))];
    };
    return [chain(0), chain(1), chain(2)];
  });
}

function sampled(kernel: (x: number, sigma: number) => number, sigma: number, cutoff: number): number[] {
  const reach = Math.floor(cutoff * sigma + 0.5);
  return Array.from({ length: 2 * reach + 1 }, (_, n) => kernel(n - reach, sigma));
}

function gaussian(x: number, sigma: number): number {
  return exp((-x * x) / (2 * sigma * sigma)) / (Math.sqrt(2 * Math.PI) * sigma);
}

function secondDerivative(x: number, sigma: number): number {
  return ((x * x) / sigma ** 4 - 1 / sigma ** 2) * gaussian(x, sigma);
}
