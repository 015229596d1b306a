import { vec3 } from "./affine.ts";
import { boundingBox } from "./bounding-box.ts";
import { movedGrid } from "./grid.ts";
import type { Grid, Vec3, Volume } from "./volume.ts";
import { VolumeError } from "./volume.ts";

/**
 * A grid with another spacing over the same field of view, as IBSI wants it: the centres of both grids coincide and the size is the
 * old extent over the new spacing, rounded up.
 *
 * @param spacing - New spacing in mm; give the old one for an axis to keep it.
 * @throws VolumeError `bad-spacing`.
 * @see IBSI manual (arXiv:1612.07003v11), section 2.4: align grid centres.
 */
export function ibsiGrid(grid: Grid, spacing: Vec3): Grid {
  requireSpacing(spacing);
  const size = vec3((axis) => Math.ceil((grid.size[axis] * grid.spacing[axis]) / spacing[axis]));
  const start = vec3((axis) => 0.5 * (grid.size[axis] - 1 - (spacing[axis] / grid.spacing[axis]) * (size[axis] - 1)));
  return movedGrid(grid, start, size, spacing);
}

/** A grid with the same spacing along every axis over the same field of view (`ibsiGrid` with one number). */
export function isotropic(grid: Grid, spacingMm: number): Grid {
  return ibsiGrid(grid, [spacingMm, spacingMm, spacingMm]);
}

/** How the grid of `itkGrid` is cut around the lesion. */
export interface ItkGridOptions {
  /** Value of the lesion in the mask. Default: 1. */
  readonly label?: number;
  /** New voxels kept around the lesion's box. Default: 5. */
  readonly padDistance?: number;
}

/**
 * The grid that PyRadiomics resamples onto: spacing ratio from the mask, aligned on the outer corner of voxel (0, 0, 0), cut to the
 * lesion's box plus half an old voxel plus `padDistance` new voxels, never beyond the image.
 *
 * As there, a spacing of 0 keeps the mask's, an axis along which the lesion has one voxel is not resampled, and a spacing equal to
 * the old one gives the old grid, cut to the box plus `padDistance`.
 *
 * @throws VolumeError `bad-spacing`, `label-not-found`.
 * @see pyradiomics, imageoperations.resampleImage (3.1)
 */
export function itkGrid(image: Grid, mask: Volume, spacing: Vec3, options: ItkGridOptions = {}): Grid {
  const { label = 1, padDistance = 5 } = options;
  const { lower, size: boxSize } = boundingBox(mask, label);
  const old = mask.grid.spacing;
  const wanted = vec3((axis) => (spacing[axis] === 0 || boxSize[axis] === 1 ? old[axis] : spacing[axis]));
  requireSpacing(wanted);
  if (wanted.every((mm, axis) => Math.abs(old[axis] - mm) <= 1e-8 + 1e-5 * mm)) {
    const first = vec3((axis) => Math.max(0, lower[axis] - padDistance));
    const last = vec3((axis) => Math.min(image.size[axis] - 1, lower[axis] + boxSize[axis] - 1 + padDistance));
    return movedGrid(
      mask.grid,
      first,
      vec3((axis) => last[axis] - first[axis] + 1),
    );
  }
  const ratio = vec3((axis) => old[axis] / wanted[axis]);
  const first = vec3((axis) => Math.max(0, Math.floor((lower[axis] - 0.5) * ratio[axis] - padDistance)));
  const last = vec3((axis) =>
    Math.min(
      Math.ceil(image.size[axis] * ratio[axis]) - 1,
      Math.ceil((lower[axis] + boxSize[axis] - 0.5) * ratio[axis] + padDistance),
    ),
  );
  const start = vec3((axis) => (0.5 * (wanted[axis] - old[axis])) / old[axis] + first[axis] / ratio[axis]);
  return movedGrid(
    mask.grid,
    start,
    vec3((axis) => last[axis] - first[axis] + 1),
    wanted,
  );
}

function requireSpacing(spacing: Vec3): void {
  if (spacing.some((mm) => !(mm > 0 && Number.isFinite(mm))))
    throw new VolumeError("bad-spacing", `The new spacing is ${spacing.join("×")} mm; lengths above 0 are needed.`);
}
