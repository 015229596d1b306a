/** The longest distance across a flat shape, and the longest at right angles to it, in mm. */
export interface InPlaneDiameters {
  readonly longMm: number;
  readonly shortMm: number;
}

/** A point of a slice in half voxels. */
export type SlicePoint = readonly [u: number, v: number];

/** Two lengths that differ by less are the same but for rounding. */
const alike = 1e-9;

/**
 * Diameters of the points of one slice, as a reader draws them: the long axis between the two points furthest apart, the short
 * axis as the longest chord of their convex outline at right angles to it. Of several long axes the one with the longest short axis.
 *
 * @param spacing - mm of a voxel along u and v.
 * @see Bankier et al., Radiology 285 (2017) 584-600 (Fleischner Society).
 */
export function inPlaneDiameters(points: readonly SlicePoint[], spacing: SlicePoint): InPlaneDiameters {
  const corners = convexOutline(points).map(([u, v]): SlicePoint => [(u * spacing[0]) / 2, (v * spacing[1]) / 2]);
  let longMm = 0;
  let axes: SlicePoint[] = [];
  corners.forEach((a, n) => {
    for (const b of corners.slice(0, n)) {
      const across: SlicePoint = [a[0] - b[0], a[1] - b[1]];
      const length = Math.hypot(...across);
      if (length < longMm * (1 - alike)) continue;
      if (length > longMm * (1 + alike)) axes = [];
      longMm = Math.max(longMm, length);
      axes.push(across);
    }
  });
  return { longMm, shortMm: axes.reduce((longest, axis) => Math.max(longest, chordAcross(corners, axis)), 0) };
}

/** The longer of two; of two long axes of one length that with the longer short axis. */
export function longer(a: InPlaneDiameters, b: InPlaneDiameters): InPlaneDiameters {
  if (Math.abs(a.longMm - b.longMm) > alike * a.longMm) return a.longMm > b.longMm ? a : b;
  return a.shortMm >= b.shortMm ? a : b;
}

/** Corners of the convex outline in order, in whole numbers and therefore exact (Andrew's chains). */
function convexOutline(points: readonly SlicePoint[]): SlicePoint[] {
  const ordered = points.toSorted(([au, av], [bu, bv]) => au - bu || av - bv);
  const chain = (along: readonly SlicePoint[]) => {
    const corners: SlicePoint[] = [];
    for (const point of along) {
      while (corners.length > 1 && !turnsLeft(corners[corners.length - 2], corners[corners.length - 1], point))
        corners.pop();
      corners.push(point);
    }
    return corners.slice(0, -1);
  };
  return [...chain(ordered), ...chain(ordered.toReversed())];
}

function turnsLeft([au, av]: SlicePoint, [bu, bv]: SlicePoint, [cu, cv]: SlicePoint): boolean {
  return (bu - au) * (cv - av) > (bv - av) * (cu - au);
}

/** The longest chord of a convex outline at right angles to an axis; it begins at one of the outline's corners. */
function chordAcross(corners: readonly SlicePoint[], axis: SlicePoint): number {
  const length = Math.hypot(...axis);
  const turned = corners.map(([x, y]): SlicePoint => [
    (x * axis[0] + y * axis[1]) / length,
    (y * axis[0] - x * axis[1]) / length,
  ]);
  let longest = 0;
  for (const [place] of turned) {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    turned.forEach(([s, across], n) => {
      const [t, beyond] = turned[(n + 1) % turned.length];
      if (place < Math.min(s, t) - alike * length || place > Math.max(s, t) + alike * length) return;
      const share = Math.abs(t - s) <= alike * length ? 0 : Math.min(1, Math.max(0, (place - s) / (t - s)));
      for (const at of Math.abs(t - s) <= alike * length ? [across, beyond] : [across + share * (beyond - across)]) {
        low = Math.min(low, at);
        high = Math.max(high, at);
      }
    });
    longest = Math.max(longest, high - low);
  }
  return longest;
}
