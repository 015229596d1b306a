import { isCount, oneOfOrNull } from "../field-checks.ts";
import type { FilterKind } from "./filter-kind.ts";
import type { LawsSettings } from "./filter-settings.ts";
import { boxKernel, type Chain, lineKernel } from "./line-kernel.ts";
import { pooledReach, pooledResponse } from "./pooled-response.ts";
import { alike, filterSeparably, type SeparableFilter, separableReach } from "./separable-filter.ts";

/** Level, edge, spot, wave and ripple over 3 or 5 voxels. */
const coefficients = {
  L3: [1, 2, 1],
  L5: [1, 4, 6, 4, 1],
  E3: [-1, 0, 1],
  E5: [-1, -2, 0, 2, 1],
  S3: [-1, 2, -1],
  S5: [-1, 0, 2, 0, -1],
  W5: [-1, 2, 0, -2, 1],
  R5: [1, -4, 6, -4, 1],
} as const;

export type LawsKernel = keyof typeof coefficients;

const kernels: ReadonlyMap<string, Chain> = new Map(
  Object.entries(coefficients).map(([name, values]) => {
    const norm = Math.hypot(...values);
    return [name, [lineKernel(values.map((x) => x / norm))]];
  }),
);

/** Products of Laws' kernels of norm 1, and the local mean of their absolute response. */
export const lawsFilter: FilterKind<LawsSettings> = {
  name: "Laws kernels",
  ibsi: "JTXT",
  checks: {
    kernels: [
      `two (2D) or three (3D) kernels one after the other, among ${[...kernels.keys()].join(", ")}`,
      (value) => typeof value === "string" && namesIn(value).every((name) => kernels.has(name)),
    ],
    pooling: oneOfOrNull("max", "average"),
    energy: ["a number of voxels, or null", (value) => value === null || isCount(value)],
  },
  defaults: { pooling: null, energy: null },
  conflict: (settings) => {
    const [found, needed] = [namesIn(settings.kernels).length, settings.dimension === "3D" ? 3 : 2];
    return found === needed ? undefined : `${settings.dimension} needs ${needed} kernels, kernels has ${found}`;
  },
  reach: (settings) => {
    const responses = pooledReach(product(settings), settings.dimension, settings.pooling);
    const [x, y, z] = separableReach(neighbourhood(settings));
    return [responses[0] + x, responses[1] + y, responses[2] + z];
  },
  respond: ({ grid, data }, settings) => {
    const response = pooledResponse(data, grid.size, product(settings), settings);
    if (settings.energy === null) return { grid, data: response };
    const energy = filterSeparably(response.map(Math.abs), grid.size, neighbourhood(settings), settings.boundary);
    return { grid, data: energy };
  },
};

function namesIn(list: string): string[] {
  return list.match(/.{1,2}/g) ?? [];
}

function product(settings: LawsSettings): SeparableFilter {
  const [x = [], y = [], z = []] = namesIn(settings.kernels).map((name) => kernels.get(name));
  return [x, y, z];
}

function neighbourhood({ energy, dimension }: LawsSettings): SeparableFilter {
  return alike(energy === null ? [] : [boxKernel(2 * energy + 1)], dimension);
}
