/** A rectangle of voxels that is filled: `data[i + ni * j]`. */
export interface Slice {
  readonly data: Uint8Array;
  readonly size: readonly [ni: number, nj: number];
}

/** Points are moved to a raster of 2^-20 voxels, about a nanometre. */
const RASTER = 2 ** 20;
/** What a crossing does to its row: everything to the right of it changes sides; a centre that it meets lies on the edge. */
const TURN = 1;
const EDGE = 2;

/**
 * Turns over (0 to 1, 1 to 0) every voxel of a slice whose centre lies in the polygon by the even-odd rule: half-open in j, so
 * that a vertex on a row counts once; inclusive in i, so that a centre on the left or right edge counts as inside. Two polygons
 * one after the other give their symmetric difference: an inner one is a hole.
 *
 * Points are rounded to 2^-20 of a voxel first: whether a point that was meant to lie on a voxel centre does so must not hang on
 * the last digit of a decimal number or on the order of arithmetic. The polygon may be longer, wider and farther away than the
 * slice; time grows with its points times the rows that it covers.
 *
 * @param polygon - i and j of the vertices one after the other, in voxels; the last is joined to the first. Finite numbers.
 */
export function fillPolygon({ data, size: [ni, nj] }: Slice, polygon: Float64Array): void {
  const points = polygon.map((x) => Math.round(x * RASTER) / RASTER);
  let [low, high] = [Infinity, -Infinity];
  for (let n = 1; n < points.length; n += 2) {
    low = Math.min(low, points[n]);
    high = Math.max(high, points[n]);
  }
  const marks = new Uint8Array(ni + 1);
  const end = Math.min(nj, Math.ceil(high));
  for (let j = Math.max(0, Math.ceil(low)); j < end; j++) {
    marks.fill(0);
    markCrossings(points, j, marks);
    let inside = 0;
    for (let i = 0; i < ni; i++) {
      inside ^= marks[i] & TURN;
      if (inside === 1 || (marks[i] & EDGE) !== 0) data[i + ni * j] ^= 1;
    }
  }
}

/** Marks where the edges of a polygon meet the row j. */
function markCrossings(points: Float64Array, j: number, marks: Uint8Array): void {
  const ni = marks.length - 1;
  let [i0, j0] = [points[points.length - 2], points[points.length - 1]];
  for (let n = 0; n < points.length; n += 2) {
    const [i1, j1] = [points[n], points[n + 1]];
    if (j0 <= j !== j1 <= j) {
      // From the lower to the upper end, so that the reversed polygon gives the same number to the last bit.
      const i = j0 < j1 ? i0 + ((j - j0) / (j1 - j0)) * (i1 - i0) : i1 + ((j - j1) / (j0 - j1)) * (i0 - i1);
      marks[Math.min(ni, Math.max(0, Math.floor(i) + 1))] ^= TURN;
      if (i >= 0 && i < ni && Number.isInteger(i)) marks[i] |= EDGE;
    }
    [i0, j0] = [i1, j1];
  }
}
