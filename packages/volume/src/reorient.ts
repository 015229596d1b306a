import { movedGrid, voxelCount } from "./grid.ts";
import type { Mat3, Vec3, Volume, VoxelArray } from "./volume.ts";
import { VolumeError } from "./volume.ts";
import { emptyLike } from "./voxel-array.ts";

/** Where an axis runs to: [axis of the patient (LPS), sign]. */
const letters: ReadonlyMap<string, readonly [axis: 0 | 1 | 2, sign: 1 | -1]> = new Map([
  ["L", [0, 1]],
  ["R", [0, -1]],
  ["P", [1, 1]],
  ["A", [1, -1]],
  ["S", [2, 1]],
  ["I", [2, -1]],
]);

const orders = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const;

/**
 * The same voxels in the same places, stored in another order: axes permuted and turned around so that they run as nearly as
 * possible to the named sides. Nothing is interpolated; an oblique image stays oblique.
 *
 * @param axes - Three letters that say where i, j and k run to: L or R, A or P, S or I. "LPS" is the order of DICOM and of this
 * package, "RAS" that of NIfTI.
 * @throws VolumeError `bad-axes` if the letters do not name three different axes.
 */
export function reorient<T extends VoxelArray>(volume: Volume<T>, axes: string): Volume<T> {
  const wanted = parseAxes(axes);
  const { size, spacing, direction } = volume.grid;
  const source = nearestAxes(direction);
  // For each new axis: the old axis that lies nearest to the wanted side, and whether it has to be turned around.
  const old = wanted.map(([axis]) => source.indexOf(axis));
  const turned = wanted.map(([axis, sign], n) => Math.sign(direction[3 * axis + old[n]]) !== sign);
  const start = [0, 0, 0];
  old.forEach((axis, n) => (start[axis] = turned[n] ? size[axis] - 1 : 0));
  const pick = (v: Vec3): Vec3 => [v[old[0]], v[old[1]], v[old[2]]];
  const moved = movedGrid(volume.grid, [start[0], start[1], start[2]], pick(size), pick(spacing));
  const column = (row: number, n: number): number => {
    const cosine = direction[3 * row + old[n]];
    // Written so that no cosine becomes −0.
    return turned[n] ? 0 - cosine : cosine + 0;
  };
  const row = (r: number): Vec3 => [column(r, 0), column(r, 1), column(r, 2)];
  const grid = { ...moved, direction: [...row(0), ...row(1), ...row(2)] satisfies Mat3 };

  const strides = [1, size[0], size[0] * size[1]];
  const step = old.map((axis, n) => (turned[n] ? -strides[axis] : strides[axis]));
  const first = start.reduce((sum, index, axis) => sum + index * strides[axis], 0);
  const data = emptyLike(volume.data, voxelCount(grid));
  const [ni, nj, nk] = grid.size;
  for (let k = 0, at = 0; k < nk; k++)
    for (let j = 0; j < nj; j++) {
      let from = first + j * step[1] + k * step[2];
      for (let i = 0; i < ni; i++, from += step[0]) data[at++] = volume.data[from];
    }
  return { grid, data };
}

function parseAxes(axes: string): (readonly [0 | 1 | 2, 1 | -1])[] {
  const sides = Array.from(axes, (letter) => letters.get(letter)).filter((side) => side !== undefined);
  if (axes.length !== 3 || sides.length !== 3 || new Set(sides.map(([axis]) => axis)).size !== 3)
    throw new VolumeError(
      "bad-axes",
      `The axes are named "${axes}"; three letters are needed, one each of L or R, P or A, S or I (for example LPS or RAS).`,
    );
  return sides;
}

/** For each old axis the patient axis it runs along; of the six ways to pair them, the one with the largest cosines. */
function nearestAxes(direction: Mat3): readonly number[] {
  const closeness = (order: readonly number[]): number =>
    order.reduce((sum, axis, n) => sum + Math.abs(direction[3 * axis + n]), 0);
  return orders.reduce<readonly number[]>(
    (best, order) => (closeness(order) > closeness(best) ? order : best),
    orders[0],
  );
}
