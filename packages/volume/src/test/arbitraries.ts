import * as fc from "fast-check";
import type { Grid, Mat3, Vec3 } from "../volume.ts";

/** Grids in any orientation, up to `most` voxels along each axis, also left-handed ones. */
export function anyGrid(most = 8): fc.Arbitrary<Grid> {
  return fc.record({
    size: three(fc.integer({ min: 1, max: most })),
    spacing: three(fc.double({ min: 0.3, max: 5, noNaN: true })),
    origin: three(fc.double({ min: -500, max: 500, noNaN: true })),
    direction: anyDirection(),
  });
}

/** A grid along the patient's axes. */
export function straightGrid(size: Vec3, spacing: Vec3 = [1, 1, 1], origin: Vec3 = [0, 0, 0]): Grid {
  return { size, spacing, origin, direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
}

/** Rotations (from Euler angles), half of them mirrored. */
export function anyDirection(): fc.Arbitrary<Mat3> {
  const angle = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
  return fc.tuple(angle, angle, angle, fc.boolean()).map(([a, b, c, mirrored]) => {
    const [ca, sa, cb, sb, cc, sc] = [Math.cos(a), Math.sin(a), Math.cos(b), Math.sin(b), Math.cos(c), Math.sin(c)];
    const s = mirrored ? -1 : 1;
    return [
      cb * cc,
      -cb * sc,
      s * sb,
      ca * sc + sa * sb * cc,
      ca * cc - sa * sb * sc,
      -s * sa * cb,
      sa * sc - ca * sb * cc,
      sa * cc + ca * sb * sc,
      s * ca * cb,
    ];
  });
}

/** A small mask on an anisotropic grid. */
export function anyMask(most = 7): fc.Arbitrary<{ grid: Grid; data: Uint8Array }> {
  return anyGrid(most).chain((grid) => {
    const length = grid.size[0] * grid.size[1] * grid.size[2];
    return fc
      .array(fc.integer({ min: 0, max: 3 }), { minLength: length, maxLength: length })
      .map((draws) => ({ grid, data: Uint8Array.from(draws, (x) => (x === 0 ? 1 : 0)) }));
  });
}

export function three<T>(one: fc.Arbitrary<T>): fc.Arbitrary<[T, T, T]> {
  return fc.tuple(one, one, one);
}

/** The indices of a grid's voxels in the order of the data. */
export function indicesOf({ size }: Grid): Vec3[] {
  const count = size[0] * size[1] * size[2];
  return Array.from({ length: count }, (_, n) => [
    n % size[0],
    Math.floor(n / size[0]) % size[1],
    Math.floor(n / (size[0] * size[1])),
  ]);
}
