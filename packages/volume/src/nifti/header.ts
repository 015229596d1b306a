import type { Vec3 } from "../volume.ts";
import { VolumeError } from "../volume.ts";
import type { NiftiLayout } from "./layout.ts";

/** A row (a, b, c, d) of an affine: a·i + b·j + c·k + d. */
export type AffineRow = readonly [number, number, number, number];

/** What a header says about intensities and about where the voxels lie, as stored (RAS). */
export interface NiftiHeader {
  /** Stored value × slope + intercept; `undefined` when the stored values are the intensities. */
  readonly scaling: { readonly slope: number; readonly intercept: number } | undefined;
  readonly pixdim: Vec3;
  /** −1 if the third axis of the quaternion's frame is turned around, else 1. */
  readonly qfac: 1 | -1;
  readonly qformCode: number;
  readonly sformCode: number;
  /** Quaternion (b, c, d). */
  readonly quaternion: Vec3;
  readonly qoffset: Vec3;
  readonly sform: readonly [AffineRow, AffineRow, AffineRow];
  /** Millimetres of one length unit of the file. */
  readonly unitMm: number;
}

/** Byte offsets (nifti1.h, nifti2.h). */
const offsets = {
  1: {
    pixdim: 76,
    slope: 112,
    intercept: 116,
    units: 123,
    qform: 252,
    sform: 254,
    quaternion: 256,
    qoffset: 268,
    rows: 280,
  },
  2: {
    pixdim: 104,
    slope: 176,
    intercept: 184,
    units: 500,
    qform: 344,
    sform: 348,
    quaternion: 352,
    qoffset: 376,
    rows: 400,
  },
} as const;

/** Codes of the spatial units: unknown is taken as millimetres, like every other reader does. */
const unitsMm = new Map([
  [0, 1],
  [1, 1000],
  [2, 1],
  [3, 0.001],
]);

/** Reads scaling and orientation; `bytes` holds at least the whole header that `layout` was read from. */
export function readHeader(bytes: Uint8Array, layout: NiftiLayout): NiftiHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { version, littleEndian } = layout;
  const at = offsets[version];
  const width = version === 1 ? 4 : 8;
  const real = (from: number, n = 0): number =>
    version === 1 ? view.getFloat32(from + width * n, littleEndian) : view.getFloat64(from + width * n, littleEndian);
  const code = (from: number): number =>
    version === 1 ? view.getInt16(from, littleEndian) : view.getInt32(from, littleEndian);
  const three = (from: number): Vec3 => [real(from, 0), real(from, 1), real(from, 2)];
  const row = (r: number): AffineRow => [
    real(at.rows, 4 * r),
    real(at.rows, 4 * r + 1),
    real(at.rows, 4 * r + 2),
    real(at.rows, 4 * r + 3),
  ];
  const units = (version === 1 ? view.getUint8(at.units) : view.getInt32(at.units, littleEndian)) & 7;
  const unitMm = unitsMm.get(units);
  if (unitMm === undefined)
    throw new VolumeError(
      "nifti-header",
      `The header's length unit has code ${units}; 0 to 3 (unknown, m, mm, µm) are known.`,
    );
  return {
    scaling: scaling(real(at.slope), real(at.intercept)),
    pixdim: three(at.pixdim + width),
    qfac: real(at.pixdim) < 0 ? -1 : 1,
    qformCode: code(at.qform),
    sformCode: code(at.sform),
    quaternion: three(at.quaternion),
    qoffset: three(at.qoffset),
    sform: [row(0), row(1), row(2)],
    unitMm,
  };
}

function scaling(slope: number, intercept: number): NiftiHeader["scaling"] {
  // The standard's "slope 0 = no scaling"; several writers leave NaN instead.
  if (slope === 0 || Number.isNaN(slope) || (slope === 1 && intercept === 0)) return undefined;
  if (!Number.isFinite(slope) || !Number.isFinite(intercept))
    throw new VolumeError(
      "nifti-header",
      `The intensities are scaled by ${slope} and shifted by ${intercept}; finite numbers are needed.`,
    );
  return { slope, intercept };
}
