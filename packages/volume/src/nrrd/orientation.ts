import { checkedGrid } from "../stored/checked-grid.ts";
import { parseReal } from "../stored/parse-numbers.ts";
import type { Grid, Vec3 } from "../volume.ts";
import { nrrdError, unsupported } from "./nrrd-error.ts";
import type { SpatialAxes } from "./spatial-axes.ts";
import { directionWords } from "./spatial-axes.ts";

/**
 * Signs that turn the x, y, z of a NRRD space into LPS. In the spaces that are not anatomical (3D-right-handed, 3D-left-handed,
 * scanner-xyz, or only a space dimension) the patient's left is unknown; their x, y, z are taken as LPS, as ITK does.
 */
const lps: ReadonlyMap<string, Vec3> = new Map([
  ["right-anterior-superior", [-1, -1, 1]],
  ["ras", [-1, -1, 1]],
  ["left-anterior-superior", [1, -1, 1]],
  ["las", [1, -1, 1]],
  ["left-posterior-superior", [1, 1, 1]],
  ["lps", [1, 1, 1]],
  ["scanner-xyz", [1, 1, 1]],
  ["3d-right-handed", [1, 1, 1]],
  ["3d-left-handed", [1, 1, 1]],
]);

/**
 * The grid of a NRRD image in LPS millimetres: from `space directions` and `space origin`, or from the older `spacings` and `axis mins`,
 * whose axes are taken as running to the left, back and head. Without an origin the first voxel lies at (0, 0, 0).
 *
 * @throws VolumeError `nrrd-header`, `nrrd-unsupported` or `bad-grid`.
 */
export function gridOf(size: Vec3, axes: SpatialAxes, fields: ReadonlyMap<string, string>): Grid {
  requireMillimetres(fields);
  if (fields.has("space") || fields.has("spacedimension")) return fromDirections(size, axes, fields);
  if (fields.has("spacedirections") || fields.has("spaceorigin"))
    throw nrrdError(
      'The header has space directions or a space origin, but no "space" that says what their axes mean.',
    );
  return fromSpacings(size, axes, fields);
}

function fromDirections(size: Vec3, axes: SpatialAxes, fields: ReadonlyMap<string, string>): Grid {
  const sign = signs(fields);
  const written = fields.get("spacedirections");
  if (written === undefined)
    throw nrrdError(
      'The header names a space but has no "space directions": the 3 axes and the distances between voxels are unknown.',
    );
  const vectors = directionWords(written);
  const steps = axes.map((axis) => turned(vector(vectors[axis], "space directions"), sign));
  const lengths = steps.map(([x, y, z]) => Math.sqrt(x * x + y * y + z * z));
  const unit = (axis: 0 | 1 | 2): Vec3 => {
    const [x, y, z] = steps[axis];
    const mm = lengths[axis];
    return [x / mm, y / mm, z / mm];
  };
  const origin = fields.get("spaceorigin");
  return checkedGrid(
    size,
    [lengths[0], lengths[1], lengths[2]],
    origin === undefined || origin.toLowerCase() === "none" ? [0, 0, 0] : turned(vector(origin, "space origin"), sign),
    [unit(0), unit(1), unit(2)],
  );
}

function signs(fields: ReadonlyMap<string, string>): Vec3 {
  const space = fields.get("space")?.toLowerCase();
  const dimension = fields.get("spacedimension");
  if (space === undefined && parseReal(dimension ?? "") !== 3)
    throw unsupported(`The header's space has ${JSON.stringify(dimension?.slice(0, 80))} dimensions; 3 are needed.`);
  const found = space === undefined ? lps.get("lps") : lps.get(space);
  if (found === undefined)
    throw unsupported(
      `The header's space is ${JSON.stringify(space?.slice(0, 80))}; ${[...lps.keys()].join(", ")} are read. Extract a 3-D image first.`,
    );
  return found;
}

function vector(written: string | undefined, field: string): Vec3 {
  const inside = /^\(([^()]*)\)$/.exec(written ?? "");
  const [x, y, z, ...more] = inside?.[1].split(",").map((part) => parseReal(part.trim())) ?? [];
  if (x === undefined || y === undefined || z === undefined || more.length > 0)
    throw nrrdError(
      `The header's "${field}" has ${JSON.stringify(written?.slice(0, 80))}; a vector of 3 numbers (x,y,z) is needed.`,
    );
  return [x, y, z];
}

/** The vector in LPS. */
function turned([x, y, z]: Vec3, sign: Vec3): Vec3 {
  return [sign[0] * x, sign[1] * y, sign[2] * z];
}

function fromSpacings(size: Vec3, axes: SpatialAxes, fields: ReadonlyMap<string, string>): Grid {
  const along = (name: string): Vec3 | undefined => {
    const words = fields.get(name)?.split(/\s+/);
    if (words === undefined) return undefined;
    const [a, b, c] = axes.map((axis) => parseReal(words[axis] ?? ""));
    if (a === undefined || b === undefined || c === undefined)
      throw nrrdError(
        `The header's "${name}" is ${JSON.stringify(fields.get(name)?.slice(0, 80))}; a finite number for each of the 3 axes is needed.`,
      );
    return [a, b, c];
  };
  const spacing = along("spacings");
  if (spacing === undefined)
    throw nrrdError(
      'The header has neither "space directions" nor "spacings": the distances between voxels are unknown. Save the image with its geometry first.',
    );
  const mins = along("axismins");
  const centres = (fields.get("centers") ?? fields.get("centerings") ?? "").split(/\s+/);
  // An axis begins at its first sample if that is node-centred, else at the edge of the first cell (teem's default, ITK's too).
  const first = (n: 0 | 1 | 2): number =>
    mins === undefined ? 0 : mins[n] + (centres[axes[n]]?.toLowerCase() === "node" ? 0 : spacing[n] / 2);
  return checkedGrid(
    size,
    spacing,
    [first(0), first(1), first(2)],
    [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  );
}

const millimetres = new Set(["", "mm", "millimeter", "millimeters", "millimetre", "millimetres"]);

function requireMillimetres(fields: ReadonlyMap<string, string>): void {
  const written = fields.get("spaceunits") ?? fields.get("units") ?? "";
  const units = [...written.matchAll(/"([^"]*)"/g)].map(([, unit]) => unit);
  const other = units.find((unit) => !millimetres.has(unit.trim().toLowerCase()));
  if (other !== undefined)
    throw unsupported(
      `The header's lengths are in ${JSON.stringify(other.slice(0, 80))} (units); millimetres are needed. Save the image in millimetres first.`,
    );
}
