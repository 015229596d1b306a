import type { RandomStream } from "@hilum/numeric";

const starts = 10;
const mostRounds = 300;

/** Groups of points, and how tight they are. */
export interface Clusters {
  /** The group of each point, from 0. */
  readonly of: Int32Array;
  /** Sum of the squared distances to the means. */
  readonly spread: number;
}

/**
 * Points in groups around their means: Lloyd's rounds until nothing moves, from ten k-means++ starts, the tightest of them.
 *
 * The same points in the same order give the same groups for the same stream; of two equally near means the first counts.
 *
 * @param points - coordinates one after the other, `dimensions` each; at least `count` of them must differ.
 * @see Lloyd, IEEE Trans Inf Theory 28 (1982) 129-137; Arthur & Vassilvitskii, SODA (2007) 1027-1035.
 */
export function kMeans(points: Float64Array, dimensions: number, count: number, random: RandomStream): Clusters {
  let best: Clusters | undefined;
  for (let start = 0; start < starts; start++) {
    const found = rounds(points, dimensions, firstMeans(points, dimensions, count, random.fork(start)));
    if (!best || found.spread < best.spread) best = found;
  }
  return best ?? { of: new Int32Array(0), spread: 0 };
}

/** Each further mean is a point drawn with a chance that grows with its squared distance from those there are. */
function firstMeans(points: Float64Array, dimensions: number, count: number, random: RandomStream): Float64Array {
  const n = points.length / dimensions;
  const means = new Float64Array(count * dimensions);
  const nearest = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  let chosen = random.integer(n);
  for (let group = 0; ;) {
    means.set(points.subarray(chosen * dimensions, (chosen + 1) * dimensions), group * dimensions);
    if (++group === count) return means;
    let total = 0;
    for (let p = 0; p < n; p++) {
      nearest[p] = Math.min(nearest[p], squaredDistance(points, p, means, group - 1, dimensions));
      total += nearest[p];
    }
    let left = random.uniform() * total;
    chosen = nearest.findLastIndex((squared) => squared > 0);
    for (let p = 0; p < n; p++) {
      left -= nearest[p];
      if (left < 0) {
        chosen = p;
        break;
      }
    }
  }
}

function rounds(points: Float64Array, dimensions: number, means: Float64Array): Clusters {
  const n = points.length / dimensions;
  const count = means.length / dimensions;
  const of = new Int32Array(n).fill(-1);
  let spread = 0;
  for (let round = 0; round < mostRounds; round++) {
    let moved = false;
    let [furthest, distance] = [0, 0];
    spread = 0;
    const sums = new Float64Array(means.length);
    const sizes = new Float64Array(count);
    for (let p = 0; p < n; p++) {
      let [group, nearest] = [0, Number.POSITIVE_INFINITY];
      for (let g = 0; g < count; g++) {
        const squared = squaredDistance(points, p, means, g, dimensions);
        if (squared < nearest) [group, nearest] = [g, squared];
      }
      if (of[p] !== group) moved = true;
      of[p] = group;
      spread += nearest;
      if (nearest > distance) [furthest, distance] = [p, nearest];
      sizes[group]++;
      for (let d = 0; d < dimensions; d++) sums[group * dimensions + d] += points[p * dimensions + d];
    }
    const empty = sizes.indexOf(0);
    if (!moved && empty < 0) break;
    for (let g = 0; g < count; g++)
      for (let d = 0; d < dimensions && sizes[g] > 0; d++)
        means[g * dimensions + d] = sums[g * dimensions + d] / sizes[g];
    // A group that lost all its points begins anew where the others fit least.
    if (empty >= 0) means.set(points.subarray(furthest * dimensions, (furthest + 1) * dimensions), empty * dimensions);
  }
  return { of, spread };
}

function squaredDistance(a: Float64Array, m: number, b: Float64Array, n: number, dimensions: number): number {
  let total = 0;
  for (let d = 0; d < dimensions; d++) total += (a[m * dimensions + d] - b[n * dimensions + d]) ** 2;
  return total;
}
