/** Who may be matched: two groups, how far apart two members are, and who is too different. */
export interface MatchingInput {
  /** 1 for a member of the group that looks for partners, 0 for one of the other group. */
  readonly group: readonly number[];
  /** A member's place on one scale, for example the logit of its propensity score. */
  readonly distance: readonly number[];
  /** Partners agree in this value; default: any two may be partners. */
  readonly exact?: readonly (string | number)[] | undefined;
  /** Largest difference between the distances of partners; default: none. */
  readonly caliper?: number | undefined;
}

/** Partners as positions of a member of group 1 and one of group 0. */
export type Pair = readonly [one: number, other: number];

/**
 * Greedy 1:1 matching without replacement: the members of group 1 in descending order of distance each take the nearest
 * member of group 0 that is free, that agrees in the exact value and lies within the caliper. Of equally near ones the
 * first; of equal distances the earlier member chooses first.
 *
 * @param options - `search: "below first"` takes a member above only where none below is free: the pairs of MatchIt 4.5.1,
 *   which are not always the nearest. Default "either side".
 * @returns pairs by position of the member of group 1; who finds nobody is in none.
 * @see Ho, Imai, King & Stuart, Journal of Statistical Software 42 (2011), MatchIt's method "nearest".
 */
export function matchNearest(
  { group, distance, exact, caliper = Infinity }: MatchingInput,
  { search = "either side" }: { search?: "either side" | "below first" } = {},
): Pair[] {
  const seekers = [...group.keys()].filter((i) => group[i] === 1).sort((a, b) => distance[b] - distance[a] || a - b);
  const free = new Set([...group.keys()].filter((i) => group[i] === 0));
  const pairs: Pair[] = [];
  for (const one of seekers) {
    const able = [...free].filter(
      (other) => Math.abs(distance[one] - distance[other]) <= caliper && (!exact || exact[one] === exact[other]),
    );
    const below = search === "below first" ? able.filter((other) => distance[other] <= distance[one]) : [];
    let best = -1;
    let nearest = Infinity;
    for (const other of below.length > 0 ? below : able) {
      const gap = Math.abs(distance[one] - distance[other]);
      if (gap >= nearest) continue;
      best = other;
      nearest = gap;
    }
    if (best < 0) continue;
    free.delete(best);
    pairs.push([one, best]);
  }
  return pairs.sort((a, b) => a[0] - b[0]);
}
