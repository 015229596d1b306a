import { checkedGrid } from "../stored/checked-grid.ts";
import type { Grid, Vec3 } from "../volume.ts";
import type { Fields } from "./fields.ts";
import { firstOf, numbers } from "./fields.ts";
import { metaImageError } from "./metaimage-error.ts";

/**
 * The grid of a MetaImage in LPS millimetres. Offset and TransformMatrix are LPS whatever AnatomicalOrientation says (it only names the
 * axes), and the centre of rotation does not move a voxel: both as in ITK. TransformMatrix holds the axes' unit vectors one after
 * another. Without them the first voxel lies at (0, 0, 0) and the axes run to the left, back and head.
 *
 * @throws VolumeError `metaimage-header` or `bad-grid`.
 */
export function gridOf(size: Vec3, dimensions: number, fields: Fields): Grid {
  const first3 = (name: string, value: string): Vec3 => {
    const [x, y, z] = numbers(name, value, dimensions);
    return [x, y, z];
  };
  const spacing = firstOf(fields, "ElementSpacing", "ElementSize");
  if (spacing === undefined)
    throw metaImageError(
      `The header has neither ElementSpacing nor ElementSize: the distances between voxels are unknown. Save the image with its geometry ` +
        `(${dimensions} lengths).`,
    );
  const offset = firstOf(fields, "Offset", "Position", "Origin");
  const matrix = firstOf(fields, "TransformMatrix", "Rotation", "Orientation");
  const m = matrix === undefined ? identity(dimensions) : numbers(matrix.name, matrix.value, dimensions ** 2);
  const axis = (n: number): Vec3 => [m[n * dimensions], m[n * dimensions + 1], m[n * dimensions + 2]];
  return checkedGrid(
    size,
    first3(spacing.name, spacing.value),
    offset === undefined ? [0, 0, 0] : first3(offset.name, offset.value),
    [axis(0), axis(1), axis(2)],
  );
}

function identity(dimensions: number): number[] {
  return Array.from({ length: dimensions ** 2 }, (_, n) => (n % (dimensions + 1) === 0 ? 1 : 0));
}
