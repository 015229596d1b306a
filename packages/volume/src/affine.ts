import type { Grid, Mat3, Vec3 } from "./volume.ts";

/** The three numbers that a function gives for the three axes. */
export function vec3(value: (axis: 0 | 1 | 2) => number): Vec3 {
  return [value(0), value(1), value(2)];
}

/** Matrix times vector. */
export function apply(m: Mat3, v: Vec3): Vec3 {
  return [
    m[0] * v[0] + m[1] * v[1] + m[2] * v[2],
    m[3] * v[0] + m[4] * v[1] + m[5] * v[2],
    m[6] * v[0] + m[7] * v[1] + m[8] * v[2],
  ];
}

/** The inverse by cofactors; a matrix without inverse gives infinities. */
export function inverse([a, b, c, d, e, f, g, h, i]: Mat3): Mat3 {
  const [p, q, r] = [e * i - f * h, f * g - d * i, d * h - e * g];
  const determinant = a * p + b * q + c * r;
  return [
    p / determinant,
    (c * h - b * i) / determinant,
    (b * f - c * e) / determinant,
    q / determinant,
    (a * i - c * g) / determinant,
    (c * d - a * f) / determinant,
    r / determinant,
    (b * g - a * h) / determinant,
    (a * e - b * d) / determinant,
  ];
}

/** Maps a step in voxels to a step in mm. */
export function stepsToMm({ direction: m, spacing: s }: Grid): Mat3 {
  return [
    m[0] * s[0],
    m[1] * s[1],
    m[2] * s[2],
    m[3] * s[0],
    m[4] * s[1],
    m[5] * s[2],
    m[6] * s[0],
    m[7] * s[1],
    m[8] * s[2],
  ];
}
