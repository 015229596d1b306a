import type { Grid, Vec3 } from "../volume.ts";
import { VolumeError } from "../volume.ts";

const MOST_SHEAR = 1e-3;
/** How far a direction vector's length may be from 1: the rounding of a writer that gives three digits. */
const MOST_STRETCH = 1e-3;

/**
 * A grid from the directions of its three axes (LPS unit vectors), after a check that they are lengths and right angles.
 *
 * @throws VolumeError `bad-grid` if a spacing is no length from a nanometre to a kilometre, the origin is not finite, or the axes are no unit
 * vectors or sheared.
 */
export function checkedGrid(size: Vec3, spacing: Vec3, origin: Vec3, axes: readonly [Vec3, Vec3, Vec3]): Grid {
  if (spacing.some((mm) => !(mm >= 1e-6 && mm <= 1e6)))
    throw badGrid(`The voxel spacing is ${spacing.join(" × ")} mm; finite lengths above 0 are needed.`);
  if (!origin.every(Number.isFinite))
    throw badGrid(`The first voxel lies at ${origin.join(", ")}; finite coordinates are needed.`);
  axes.forEach((axis, a) => {
    const length = Math.sqrt(axis[0] ** 2 + axis[1] ** 2 + axis[2] ** 2);
    if (!(Math.abs(length - 1) <= MOST_STRETCH))
      throw badGrid(`The direction of axis ${"ijk"[a]} (${axis.join(", ")}) has the length ${length}; 1 is needed.`);
  });
  for (const [a, b] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ]) {
    const cosine = axes[a][0] * axes[b][0] + axes[a][1] * axes[b][1] + axes[a][2] * axes[b][2];
    if (!(Math.abs(cosine) <= MOST_SHEAR))
      throw badGrid(
        `The axes ${"ijk"[a]} and ${"ijk"[b]} meet at ${((Math.acos(Math.max(-1, Math.min(1, cosine))) * 180) / Math.PI).toFixed(2)}°, not at ` +
          "90°: the image is sheared (a gantry tilt?). Resample it onto a rectangular grid first.",
      );
  }
  const [i, j, k] = axes;
  // Adding 0 turns a negative zero into zero.
  return {
    size,
    spacing,
    origin: [origin[0] + 0, origin[1] + 0, origin[2] + 0],
    direction: [i[0] + 0, j[0] + 0, k[0] + 0, i[1] + 0, j[1] + 0, k[1] + 0, i[2] + 0, j[2] + 0, k[2] + 0],
  };
}

function badGrid(message: string): VolumeError {
  return new VolumeError("bad-grid", message);
}
