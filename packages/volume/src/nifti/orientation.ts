import type { Grid, Mat3, Vec3 } from "../volume.ts";
import { VolumeError } from "../volume.ts";
import type { AffineRow, NiftiHeader } from "./header.ts";

const MOST_SHEAR = 1e-3;
/** pixdim and the affine's columns are the same lengths up to the rounding of float32. */
const SAME_SPACING = 1e-4;

/**
 * The grid of a NIfTI image in LPS millimetres; NIfTI's RAS is turned around here and nowhere else.
 *
 * Order of trust: sform if its code is above 0, else qform if its code is above 0, else the spacing alone (NIfTI's method 1: axes
 * to the right, front and head, first voxel at the origin). The spacing is `pixdim` as stored wherever it agrees with the sform.
 *
 * @throws VolumeError `nifti-affine` if the axes are sheared, have no length or are not finite.
 */
export function gridOf(size: Vec3, header: NiftiHeader): Grid {
  const { unitMm } = header;
  const { spacing, direction, origin } =
    header.sformCode > 0
      ? fromSform(header)
      : header.qformCode > 0
        ? fromQform(header, size)
        : fromSpacing(header, size);
  const scaled: Vec3 = [spacing[0] * unitMm, spacing[1] * unitMm, spacing[2] * unitMm];
  if (scaled.some((mm) => !(mm >= 1e-6 && mm <= 1e6)))
    throw affineError(`The voxel spacing is ${scaled.join(" × ")} mm; finite lengths above 0 are needed.`);
  if (origin.some((mm) => !Number.isFinite(mm * unitMm)))
    throw affineError(`The first voxel lies at ${origin.join(", ")}; finite coordinates are needed.`);
  const [a, b, c, d, e, f, g, h, i] = direction;
  return {
    size,
    spacing: scaled,
    origin: [flip(origin[0] * unitMm), flip(origin[1] * unitMm), origin[2] * unitMm + 0],
    direction: [flip(a), flip(b), flip(c), flip(d), flip(e), flip(f), g + 0, h + 0, i + 0],
  };
}

/** The affine rows (RAS millimetres) of a grid. */
export function sformOf(grid: Grid): [AffineRow, AffineRow, AffineRow] {
  const { direction: m, spacing: s, origin: o } = grid;
  return [
    [flip(m[0] * s[0]), flip(m[1] * s[1]), flip(m[2] * s[2]), flip(o[0])],
    [flip(m[3] * s[0]), flip(m[4] * s[1]), flip(m[5] * s[2]), flip(o[1])],
    [m[6] * s[0], m[7] * s[1], m[8] * s[2], o[2]],
  ];
}

/** The quaternion (b, c, d) and qfac of a direction (LPS), for writing (nifti1_io, nifti_mat44_to_quatern). */
export function quaternionOf(direction: Mat3): { quaternion: Vec3; qfac: 1 | -1 } {
  const [l0, l1, l2, p0, p1, p2, z0, z1, z2] = direction;
  const determinant = l0 * (p1 * z2 - p2 * z1) - l1 * (p0 * z2 - p2 * z0) + l2 * (p0 * z1 - p1 * z0);
  const qfac = determinant < 0 ? -1 : 1;
  const [xx, xy, xz, yx, yy, yz, zx, zy, zz] = [-l0, -l1, -l2 * qfac, -p0, -p1, -p2 * qfac, z0, z1, z2 * qfac];
  // The largest of the four squares is the one that may be divided by.
  const squares = [1 + xx + yy + zz, 1 + xx - yy - zz, 1 + yy - xx - zz, 1 + zz - xx - yy];
  const largest = squares.indexOf(Math.max(...squares));
  const w = Math.sqrt(squares[largest]) / 2;
  const q = 4 * w;
  const [a, b, c, d] = [
    [w, (zy - yz) / q, (xz - zx) / q, (yx - xy) / q],
    [(zy - yz) / q, w, (yx + xy) / q, (xz + zx) / q],
    [(xz - zx) / q, (yx + xy) / q, w, (zy + yz) / q],
    [(yx - xy) / q, (xz + zx) / q, (zy + yz) / q, w],
  ][largest];
  const sign = a < 0 ? -1 : 1;
  return { quaternion: [sign * b + 0, sign * c + 0, sign * d + 0], qfac };
}

interface Frame {
  readonly spacing: Vec3;
  /** RAS. */
  readonly direction: Mat3;
  readonly origin: Vec3;
}

function fromSform({ sform, pixdim }: NiftiHeader): Frame {
  const [x, y, z] = sform;
  const spacing = [0, 1, 2].map((axis) => {
    const length = Math.sqrt(x[axis] ** 2 + y[axis] ** 2 + z[axis] ** 2);
    return { length, stored: Math.abs(pixdim[axis]) };
  });
  if (spacing.some(({ length }) => !(length > 0 && Number.isFinite(length))))
    throw affineError(
      `The sform's axes have lengths ${spacing.map(({ length }) => length).join(", ")}; finite lengths above 0 are needed.`,
    );
  const unit = (row: AffineRow): Vec3 => [
    row[0] / spacing[0].length,
    row[1] / spacing[1].length,
    row[2] / spacing[2].length,
  ];
  const [ux, uy, uz] = [unit(x), unit(y), unit(z)];
  for (const [a, b] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ]) {
    const cosine = ux[a] * ux[b] + uy[a] * uy[b] + uz[a] * uz[b];
    if (!(Math.abs(cosine) <= MOST_SHEAR))
      throw affineError(
        `The axes ${"ijk"[a]} and ${"ijk"[b]} meet at ${((Math.acos(cosine) * 180) / Math.PI).toFixed(2)}°, not at 90°: the image is ` +
          "sheared (a gantry tilt?). Resample it onto a rectangular grid first.",
      );
  }
  const [s0, s1, s2] = spacing.map(({ length, stored }) =>
    Math.abs(stored - length) <= SAME_SPACING * length ? stored : length,
  );
  return { spacing: [s0, s1, s2], direction: [...ux, ...uy, ...uz], origin: [x[3], y[3], z[3]] };
}

function fromQform({ quaternion, qoffset, qfac, pixdim }: NiftiHeader, size: Vec3): Frame {
  let [b, c, d] = quaternion;
  const square = b * b + c * c + d * d;
  if (!(square <= 1 + 1e-3))
    throw affineError(
      `The qform's quaternion (${b}, ${c}, ${d}) is longer than 1 (${Math.sqrt(square)}): it is no rotation.`,
    );
  let a = Math.sqrt(Math.max(0, 1 - square));
  if (1 - square < 1e-7) {
    // A half turn: the real part is only rounding, as nifti1.h has it.
    const length = Math.sqrt(square);
    [a, b, c, d] = [0, b / length, c / length, d / length];
  }
  const direction: Mat3 = [
    a * a + b * b - c * c - d * d,
    2 * (b * c - a * d),
    2 * (b * d + a * c) * qfac,
    2 * (b * c + a * d),
    a * a + c * c - b * b - d * d,
    2 * (c * d - a * b) * qfac,
    2 * (b * d - a * c),
    2 * (c * d + a * b),
    (a * a + d * d - b * b - c * c) * qfac,
  ];
  return { spacing: storedSpacing(pixdim, size), direction, origin: qoffset };
}

function fromSpacing({ pixdim }: NiftiHeader, size: Vec3): Frame {
  return { spacing: storedSpacing(pixdim, size), direction: [1, 0, 0, 0, 1, 0, 0, 0, 1], origin: [0, 0, 0] };
}

/** An axis with one voxel may come without a spacing (2D images): one unit then, like nifti1_io. */
function storedSpacing(pixdim: Vec3, size: Vec3): Vec3 {
  const of = (axis: 0 | 1 | 2): number => (pixdim[axis] === 0 && size[axis] === 1 ? 1 : Math.abs(pixdim[axis]));
  return [of(0), of(1), of(2)];
}

/** The other direction, without a negative zero. */
function flip(x: number): number {
  return 0 - x;
}

function affineError(message: string): VolumeError {
  return new VolumeError("nifti-affine", message);
}
