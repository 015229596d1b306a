import type { Grid, Volume } from "@hilum/volume";
import { StudyError } from "../errors.ts";
import type { AxialSlice } from "./report-types.ts";

/** Grey window in HU: `level` is its middle, `width` its span. */
export interface Window {
  readonly level: number;
  readonly width: number;
}

/** The usual lung window, in which ground glass is visible beside solid parts. */
export const LUNG_WINDOW: Window = { level: -600, width: 1600 };

/** A picture shows at least this much around a lesion (mm), so that small ones keep their surroundings. */
const FIELD_MM = 40;

/** One axis of the picture as a walk through the voxels. */
interface Walk {
  readonly count: number;
  readonly spacing: number;
  /** Distance in the voxel array between neighbours, negative where the picture runs against the array. */
  readonly stride: number;
  /** Where the walk starts in the voxel array. */
  readonly start: number;
}

/**
 * The axial slice in which the mask is largest, as an 8-bit picture cropped to a square of at least 40 mm around the
 * lesion (less where the image ends).
 *
 * The picture follows radiological convention whatever the order of the voxels: anterior is up and the patient's right
 * is on the left-hand side, that is, columns run towards +x and rows towards +y of LPS. Each patient axis takes the
 * voxel axis closest to it, so an oblique volume is shown in its own plane, tilted by up to 45°, not resampled.
 *
 * @param image - HU.
 * @param mask - non-zero inside the lesion, on the same grid.
 * @throws StudyError `mask-grid` if the sizes differ, `empty-mask` if no voxel is set.
 */
export function axialSlice(image: Volume, mask: Volume, window: Window = LUNG_WINDOW): AxialSlice {
  if (image.grid.size.some((n, axis) => n !== mask.grid.size[axis])) {
    throw new StudyError(
      "mask-grid",
      `The mask (${mask.grid.size.join("×")}) and the image (${image.grid.size.join("×")}) have different sizes. ` +
        `Resample the mask onto the grid of the image first.`,
    );
  }
  const { across, down, through } = pictureAxes(image.grid);
  const slice = largestSlice(mask, across, down, through);
  const [columns, rows] = field(slice.box, across, down);
  const width = columns[1] - columns[0];
  const height = rows[1] - rows[0];
  const grey = new Uint8Array(width * height);
  const inside = new Uint8Array(width * height);
  const black = window.level - window.width / 2;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const voxel = slice.start + (columns[0] + column) * across.stride + (rows[0] + row) * down.stride;
      // A byte array stores NaN as 0, which is what a voxel without a value should look like.
      grey[row * width + column] = Math.min(
        255,
        Math.max(0, (((image.data[voxel] ?? NaN) - black) / window.width) * 255 + 0.5),
      );
      inside[row * width + column] = mask.data[voxel] ? 1 : 0;
    }
  }
  return { width, height, spacing: [across.spacing, down.spacing], grey, mask: inside };
}

/** Which voxel axis runs to the patient's left (+x), to the back (+y) and to the head (+z), and in which sense. */
function pictureAxes(grid: Grid): { across: Walk; down: Walk; through: Walk } {
  const { size, spacing, direction } = grid;
  const strides = [1, size[0], size[0] * size[1]];
  const along = (patientAxis: number, axis: number) => direction[patientAxis * 3 + axis] ?? 0;
  const closest = (patientAxis: number, axes: readonly number[]) =>
    axes.reduce((best, axis) =>
      Math.abs(along(patientAxis, axis)) > Math.abs(along(patientAxis, best)) ? axis : best,
    );
  const walk = (patientAxis: number, axis: number): Walk => {
    const count = size[axis] ?? 1;
    const stride = strides[axis] ?? 1;
    const forward = along(patientAxis, axis) >= 0;
    return {
      count,
      spacing: spacing[axis] ?? 1,
      stride: forward ? stride : -stride,
      start: forward ? 0 : (count - 1) * stride,
    };
  };
  const z = closest(2, [2, 1, 0]);
  const x = closest(
    0,
    [0, 1, 2].filter((axis) => axis !== z),
  );
  return { across: walk(0, x), down: walk(1, 3 - z - x), through: walk(2, z) };
}

interface SliceFound {
  /** Voxel at the upper left corner of the picture. */
  readonly start: number;
  /** First and last column, first and last row of the mask. */
  readonly box: readonly [number, number, number, number];
}

function largestSlice(mask: Volume, across: Walk, down: Walk, through: Walk): SliceFound {
  let best: SliceFound | undefined;
  let bestArea = 0;
  for (let s = 0; s < through.count; s++) {
    const start = across.start + down.start + through.start + s * through.stride;
    let area = 0;
    let [left, right, top, bottom] = [across.count, -1, down.count, -1];
    for (let row = 0; row < down.count; row++) {
      for (let column = 0; column < across.count; column++) {
        if (!mask.data[start + column * across.stride + row * down.stride]) continue;
        area++;
        left = Math.min(left, column);
        right = Math.max(right, column);
        top = Math.min(top, row);
        bottom = row;
      }
    }
    if (area > bestArea) {
      bestArea = area;
      best = { start, box: [left, right, top, bottom] };
    }
  }
  if (best) return best;
  throw new StudyError(
    "empty-mask",
    `The mask (${mask.grid.size.join("×")}) has no voxel set: there is no lesion to show.`,
  );
}

/**
 * Columns and rows to show, as half-open ranges: the lesion in the middle, shifted where the image ends. Where the
 * image is too small for the field, the square shrinks as long as some margin is left; only then it is cut.
 */
function field(box: SliceFound["box"], across: Walk, down: Walk): [[number, number], [number, number]] {
  const [left, right, top, bottom] = box;
  const extent = Math.max((right - left + 1) * across.spacing, (bottom - top + 1) * down.spacing);
  const available = Math.min(across.count * across.spacing, down.count * down.spacing);
  const wanted = Math.max(FIELD_MM, extent * 1.5);
  const side = available >= extent * 1.15 ? Math.min(wanted, available) : wanted;
  const range = (first: number, last: number, { count, spacing }: Walk): [number, number] => {
    const length = Math.min(count, Math.round(side / spacing));
    const start = Math.round((first + last + 1 - length) / 2);
    const shifted = Math.min(count - length, Math.max(0, start));
    return [shifted, shifted + length];
  };
  return [range(left, right, across), range(top, bottom, down)];
}
