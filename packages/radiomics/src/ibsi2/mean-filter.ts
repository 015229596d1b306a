import { isCount } from "../field-checks.ts";
import type { FilterKind } from "./filter-kind.ts";
import type { MeanSettings } from "./filter-settings.ts";
import { boxKernel } from "./line-kernel.ts";
import { alike, filterSeparably, separableReach } from "./separable-filter.ts";

/** The mean of the voxels in a square or cube around each voxel. */
export const meanFilter: FilterKind<MeanSettings> = {
  name: "Mean filter",
  ibsi: "S60F",
  checks: { support: ["an odd number of voxels", (value) => isCount(value) && value % 2 === 1] },
  defaults: {},
  reach: (settings) => separableReach(boxes(settings)),
  respond: ({ grid, data }, settings) => ({
    grid,
    data: filterSeparably(data, grid.size, boxes(settings), settings.boundary),
  }),
};

function boxes({ support, dimension }: MeanSettings) {
  return alike([boxKernel(support)], dimension);
}
